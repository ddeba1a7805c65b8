"""From upstream's JSON to a bundle.

Lenient, because the real API is: a key may be missing, null or empty, a list may be
null, a number may come as text. What cannot be understood is left out; only a record
without an id is refused.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from tvdbproxy.catalogue.bundle import Appearance, Bundle, Picture, Title
from tvdbproxy.catalogue.identity import record_artwork_id
from tvdbproxy.errors import UpstreamBad
from tvdbproxy.urls.artwork_host import artwork_path
from tvdbproxy.vocabulary import MAIN_IMAGE, artwork_image_type

Json = Mapping[str, Any]
Hosts = Sequence[str]

# The artwork types that tell an episode's still from a season's poster in a mixed list.
_OWNER_KEYS = (("seasonId", "season"), ("episodeId", "episode"))
# Ours begin there, see `identity`.
_FIRST_FOREIGN = 10**12


def bundle_of(content_type: str, record: Json, hosts: Hosts) -> Bundle:
    """The bundle of an extended record. Raises ``UpstreamBad`` if it has no id."""
    title = _title(content_type, record, hosts)
    if title is None:
        raise UpstreamBad(f"Upstream sent a {content_type} without an id.")
    others = tuple(_others(content_type, title.id, record, hosts))
    listed = record.get("artworks" if content_type in ("series", "movie") else "artwork")
    pictures = list(_listed_pictures(title, listed, hosts))
    pictures += _record_pictures((title, *others), pictures)
    characters = _objects(record.get("characters"))
    return Bundle(
        title=title,
        others=others,
        credits=tuple(_appearances(characters)),
        pictures=tuple(pictures),
        lists_pictures=isinstance(listed, list),
        lists_credits=isinstance(record.get("characters"), list) and content_type != "person",
    )


def base_title(content_type: str, record: Json, hosts: Hosts) -> Title | None:
    """The title of a base record, as lists have them; ``None`` without an id.

    Lists leave much out, so what a base record does not say is not taken as empty.
    """
    title = _title(content_type, record, hosts)
    if title is None:
        return None
    return _told(title)


def _told(title: Title, *always: str) -> Title:
    """The title with those columns alone that have a value, or are ``always`` told."""
    told = {n: value for n, value in title.columns.items() if value is not None or n in always}
    return Title(title.content_type, title.id, told)


def record_picture(title: Title) -> Picture | None:
    """The picture on the title's own record, under an id of ours."""
    if title.image is None:
        return None
    return Picture(
        id=record_artwork_id(title.content_type, title.id),
        content_type=title.content_type,
        content_id=title.id,
        image_type=MAIN_IMAGE[title.content_type],
        path=title.image,
    )


def _title(content_type: str, record: Json, hosts: Hosts) -> Title | None:
    number = _id(record.get("id"))
    if number is None:
        return None
    columns = {
        "name": _text(record.get("name")),
        "image": artwork_path(record.get("image"), hosts),
        "last_updated": _text(record.get("lastUpdated")),
    }
    columns |= _EXTRA_COLUMNS[content_type](record)
    return Title(content_type, number, columns)


def _series_columns(record: Json) -> dict[str, Any]:
    return {
        "slug": _text(record.get("slug")),
        "overview": _overview(record),
        "year": _text(record.get("year")),
        "score": _number(record.get("score")),
        "status": _text(_object(record.get("status")).get("name")),
        "original_language": _text(record.get("originalLanguage")),
        "genres": _genres(record),
    }


def _genres(record: Json) -> str | None:
    names = [_text(genre.get("name")) for genre in _objects(record.get("genres"))]
    return ", ".join(name for name in names if name) or None


def _season_columns(record: Json) -> dict[str, Any]:
    return {
        "overview": _overview(record),
        "year": _text(record.get("year")),
        "series_id": _id(record.get("seriesId")),
        "number": _int(record.get("number")),
        "season_type": _text(_object(record.get("type")).get("type")),
    }


def _episode_columns(record: Json) -> dict[str, Any]:
    return {
        "overview": _overview(record),
        "year": _text(record.get("year")),
        "series_id": _id(record.get("seriesId")),
        "season_number": _int(record.get("seasonNumber")),
        "number": _int(record.get("number")),
        "aired": _text(record.get("aired")),
    }


def _person_columns(record: Json) -> dict[str, Any]:
    return {"slug": _text(record.get("slug")), "overview": _overview(record)}


