"""Hostile words of upstream, in rows: text and nothing else, wherever they are shown."""

from __future__ import annotations

import html
import re

import pytest
from flask.testing import FlaskClient

from tests.house.titles import hang
from tvdbproxy.db.models import Episode, Movie, Person, Season, Series
from tvdbproxy.wiring import Services

WORDS = {
    "a script": "<script>alert(1)</script>",
    "an end of a page": "</title></head><body onload=alert(1)>",
    "an attribute": '"\' onmouseover=alert(1) x="',
    "an address": "javascript:alert(1)",
    "a template": "{{ config }} {% raw %} ${7*7} <%= 7*7 %> #{7*7}",
    "a comment": "--><!--<img src=x onerror=alert(1)>",
    "data": "]]><![CDATA[<script>alert(1)</script>]]>",
    "lines": "first\r\nSet-Cookie: a=b\r\n\r\n<html>",
    "a nul": "a\ufffdb\u2028c\u2029d",
    "right to left": "\u202egnp.exe\u202c \u05e9\u05dc\u05d5\u05dd",
    "marks on letters": "Z\u0351\u036b\u0343a\u0324\u035al\u0321g\u0322o\u0337",
    "cats": "\U0001f408\u200d\u2b1b \u732b \u30cd\u30b3",
    "many letters": "W" * 300,
    "a space": "\u3000",
    "an entity": "&lt;script&gt;&#x0;&nbsp;",
    "a path": "../../../../etc/passwd",
    "sql": "'; DROP TABLE series; --",
}
"""By what they try. All of them may be in a title, and are."""


NUMBERS = {name: 100 + at for at, name in enumerate(WORDS)}
"""The id of each word's titles."""


@pytest.fixture
def hostile(services: Services) -> Services:
    """For each word a title of every kind, with the word in every column that people fill."""
    database = services.database
    for name, word in WORDS.items():
        number = NUMBERS[name]
        told = {"state": "failed", "error_message": word, "language": word[:8]}
        path = f"/banners/{number}.jpg"
        hang(database, path, artwork_id=number, content_id=number, **told)
        with database.write() as session:
            series = session.get_one(Series, number)
            series.name = series.overview = series.genres = word
            session.add(Movie(id=number, name=word, overview=word, genres=word))
            session.add(Season(id=number, series_id=number, number=1, name=word))
            session.add(Episode(id=number, series_id=number, season_number=1, number=1, name=word))
            session.add(Person(id=number, name=word))
    return services


KINDS = ("series", "movie", "season", "episode", "person")
_TAG = re.compile(r"<(\w+)((?:\s+[\w-]+(?:=\"[^\"]*\")?)*)\s*/?>")


@pytest.mark.proves("A5", "Q3", "Q4")
def test_a_word_is_only_text_on_every_page(hostile: Services, client: FlaskClient) -> None:
    for name, word in WORDS.items():
        shown = 0
        for kind in KINDS:
            page = _page(client, f"/title/{kind}/{NUMBERS[name]}")
            shown += " ".join(word.split())[:40] in " ".join(html.unescape(page).split())
        assert shown == len(KINDS) or not word.strip(), name
    _page(client, "/")


@pytest.mark.proves("A5", "Q4")
def test_json_says_it_letter_by_letter_and_is_no_page(
    hostile: Services, client: FlaskClient
) -> None:
    for name, word in WORDS.items():
        answer = client.get(f"/api/v1/images/artwork/{NUMBERS[name]}")
        assert answer.json["error"] == word
        assert answer.mimetype == "application/json"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.proves("Q14", "A5")
def test_a_search_is_for_these_letters(hostile: Services, client: FlaskClient) -> None:
    for name, word in WORDS.items():
        if word == " ".join(word.split()) and len(word) <= 100:
            page = client.get("/", query_string={"q": word}).get_data(as_text=True)
            assert f"/title/movie/{NUMBERS[name]}" in page, name
            assert "<script>" not in page
    for text in ("%", "_", "' OR 1=1 --", "*)(uid=*", "{{7*7}}", "\\", "1) UNION SELECT 1"):
        page = client.get("/", query_string={"q": text, "type": "movie"}).get_data(as_text=True)
        found = {name for name, number in NUMBERS.items() if f"/title/movie/{number}" in page}
        assert found == {name for name, word in WORDS.items() if text in word}, text


def _page(client: FlaskClient, path: str) -> str:
    """A page, which has nothing but our own tags, and no attribute of theirs that runs."""
    answer = client.get(path)
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    page = answer.get_data(as_text=True)
    assert "<script>" not in page
    assert not re.search(r"<[^>]*\son\w+\s*=", _without_values(page))
    assert "javascript:" not in "".join(re.findall(r'(?:href|src)="([^"]*)"', page))
    return page


def _without_values(page: str) -> str:
    """The page with everything in quotes taken out of its tags."""
    return _TAG.sub(lambda tag: "<" + tag[1] + re.sub(r'"[^"]*"', '""', tag[2]) + ">", page)
