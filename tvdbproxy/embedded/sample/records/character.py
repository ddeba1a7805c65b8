"""Who plays whom."""

from __future__ import annotations

from typing import Any

from tvdbproxy.embedded.sample.records.pictures import View
from tvdbproxy.embedded.sample.world.model import Movie, Role, Series

_PEOPLE_TYPES = {1: "Director", 3: "Actor"}


def character_record(view: View, role: Role, title: Series | Movie) -> dict[str, Any]:
    """A role as titles list it; the picture is the person's, empty text if there is none."""
    person = view.world.table("people")[role.person_id]
    is_series = isinstance(title, Series)
    return {
        "id": role.id,
        "name": role.name if role.type == 3 else None,
        "peopleId": person.id,
        "seriesId": title.id if is_series else None,
        "series": None,
        "movie": None,
        "movieId": None if is_series else title.id,
        "episodeId": None,
        "type": role.type,
        "image": None,
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
