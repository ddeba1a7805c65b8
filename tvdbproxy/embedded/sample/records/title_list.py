"""Records of lists."""

from __future__ import annotations

from typing import Any

from tvdbproxy.embedded.sample.records.pictures import View
from tvdbproxy.embedded.sample.world.model import TitleList
from tvdbproxy.embedded.sample.world.world import World


def list_base(view: View, entry: TitleList) -> dict[str, Any]:
    """A list; one without a poster has empty text for an image."""
    return {
        "id": entry.id,
        "name": entry.name,
        "overview": entry.overview,
        "url": entry.slug,
        "isOfficial": entry.is_official,
        "nameTranslations": ["eng", "deu"],
        "overviewTranslations": ["eng"] if entry.overview else [],
        "aliases": [],
        "score": entry.id % 7 * 100,
        "image": view.image("lists", entry) or "",
        "imageIsFallback": False,
        "remoteIds": None,
        "tags": None,
    }


def list_extended(view: View, entry: TitleList) -> dict[str, Any]:
    """The whole record, with the titles that still exist."""
    return list_base(view, entry) | {"entities": entities(view.world, entry)}


def entities(world: World, entry: TitleList) -> list[dict[str, Any]]:
    """What is on a list: the other kind's id is null."""
    held = [(kind, i) for kind, i in entry.entries if world.find(kind, i) is not None]
    return [
        {
            "order": order,
            "seriesId": record_id if kind == "series" else None,
            "movieId": record_id if kind == "movies" else None,
        }
        for order, (kind, record_id) in enumerate(held)
    ]


def list_translation(entry: TitleList, language: str) -> list[dict[str, Any]]:
    """An array, unlike everywhere else; empty if there is none in that language."""
    if language == "eng":
        record: dict[str, Any] = {"name": entry.name, "language": "eng", "isPrimary": True}
        return [record | {"overview": entry.overview} if entry.overview else record]
    return [{"name": entry.german, "language": "deu"}] if language == "deu" else []


def lists_with(view: View, kind: str, record_id: int) -> list[dict[str, Any]]:
    """The lists that a title is on."""
    return [
        list_base(view, entry)
        for entry in view.world.living("lists")
        if (kind, record_id) in entry.entries
    ]
