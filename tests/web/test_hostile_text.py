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


@pytest.fixture
def hostile(services: Services, request: pytest.FixtureRequest) -> str:
    """A word in every column that people may fill."""
    word: str = request.param
    database = services.database
    hang(database, "/banners/a.jpg", state="failed", error_message=word, language=word[:8])
    with database.write() as session:
        series = session.get_one(Series, 1)
        series.name = series.overview = series.genres = word
        session.add(Movie(id=2, name=word, overview=word, genres=word))
        session.add(Season(id=3, series_id=1, number=1, name=word))
        session.add(Episode(id=4, series_id=1, season_number=1, number=1, name=word))
        session.add(Person(id=5, name=word))
    return word


PAGES = ("/", "/title/series/1", "/title/movie/2", "/title/season/3", "/title/episode/4",
         "/title/person/5")  # fmt: skip
_TAG = re.compile(r"<(\w+)((?:\s+[\w-]+(?:=\"[^\"]*\")?)*)\s*/?>")


@pytest.mark.proves("A5", "Q3", "Q4")
@pytest.mark.parametrize("hostile", WORDS.values(), ids=WORDS, indirect=True)
def test_a_word_is_only_text_on_every_page(client: FlaskClient, hostile: str) -> None:
    shown = 0
    for path in PAGES:
        answer = client.get(path)
        assert answer.status_code == 200
        page = answer.get_data(as_text=True)
        assert "Set-Cookie" not in answer.headers
        shown += " ".join(hostile.split())[:40] in " ".join(html.unescape(page).split())
        # Nothing but our own tags, and no attribute of theirs that runs anything.
        assert "<script>" not in page
        assert not re.search(r"<[^>]*\son\w+\s*=", _without_values(page))
        assert "javascript:" not in "".join(re.findall(r'(?:href|src)="([^"]*)"', page))
    assert shown >= 3 or not hostile.strip()


@pytest.mark.proves("A5", "Q4")
@pytest.mark.parametrize("hostile", WORDS.values(), ids=WORDS, indirect=True)
def test_json_says_it_letter_by_letter_and_is_no_page(client: FlaskClient, hostile: str) -> None:
    answer = client.get("/api/v1/images/artwork/11")
    assert answer.json["error"] == hostile
    assert answer.mimetype == "application/json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.proves("Q14", "A5")
@pytest.mark.parametrize("hostile", WORDS.values(), ids=WORDS, indirect=True)
def test_a_search_for_it_is_a_search_for_these_letters(client: FlaskClient, hostile: str) -> None:
    answer = client.get("/", query_string={"q": hostile})
    assert answer.status_code == 200
    assert "<script>" not in answer.get_data(as_text=True)
    for text in ("%", "_", "' OR 1=1 --", "*)(uid=*", "{{7*7}}", "\\", "1) UNION SELECT 1"):
        found = client.get("/", query_string={"q": text}).get_data(as_text=True)
        assert ("/title/movie/2" in found) == (text in hostile)


def _without_values(page: str) -> str:
    """The page with everything in quotes taken out of its tags."""
    return _TAG.sub(lambda tag: "<" + tag[1] + re.sub(r'"[^"]*"', '""', tag[2]) + ">", page)
