"""People records."""

from __future__ import annotations

from typing import Any

from tvdbproxy.embedded.sample.records.character import character_record
from tvdbproxy.embedded.sample.records.pictures import View
from tvdbproxy.embedded.sample.records.series import imdb_id
from tvdbproxy.embedded.sample.records.stamp import stamp
from tvdbproxy.embedded.sample.records.translation import plain_translations
from tvdbproxy.embedded.sample.world.model import Person


def person_base(view: View, person: Person) -> dict[str, Any]:
    """A person as lists and ``/people/{id}`` give it."""
    return {
        "id": person.id,
        "name": person.name,
        "image": view.image("people", person),
        "score": person.id % 97 * 11,
        "nameTranslations": ["eng"],
        "overviewTranslations": None,
        "aliases": None,
        "lastUpdated": stamp(view.world.updated_at("people", person.id)),
    }


def person_extended(view: View, person: Person, *, translations: bool) -> dict[str, Any]:
    """The whole record; in its characters the person's own picture is relative."""
    record = person_base(view, person) | {
        "birth": person.born,
        "death": None,
        "birthPlace": None,
        "remoteIds": [{"id": imdb_id(person.id), "type": 2, "sourceName": "IMDB"}],
        "gender": person.id % 3,
        "characters": _roles(view, person),
        "biographies": None,
        "awards": None,
        "tagOptions": None,
        "races": None,
        "slug": person.slug,
    }
    if translations:
        record["translations"] = plain_translations(person.name, None)
    return record


def _roles(view: View, person: Person) -> list[dict[str, Any]] | None:
    return [
        character_record(view.relative, role, title)
        for kind in ("series", "movies")
        for title in view.world.living(kind)
        for role in title.cast
        if role.person_id == person.id
    ] or None
