"""The target of a request line, told or guessed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote, unquote_to_bytes

import pytest

from tvdbproxy.web.raw_target import targets

PREFIX = "/imgproxy"


def environ(raw: str, **told: str) -> dict[str, Any]:
    """What a server makes of a target."""
    return {"PATH_INFO": unquote_to_bytes(raw.partition("?")[0]).decode("latin-1"), **told}


@pytest.mark.parametrize("name", ["RAW_URI", "REQUEST_URI"])
@pytest.mark.parametrize(
    ("told", "target"),
    [
        ("/imgproxy/s/w:1/plain/http:%2F%2fa@png?x=1", "/s/w:1/plain/http:%2F%2fa@png"),
        ("http://host:1/imgproxy/s//plain/a", "/s//plain/a"),
        ("/imgproxy/s/plain/http://a/b", "/s/plain/http://a/b"),
        ("/imgproxy/s/\xc3\xa9", "/s/\xc3\xa9"),
    ],
)
def test_what_a_server_tells_is_taken_as_it_is(name: str, told: str, target: str) -> None:
    assert list(targets(environ(told, **{name: told}), PREFIX)) == [target]


def test_a_target_that_begins_elsewhere_is_none() -> None:
    assert list(targets(environ("/%69mgproxy/s/a", RAW_URI="/%69mgproxy/s/a"), PREFIX)) == []


def test_an_application_may_be_mounted_below() -> None:
    given = environ("/s/a", RAW_URI="/below/imgproxy/s/a", SCRIPT_NAME="/below")
    assert list(targets(given, PREFIX)) == ["/s/a"]


SOURCES: dict[str, Callable[[str], str]] = {
    "as it is": lambda url: quote(url.replace("%20", " "), safe="/:=&()"),
    "python": lambda url: quote(url),
    "python, all": lambda url: quote(url, safe=""),
    "javascript": lambda url: quote(url, safe="!*'()"),
    "go": lambda url: quote(url, safe="$&+=:"),
}
URLS = ("http://a.example/b/c.jpg", "http://a.example/b%20c.jpg?x=1&y=(2)", "local:///ä ö.png")


@pytest.mark.parametrize("escape", ["as it is", "python", "python, all", "javascript", "go"])
@pytest.mark.parametrize("url", URLS)
@pytest.mark.parametrize("extension", ["", "@webp", "@"])
def test_where_nobody_tells_what_clients_write_is_among_the_guesses(
    escape: str, url: str, extension: str
) -> None:
    raw = f"/s/rs:fit:1:2/plain/{SOURCES[escape](url)}{extension}"
    found = list(targets(environ(PREFIX + raw), PREFIX))
    assert raw in found
    assert len(found) < 50


def test_lower_case_escapes_are_guessed_too() -> None:
    raw = "/s/w:1/plain/http%3a%2f%2fa.example%2fb.jpg"
    assert raw in list(targets(environ(PREFIX + raw), PREFIX))


def test_every_letter_may_be_escaped() -> None:
    raw = "/s/w:1/plain/http%3A%2F%2Fa%2Dc%2Eexample"
    assert raw in list(targets(environ(PREFIX + raw), PREFIX))


def test_an_at_sign_of_a_source_is_told_from_that_before_an_extension() -> None:
    raw = "/s/w:1/plain/http%3A%2F%2Fa%2Fb%40c.jpg@png"
    found = list(targets(environ(PREFIX + raw), PREFIX))
    assert raw in found
    assert found[0].endswith("/b%40c.jpg@png")


def test_a_base64_source_has_one_spelling() -> None:
    raw = "/s/rs:fill:1:2/aHR0cDovL2E/_-.png"
    assert list(targets(environ(PREFIX + raw), PREFIX)) == [raw]


def test_what_every_guess_decodes_to_is_what_was_asked_for() -> None:
    given = environ(f"{PREFIX}/s/fn:a%25b/plain/http://a/%25 x%C3%A9@y@png")
    for guess in targets(given, PREFIX):
        bytes_ = unquote_to_bytes((PREFIX + guess).encode("latin-1"))
        assert bytes_.decode("latin-1") == given["PATH_INFO"]
