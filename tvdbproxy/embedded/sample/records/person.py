"""People records."""

from __future__ import annotations

from typing import Any

from tvdbproxy.embedded.sample.records.award import awards_of
from tvdbproxy.embedded.sample.records.character import character_record
from tvdbproxy.embedded.sample.records.pictures import View
from tvdbproxy.embedded.sample.records.remote import remote_ids
from tvdbproxy.embedded.sample.records.stamp import stamp
from tvdbproxy.embedded.sample.records.translation import plain_translations
from tvdbproxy.embedded.sample.world.model import Person, Role


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
        "remoteIds": remote_ids(person.id),
        "gender": person.id % 3,
        "characters": _roles(view, person),
        "biographies": None,
        "awards": _awards(view, person),
        "tagOptions": None,
        "races": None,
        "slug": person.slug,
    }
    if translations:
        record["translations"] = plain_translations(person.name, None)
    return record


def _roles(view: View, person: Person) -> list[dict[str, Any]] | None:
    roles = view.world.roles_of(person.id)
    return [_role(view, role) for role in roles] or None


def _role(view: View, role: Role) -> dict[str, Any]:
    """The role's own picture stays absolute; only the person's is relative here."""
    relative = character_record(view.relative, role)["personImgURL"]
    return character_record(view, role) | {"personImgURL": relative}


def _awards(view: View, person: Person) -> list[dict[str, Any]] | None:
    """The prizes for which somebody was nominated in any role."""
    found: dict[int, dict[str, Any]] = {}
    for role in view.world.roles_of(person.id):
        found |= {a["id"]: a for a in awards_of(view.world, "seriespeople", role.id) or []}
    return list(found.values()) or None
