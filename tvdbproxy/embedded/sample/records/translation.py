"""Titles in other languages: everything has English, titles have German as well."""

from __future__ import annotations

from typing import Any

from tvdbproxy.embedded.sample.world.titles import Title

_IN_GERMAN = "Eine Geschichte, die hier nur auf Englisch erzählt wird."


def title_translation(title: Title, language: str) -> dict[str, Any] | None:
    """A title's translation, or None. The key ``aliases`` is there in English alone."""
    if language == "eng":
        return {
            "name": title.name,
            "overview": title.overview,
            "language": "eng",
            "isPrimary": True,
            "aliases": [f"{title.name} ({title.year})"],
        }
    if language == "deu":
        return {"name": title.german, "overview": _IN_GERMAN, "language": "deu"}
    return None


def title_translations(title: Title) -> dict[str, Any]:
    """What ``meta=translations`` adds to a title."""
    return {
        "nameTranslations": [
            {"name": title.name, "language": "eng", "isPrimary": True},
            {"name": title.german, "language": "deu"},
        ],
        "overviewTranslations": [
            {"overview": title.overview, "language": "eng", "isPrimary": True},
            {"overview": _IN_GERMAN, "language": "deu"},
        ],
        "aliases": [f"{title.name} ({title.year})"],
    }


def plain_translation(
    name: str | None, overview: str | None, language: str
) -> dict[str, Any] | None:
    """The English of a season, episode or person; without an overview its key is missing."""
    if language != "eng" or name is None:
        return None
    record: dict[str, Any] = {"name": name, "language": "eng"}
    if overview is not None:
        record["overview"] = overview
    return record


def plain_translations(name: str | None, overview: str | None) -> dict[str, Any]:
    """What ``meta=translations`` adds to a season, an episode or a person."""
    return {
        "nameTranslations": [{"name": name, "language": "eng"}] if name else [],
        "overviewTranslations": [{"overview": overview, "language": "eng"}] if overview else [],
        "aliases": None,
    }
