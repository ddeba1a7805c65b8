"""What search tells of a record; every number is text here."""

from __future__ import annotations

from typing import Any

from tvdbproxy.embedded.sample.records.company import company_records
from tvdbproxy.embedded.sample.records.pictures import View
from tvdbproxy.embedded.sample.records.remote import remote_ids
from tvdbproxy.embedded.sample.records.tables import COMPANY_TYPES, genre_records
from tvdbproxy.embedded.sample.world.traits import company_ids, first_aired, is_continuing, released

WORDS = {
    "series": "series",
    "movies": "movie",
    "people": "person",
    "companies": "company",
    "lists": "list",
}
"""The word for a record of each kind that can be found."""


def search_hit(view: View, kind: str, record: Any) -> dict[str, Any]:
    """A hit; one without a picture has no keys for it."""
    word = WORDS[kind]
    hit: dict[str, Any] = {
        "objectID": f"{word}-{record.id}",
        "id": f"{word}-{record.id}",
        "tvdb_id": str(record.id),
        "type": word,
        "primary_type": word,
        "slug": record.slug,
    }
    image = None if kind == "companies" else view.world.image_of(kind, record)
    if image is not None:
        hit |= {"image_url": view.address(image), "thumbnail": view.thumbnail(image)}
    if kind in ("series", "movies"):
        return hit | _title(view, kind, record)
    return hit | _OTHERS[kind](record)


def _title(view: View, kind: str, record: Any) -> dict[str, Any]:
    title = record.title
    companies = company_records(view.world, company_ids(kind, title))
    told = {
        "name": title.name,
        "year": str(title.year),
        "country": title.country,
        "first_air_time": first_aired(title) if kind == "series" else released(title),
        "primary_language": "eng",
        "overview": title.overview,
        "overviews": {"eng": title.overview},
        "translations": {"eng": title.name, "deu": title.german},
        "aliases": [f"{title.name} ({title.year})"],
        "genres": [genre["name"] for genre in genre_records(title.genres)],
        "remote_ids": remote_ids(record.id, tmdb=True),
    }
    if kind == "movies":
        return told | {"status": "Released", "studios": [c["name"] for c in companies]}
    network = companies[0]["name"] if companies else None
    return told | {
        "status": "Continuing" if is_continuing(title) else "Ended",
        "network": network,
    }


def _person(record: Any) -> dict[str, Any]:
    return {
        "name": record.name,
        "translations": {"eng": record.name},
        "remote_ids": remote_ids(record.id),
    }


def _company(record: Any) -> dict[str, Any]:
    return {
        "name": record.name,
        "country": record.country,
        "companyType": COMPANY_TYPES[record.type - 1],
    }


def _list(record: Any) -> dict[str, Any]:
    return {
        "name": record.name,
        "overview": record.overview,
        "is_official": record.is_official,
        "translations": {"eng": record.name, "deu": record.german},
    }


_OTHERS = {"people": _person, "companies": _company, "lists": _list}
