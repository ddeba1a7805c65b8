"""Of what machines say, only what can be meant is kept, and only so that it can be kept."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tvdbproxy.vision.believed import believed
from tvdbproxy.vision.clean import bounded, line
from tvdbproxy.vision.facts import NAMES, VisionFacts
from tvdbproxy.vision.reading import object_in

# Plain letters, and those that something between a model and a page may stumble over.
WORDS = st.text('ab{}[]"\\ \x00\n\x85\u202e\ufeffü\U0001f40c', max_size=20)


def json_values(
    floats: st.SearchStrategy[float], words: st.SearchStrategy[str]
) -> st.SearchStrategy[Any]:
    return st.recursive(
        st.none() | st.booleans() | st.integers() | floats | words,
        lambda inner: st.lists(inner, max_size=5) | st.dictionaries(words, inner, max_size=5),
        max_leaves=10,
    )


ANY = json_values(st.floats(), WORDS | st.just("half a letter \ud800"))
WRITTEN = json_values(st.floats(allow_nan=False, allow_infinity=False), WORDS)


@pytest.mark.parametrize("name", ["style", "medium", "subject_matter", "alt_text", "detected_text"])
@pytest.mark.parametrize(
    "value",
    [7, True, 0.5, None, ["Cubist"], {"a": 1}, "", "  ", "unknown", "N/A", "None.", "null", "\x00"],
)
def test_a_phrase_that_is_none_is_not_known(name: str, value: Any) -> None:
    assert believed({name: value}, None) == VisionFacts()


@pytest.mark.parametrize("name", ["mood_keywords", "detected_objects"])
@pytest.mark.parametrize("value", ["vibrant, calm", {"a": "vibrant"}, 7, [], [7, None], [["calm"]]])
def test_words_that_are_no_list_of_words_are_not_known(name: str, value: Any) -> None:
    assert believed({name: value}, None) == VisionFacts()


def test_of_a_list_the_words_are_kept_each_once() -> None:
    said = {"mood_keywords": ["calm", 7, " calm ", "unknown", None, "warm\n"]}
    assert believed(said, None).mood_keywords == ("calm", "warm")


@pytest.mark.parametrize(
    "value", [85, -0.1, 1.01, "0.9", "high", True, None, [0.9], float("inf"), float("nan"), 10**400]
)
def test_a_confidence_that_is_no_share_of_one_is_not_known(value: Any) -> None:
    assert believed({"confidence_score": value}, None) == VisionFacts()


@pytest.mark.parametrize("value", [0, 1, 0.5])
def test_a_share_of_one_is_a_confidence(value: float) -> None:
    assert believed({"confidence_score": value}, None).confidence_score == value


@pytest.mark.parametrize("value", ["banner", ["banner"], {}, {"use": 7}, {"": "x"}, {"use": "n/a"}])
def test_a_context_that_is_none_is_not_known(value: Any) -> None:
    assert believed({"site_context": value}, None) == VisionFacts()


def test_everything_is_bounded() -> None:
    long: dict[str, Any] = dict.fromkeys(NAMES, "x" * 10**5)
    long["mood_keywords"] = [f"{number} " + "x" * 1000 for number in range(1000)]
    long["site_context"] = {f"name {number}": "x" * 10**4 for number in range(1000)}
    facts = believed(long, None)
    assert len(facts.style or "") == 200
    assert len(facts.mood_keywords or ()) == 20
    assert len(facts.site_context or {}) == 10
    assert len(str(facts)) < 20_000


def test_letters_that_databases_and_pages_do_not_bear_are_gone() -> None:
    assert line("a\x00b\u202ec\r\nd\ud800", 99) == "a b c d?"


@given(st.dictionaries(st.sampled_from(sorted(NAMES)), ANY))
def test_whatever_is_said_nothing_breaks(said: dict[str, Any]) -> None:
    facts = believed(said, bounded({"answer": said}))
    kept = json.dumps(facts.raw, allow_nan=False)
    assert "\\u0000" not in kept
    (str(facts) + kept).encode()  # no halves of letters


@given(st.dictionaries(WORDS, WRITTEN), st.text(alphabet="[]():,ab '\n"))
def test_an_object_is_found_among_any_prose(said: dict[str, Any], prose: str) -> None:
    whole = {"style": "Cubist", "medium": "oil", "alt_text": "A woman", **said}
    assert object_in(f"{prose}{json.dumps(whole)}{prose}") == whole


@given(st.text(alphabet='{}[]"\\:,0123abENtru ', max_size=300))
def test_any_text_is_read_without_a_crash(text: str) -> None:
    found = object_in(text)
    assert found is None or isinstance(found, dict)


def test_what_is_too_large_even_when_cut_is_not_kept() -> None:
    wide = {str(number): ["x" * 2000] * 30 for number in range(30)}
    assert bounded(wide) is None
    assert bounded({"a": "x" * 10**6}) == {"a": "x" * 2000}


def test_what_is_too_deep_is_cut() -> None:
    deep: Any = 1
    for _ in range(50):
        deep = {"a": [deep]}
    assert len(json.dumps(bounded({"deep": deep}))) < 100
