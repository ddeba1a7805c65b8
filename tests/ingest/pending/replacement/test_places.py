"""A file names places as people write it, and what is wrong with it is said."""

from __future__ import annotations

import json

import pytest

from tvdbproxy.errors import InvalidRequest
from tvdbproxy.ingest.pending.replacement.places import Order, Place, read_order

TOML = """
database = "sqlite:///x.db"

[[places]]
table = "user_profiles"
column = "profile_image_path"

[[places]]
table = "site_media"
column = "media_path"
id_column = "media_id"
size = "header"
inside = true
"""
PLACES = (
    Place("user_profiles", "profile_image_path"),
    Place("site_media", "media_path", "media_id", "header", True),
)


def test_toml_and_json_say_the_same() -> None:
    document = {
        "database": "sqlite:///x.db",
        "places": [
            {"table": "user_profiles", "column": "profile_image_path"},
            {
                "table": "site_media",
                "column": "media_path",
                "id_column": "media_id",
                "size": "header",
                "inside": True,
            },
        ],
    }
    wanted = Order("sqlite:///x.db", PLACES)
    assert read_order(TOML, is_json=False) == wanted
    assert read_order(json.dumps(document), is_json=True) == wanted


@pytest.mark.parametrize(
    ("document", "says"),
    [
        ({}, "places"),
        ({"places": []}, "at least one"),
        ({"places": {}}, "places"),
        ({"places": [{"table": "a"}]}, "entry 1"),
        ({"places": [{"table": "a", "column": "b"}, 5]}, "entry 2"),
        ({"places": [{"table": "a", "column": "b", "where": "1=1"}]}, "where"),
        ({"places": [{"table": "a", "column": 5}]}, "column is a text"),
        ({"places": [{"table": "a", "column": "b", "inside": "yes"}]}, "true or false"),
        ({"places": [{"table": "a", "column": "b", "size": "big"}]}, "thumbnail"),
        ({"places": [{"table": "a", "column": "b"}], "databse": "x"}, "databse"),
        ({"places": [{"table": "a", "column": "b"}], "database": 1}, "database"),
    ],
)
def test_what_is_wrong_is_named(document: object, says: str) -> None:
    with pytest.raises(InvalidRequest, match=says):
        read_order(json.dumps(document), is_json=True)


@pytest.mark.parametrize(("text", "is_json"), [("[[", False), ("{", True), ("[" * 100_000, True)])
def test_what_cannot_be_read_is_said(text: str, is_json: bool) -> None:
    with pytest.raises(InvalidRequest, match="cannot be read"):
        read_order(text, is_json=is_json)
