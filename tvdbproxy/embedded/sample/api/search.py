"""Finding titles and people by name, or by their number elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tvdbproxy.embedded.sample.api.call import Call
from tvdbproxy.embedded.sample.api.replies import Refusal, Reply, success
from tvdbproxy.embedded.sample.records.company import company_of
from tvdbproxy.embedded.sample.records.movie import movie_base
from tvdbproxy.embedded.sample.records.person import person_base
from tvdbproxy.embedded.sample.records.series import imdb_id, series_base

_TYPES = {"series": "series", "movies": "movie", "people": "person"}
_LIMIT, _OVERFLOW = 50, 5000


def search(call: Call) -> Reply:
    """Everything whose name (in English or German) contains the query; ids are strings here."""
    query = call.query.get("query") or call.query.get("q")
    if not query:
        raise Refusal(400, "query is required")
    offset, limit = call.number("offset", 0) or 0, call.number("limit", _LIMIT) or _LIMIT
    if offset + limit > _OVERFLOW:
        raise Refusal(400, "Max results overflow")
    hits = list(_hits(call, query.lower()))
    end = offset + limit
    links = {
        "prev": call.address(offset=max(0, offset - limit)) if offset else None,
        "self": call.address(offset=offset),
        "next": call.address(offset=end) if end < len(hits) else None,
        "total_items": len(hits),
        "page_size": limit,
    }
    return success([_hit(call, kind, record) for kind, record in hits[offset:end]], links)


def search_remote_id(call: Call) -> Reply:
    """Whoever has that number at IMDb; a person's image is relative here."""
    wanted = call.parts["remoteId"]
    view = call.view
    found: list[dict[str, Any]] = []
    found += [
        {"series": series_base(view, s)}
        for s in call.world.living("series")
        if imdb_id(s.id) == wanted
    ]
    found += [
        {"movie": movie_base(view, m)}
        for m in call.world.living("movies")
        if imdb_id(m.id) == wanted
    ]
    found += [
        {"people": person_base(view.relative, p)}
        for p in call.world.living("people")
        if imdb_id(p.id) == wanted
    ]
    return success(found)


def _hits(call: Call, query: str) -> Iterator[tuple[str, Any]]:
    wanted, year = call.query.get("type"), call.query.get("year")
    for kind, word in _TYPES.items():
        if wanted and wanted != word:
            continue
        for record in call.world.living(kind):
            if kind == "people":
                if query in record.name.lower() and not year:
                    yield kind, record
            elif _matches(record.title, query, year):
                yield kind, record


def _matches(title: Any, query: str, year: str | None) -> bool:
    named = query in title.name.lower() or query in title.german.lower()
    return named and (not year or str(title.year) == year)


def _hit(call: Call, kind: str, record: Any) -> dict[str, Any]:
    word = _TYPES[kind]
    image = call.world.image_of(kind, record)
    hit: dict[str, Any] = {
        "objectID": f"{word}-{record.id}",
        "id": f"{word}-{record.id}",
        "tvdb_id": str(record.id),
        "type": word,
        "primary_type": word,
        "slug": record.slug,
        "remote_ids": [{"id": imdb_id(record.id), "type": 2, "sourceName": "IMDB"}],
    }
    if image is not None:
        hit |= {"image_url": call.view.address(image), "thumbnail": call.view.thumbnail(image)}
    if kind == "people":
        return hit | {"name": record.name, "translations": {"eng": record.name}}
    title = record.title
    return hit | {
        "name": title.name,
        "year": str(title.year),
        "status": "Ended" if kind == "series" else "Released",
        "country": title.country,
        "network": company_of(title)["name"],
        "first_air_time": f"{title.year}-03-04",
        "primary_language": "eng",
        "overview": title.overview,
        "overviews": {"eng": title.overview},
        "translations": {"eng": title.name, "deu": title.german},
        "aliases": [f"{title.name} ({title.year})"],
    }
