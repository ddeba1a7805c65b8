"""Letters of all scripts, and escapes that stand for none: unknown, and no error of ours."""

from __future__ import annotations

from itertools import product
from typing import cast
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from flask_openapi3.openapi import OpenAPI

from tests.fuzz.requests import Asked, ask, faults_of
from tests.web.test_hostile_text import WORDS
from tvdbproxy.wiring import Services

ESCAPES = (
    "%", "%%", "%2", "%zz", "%-1", "% 1", "%u0031", "%U00000031", "%ff", "%fe%ff", "%80", "%c3",
    "%c0%af", "%c1%81", "%e0%80%af", "%ed%a0%80", "%ed%a0%80%ed%b0%80", "%f4%90%80%80",
    "%f8%88%80%80%80", "%ef%bb%bf1", "%ef%bf%be", "%00", "1%00", "%0d%0a", "%7f", "%1b%5b31m",
    "%252e", "%25%32%65", "+1", "1+", "1%20", "%201", "%09", "%c2%a0", "%e2%80%ae", "1%cc%81",
    "%d9%a1", "%ef%bc%91", "%f0%9d%9f%8f", "%e2%91%a0", "%c2%b9",
)  # fmt: skip
"""Nonsense, and digits that are none of ours."""

PLACES = (
    "/images/{}/1/poster/medium",
    "/images/series/{}/poster/medium",
    "/images/series/1/{}/medium",
    "/images/series/1/poster/{}",
    "/images/series/1/poster/{}/medium",
    "/api/v1/images/artwork/{}",
    "/title/{}/1",
    "/title/series/{}",
    "/{}",
)


def check(client: FlaskClient, path: str, query: str = "") -> int:
    asked = Asked("GET", path, query, (), b"")
    answer = ask(cast(OpenAPI, client.application), asked)
    assert faults_of(asked, answer) == []
    return answer.status


@pytest.mark.proves("Q13", "Q5")
def test_an_escape_that_stands_for_nonsense_is_not_found(
    stored: Services, client: FlaskClient
) -> None:
    for place, escape in product(PLACES, ESCAPES):
        assert check(client, place.format(escape)) == 404, (place, escape)


@pytest.mark.proves("Q13")
def test_nonsense_behind_the_question_mark_is_no_error_of_ours(
    stored: Services, client: FlaskClient
) -> None:
    picture = "/images/series/1/poster/medium"
    for escape in ESCAPES:
        assert check(client, picture, f"v={escape}&{escape}={escape}") == 200, escape
        query = f"q={escape}&after={escape}&sort={escape}&type={escape}"
        assert check(client, "/", query) == 200, escape


@pytest.mark.proves("Q4")
def test_letters_of_all_scripts_are_only_unknown(stored: Services, client: FlaskClient) -> None:
    for place, word in product(PLACES, WORDS.values()):
        assert check(client, place.format(quote(word, safe=""))) == 404, (place, word)
    for place, empty in product(PLACES[:4], ("", "%20", "%E2%80%8B")):
        assert check(client, place.format(empty)) == 404, (place, empty)
