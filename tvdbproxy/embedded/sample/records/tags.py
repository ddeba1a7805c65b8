"""Tags: questions such as "where does it play", and their possible answers."""

from __future__ import annotations

from typing import Any

_TAGS = {31: ("Geographic Location", True), 32: ("Mood", False)}
_OPTIONS = (
    (498, 31, "Coast"), (499, 31, "City"), (500, 31, "Mountains"), (501, 31, "Desert"),
    (510, 32, "Dark"), (511, 32, "Light"),
)  # fmt: skip
_TAGGED = ("series", "movies")

TAG_OPTIONS: dict[int, dict[str, Any]] = {
    option_id: {
        "id": option_id,
        "tag": tag_id,
        "tagName": _TAGS[tag_id][0],
        "name": name,
        "helpText": None,
    }
    for option_id, tag_id, name in _OPTIONS
}


def tag_records(ids: tuple[int, ...]) -> list[dict[str, Any]]:
    """Tag options by id, as titles list them."""
    return [TAG_OPTIONS[option_id] for option_id in ids]


def tags_for(slug: str) -> list[dict[str, Any]] | None:
    """The tags that a kind of record can have; None for what is no kind of record with tags."""
    if slug not in _TAGGED:
        return None
    return [
        {
            "id": tag_id,
            "name": name,
            "allowsMultiple": several,
            "helpText": None,
            "options": [option for option in TAG_OPTIONS.values() if option["tag"] == tag_id],
        }
        for tag_id, (name, several) in _TAGS.items()
    ]
