"""Requests of real clients as questions, each in one spelling."""

from __future__ import annotations

import pytest

from tvdbproxy.errors import InvalidRequest
from tvdbproxy.upstream.operations import OPERATIONS, Ageing
from tvdbproxy.upstream.questions import REFUSED, Question, asked, question_of


def ask(name: str, query: str = "", **parts: str) -> Question:
    pairs = [tuple(pair.partition("=")[::2]) for pair in query.split("&") if pair]
    return question_of(OPERATIONS[name], parts, pairs)


@pytest.mark.parametrize(
    "query",
    ["meta=episodes&short=True", "short=true&meta=EPISODES", "short=1&meta=episodes&page=7&x=y",
     "meta=episodes&meta=translations&short=TRUE"],
)  # fmt: skip
def test_what_makes_no_difference_to_the_answer_makes_none_to_the_key(query: str) -> None:
    question = ask("series_extended", query, id="0910001")
    assert question.key == "/series/910001/extended?meta=episodes&short=true"
    assert (question.operation.entity, question.entity_id) == ("series", 910001)


@pytest.mark.parametrize("query", ["", "short=False", "short=", "meta=None", "meta=&short=0"])
def test_a_parameter_that_says_nothing_is_left_out(query: str) -> None:
    assert ask("series_extended", query, id="1").key == "/series/1/extended"


def test_the_first_page_is_named_as_well() -> None:
    for query in ("", "page=", "page=0", "page=00", "page=None"):
        assert ask("series_list", query).key == "/series?page=0"
    assert ask("series_list", "page=3").key == "/series?page=3"
    assert ask("search", "query=a b&limit=5").key == "/search?query=a+b&limit=5"


def test_words_in_a_path_are_escaped_in_the_key_alone() -> None:
    question = ask("search_remote", remoteId="tt 1/2?x")
    assert question.path == "/search/remoteid/tt 1/2?x"
    assert "?" not in question.key


@pytest.mark.parametrize("text", ["0", "00", "-1", "abc", "1.5", "", "1" * 19, "１２", " 1"])
@pytest.mark.parametrize(
    ("name", "words"),
    [("series", "cannot make item path"), ("movie_extended", "cannot make item path"),
     ("artwork", "invalid path"), ("episode", "invalid path")],
)  # fmt: skip
def test_an_id_that_is_none_is_refused_in_upstreams_words(name: str, words: str, text: str) -> None:
    with pytest.raises(InvalidRequest) as raised:
        ask(name, id=text)
    assert raised.value.public == f"InvalidValueType: {words}"
    assert raised.value.code == REFUSED


@pytest.mark.parametrize("query", ["page=x", "page=-1", "season=1.5", "page=" + "1" * 19])
def test_a_number_that_is_none_is_a_bad_request(query: str) -> None:
    with pytest.raises(InvalidRequest, match="Bad Request"):
        ask("series_episodes", query, id="1", season_type="default")


@pytest.mark.parametrize("word", ["", ".", "..", "a\nb", "x" * 501])
def test_a_word_that_names_nothing_is_refused(word: str) -> None:
    with pytest.raises(InvalidRequest, match="invalid path"):
        ask("series_slug", slug=word)


def test_a_table_is_one_record_and_a_slug_tells_no_id() -> None:
    assert ask("genres").entity_id == ask("genre", id="3").entity_id == 0
    assert ask("series_slug", slug="glass-harbour").entity_id is None
    assert ask("user_by_id", id="7").operation.entity is None


def test_our_own_code_asks_the_same_way() -> None:
    assert asked("movie_extended", {"meta": "translations"}, id=5).key == (
        "/movies/5/extended?meta=translations"
    )


def test_every_operation_can_be_asked_and_has_a_key_of_its_own() -> None:
    values = {"id": "1", "slug": "a", "season_type": "default", "language": "eng", "lang": "deu",
              "remoteId": "tt1"}  # fmt: skip
    keys = {(row.method, question_of(row, values).key): row.name for row in OPERATIONS.values()}
    assert len(keys) == len(OPERATIONS)
    assert {row.ageing for row in OPERATIONS.values()} == set(Ageing) - {Ageing.PART, Ageing.DENIAL}


def test_there_are_all_operations_of_the_api_but_the_login() -> None:
    assert len([row for row in OPERATIONS.values() if row.name not in OFF_THE_RECORD]) == 66


OFF_THE_RECORD = {"award_categories", "tag_options", "tag_option", "entity_tags"}


@pytest.mark.parametrize(
    ("query", "key"),
    [
        ("meta=translations,episodes", "?meta=episodes%2Ctranslations"),
        ("meta=episodes,translations,episodes", "?meta=episodes%2Ctranslations"),
        ("meta=everything", ""),
    ],
)
def test_the_order_and_number_of_words_make_no_other_answer(query: str, key: str) -> None:
    assert ask("series_extended", query, id="1").key == f"/series/1/extended{key}"


def test_a_language_that_is_none_narrows_nothing_down() -> None:
    assert ask("series_artworks", "lang=ENG", id="1").key == "/series/1/artworks?lang=eng"
    assert ask("series_artworks", "lang=x1&type=", id="1").key == "/series/1/artworks"


@pytest.mark.parametrize("query", ["airDate=today", "airDate=2020-1-1"])
def test_a_day_that_is_none_is_a_bad_request(query: str) -> None:
    with pytest.raises(InvalidRequest, match="Bad Request"):
        ask("series_episodes", query, id="1", season_type="default")


def test_a_search_that_is_too_long_is_refused() -> None:
    with pytest.raises(InvalidRequest, match="Bad Request"):
        ask("search", "query=" + "x" * 501)


def test_a_part_of_a_record_is_told_from_the_record() -> None:
    assert ask("series_artworks", id="1").ageing is Ageing.RECORD
    assert ask("series_artworks", "type=2", id="1").ageing is Ageing.PART
    assert ask("series_episodes", id="1", season_type="dvd").ageing is Ageing.EPISODES
    assert ask("series_episodes", "season=1", id="1", season_type="dvd").ageing is Ageing.PART
    assert ask("search", "type=series&query=x").ageing is Ageing.SEARCH