_EXTRA_COLUMNS: dict[str, Callable[[Json], dict[str, Any]]] = {
    "series": _series_columns,
    "movie": _series_columns,
    "season": _season_columns,
    "episode": _episode_columns,
    "person": _person_columns,
}


def _others(content_type: str, title_id: int, record: Json, hosts: Hosts) -> Iterator[Title]:
    """The titles that come along: seasons, episodes, and people by their credits."""
    if content_type == "series":
        for kind, key in (("season", "seasons"), ("episode", "episodes")):
            yield from _parts(kind, title_id, record.get(key), hosts)
    if content_type != "person":
        yield from _people(record, hosts)


def _parts(kind: str, series_id: int, listed: Any, hosts: Hosts) -> Iterator[Title]:
    """Each season or episode once. They are told in short: only of the picture does it
    mean something that there is none."""
    found: dict[int, Title] = {}
    for entry in _objects(listed):
        title = _title(kind, {"seriesId": series_id, **entry}, hosts)
        if title is not None:
            found[title.id] = _told(title, "image")
    yield from found.values()


def _people(record: Json, hosts: Hosts) -> Iterator[Title]:
    """Each person once, although most appear in several roles."""
    found: dict[int, Title] = {}
    for character in _objects(record.get("characters")):
        number = _id(character.get("peopleId"))
        if number is None:
            continue
        image = artwork_path(character.get("personImgURL"), hosts)
        if number not in found or (found[number].image is None and image is not None):
            # A credit without a portrait does not say that the person has none.
            columns = {"name": _text(character.get("personName")), "image": image}
            found[number] = _told(Title("person", number, columns))
    yield from found.values()


def _appearances(characters: Iterable[Json]) -> Iterator[Appearance]:
    seen: set[int] = set()
    for place, character in enumerate(characters):
        number, person = _id(character.get("id")), _id(character.get("peopleId"))
        if number is None or person is None or number in seen:
            continue
        seen.add(number)
        position = _int(character.get("sort"))
        yield Appearance(
            id=number,
            person_id=person,
            role=_text(character.get("name")),
            job=_text(character.get("peopleType")),
            position=place if position is None else position,
        )


def _listed_pictures(title: Title, listed: Any, hosts: Hosts) -> Iterator[Picture]:
    seen: set[int] = set()
    for artwork in _objects(listed):
        number, kind = _id(artwork.get("id")), _id(artwork.get("type"))
        path = artwork_path(artwork.get("image"), hosts)
        if number is None or kind is None or path is None or number in seen:
            continue
        seen.add(number)
        owner_type, owner_id = _owner(title, artwork)
        yield Picture(
            id=number,
            content_type=owner_type,
            content_id=owner_id,
            image_type=artwork_image_type(kind),
            path=path,
            thumbnail_path=artwork_path(artwork.get("thumbnail"), hosts),
            language=_text(artwork.get("language")),
            score=_number(artwork.get("score")) or 0,
            includes_text=_bool(artwork.get("includesText")),
        )


def _owner(title: Title, artwork: Json) -> tuple[str, int]:
    for key, content_type in _OWNER_KEYS:
        number = _id(artwork.get(key))
        if number is not None:
            return content_type, number
    return title.content_type, title.id


def _record_pictures(titles: Iterable[Title], listed: Iterable[Picture]) -> list[Picture]:
    """Pictures that stand only on the titles' own records."""
    known = {(picture.content_type, picture.content_id, picture.path) for picture in listed}
    found = []
    for title in titles:
        picture = record_picture(title)
        if picture and (title.content_type, title.id, picture.path) not in known:
            found.append(picture)
    return found


def _overview(record: Json) -> str | None:
    """The overview on the record, or the first of its translations."""
    if text := _text(record.get("overview")):
        return text
    translations = _object(record.get("translations")).get("overviewTranslations")
    texts = [_text(entry.get("overview")) for entry in _objects(translations)]
    return next((text for text in texts if text), None)


def _objects(value: Any) -> list[Json]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _object(value: Any) -> Json:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str | None:
    if isinstance(value, str):
        # Neither NUL nor half a surrogate pair can be stored, and no title means them.
        clean = value.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
        return clean.strip() or None
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else None


def _int(value: Any) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 19:
        value = int(value)
    return value if isinstance(value, int) and abs(value) < _FIRST_FOREIGN else None


def _id(value: Any) -> int | None:
    number = _int(value)
    return number if number is not None and number > 0 else None


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    number = float(value) if abs(value) < _FIRST_FOREIGN else None
    return number if number is not None and math.isfinite(number) else None


def _bool(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None
