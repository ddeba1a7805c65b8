"""Conditions that a client may send with a request for a picture, and the status that each is
answered with. ``{tag}`` and ``{date}`` are those of the picture."""

from __future__ import annotations

from werkzeug.test import TestResponse

CONDITIONS = {
    "the tag": ({"If-None-Match": "{tag}"}, 304),
    "the tag, weak": ({"If-None-Match": "W/{tag}"}, 304),
    "a list": ({"If-None-Match": '"a", {tag}, "b"'}, 304),
    "any": ({"If-None-Match": "*"}, 304),
    "another tag": ({"If-None-Match": '"other"'}, 200),
    "garbage": ({"If-None-Match": '"""",,,\x7f'}, 200),
    "the date": ({"If-Modified-Since": "{date}"}, 304),
    "long ago": ({"If-Modified-Since": "Mon, 01 Jan 2001 00:00:00 GMT"}, 200),
    "no date": ({"If-Modified-Since": "yesterday"}, 200),
    "an absurd date": ({"If-Modified-Since": "Mon, 99 Foo 99999 99:99:99 GMT"}, 200),
    "tag over date": ({"If-None-Match": '"other"', "If-Modified-Since": "{date}"}, 200),
}


def filled_in(headers: dict[str, str], whole: TestResponse) -> dict[str, str]:
    """As they are sent by who has this answer."""
    facts = {"tag": whole.headers["ETag"], "date": whole.headers["Last-Modified"]}
    return {name: value.format(**facts) for name, value in headers.items()}
