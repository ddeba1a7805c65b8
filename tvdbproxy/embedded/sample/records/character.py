"""Who plays whom."""

from __future__ import annotations

from typing import Any

from tvdbproxy.embedded.sample.records.pictures import View
from tvdbproxy.embedded.sample.world.model import Role

_PEOPLE_TYPES = {1: "Director", 3: "Actor"}
_RECORD_KEYS = {"series": "series", "movies": "movie"}


def character_record(view: View, role: Role) -> dict[str, Any]:
    """A role as titles list it; the portrait is the person's, empty text if there is none."""
    person = view.world.table("people")[role.person_id]
    in_series = role.kind == "series"
    return {
        "id": role.id,
        "name": role.name if role.type == 3 else None,
        "peopleId": person.id,
        "seriesId": role.title_id if in_series else None,
        "series": None,
        "movie": None,
        "movieId": None if in_series else role.title_id,
        "episodeId": None,
        "type": role.type,
        "image": view.image("seriespeople", role),
        "sort": role.sort,
        "isFeatured": role.sort == 1,
        "url": f"https://thetvdb.com/people/{person.id}-{person.slug}",
        "nameTranslations": None,
        "overviewTranslations": None,
        "aliases": None,
        "peopleType": _PEOPLE_TYPES[role.type],
        "personName": person.name,
        "tagOptions": None,
        "personImgURL": view.image("people", person) or "",
    }


def whole_character(view: View, role: Role) -> dict[str, Any]:
    """A role by itself, with a word on its title; a series' image has its host twice there."""
    record = character_record(view, role)
    title = view.world.find(role.kind, role.title_id)
    if title is None:
        return record
    image = view.image(role.kind, title)
    if image is not None and role.kind == "series":
        image = f"{view.host}/{image}"
    about = {"name": title.title.name, "image": image, "year": str(title.title.year)}
    return record | {_RECORD_KEYS[role.kind]: about}
