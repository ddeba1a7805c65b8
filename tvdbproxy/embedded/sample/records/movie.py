"""Movie records."""

from __future__ import annotations

from typing import Any

from tvdbproxy.embedded.sample.records.artwork import artwork_in_title
from tvdbproxy.embedded.sample.records.award import awards_of
from tvdbproxy.embedded.sample.records.character import character_record
from tvdbproxy.embedded.sample.records.company import companies_by_role
from tvdbproxy.embedded.sample.records.pictures import View
from tvdbproxy.embedded.sample.records.remote import remote_ids
from tvdbproxy.embedded.sample.records.stamp import stamp
from tvdbproxy.embedded.sample.records.tables import TABLES, genre_records, rating_records
from tvdbproxy.embedded.sample.records.tags import tag_records
from tvdbproxy.embedded.sample.records.title_list import lists_with
from tvdbproxy.embedded.sample.records.trailer import trailers
from tvdbproxy.embedded.sample.records.translation import title_translations
from tvdbproxy.embedded.sample.world.model import Movie
from tvdbproxy.embedded.sample.world.traits import (
    company_ids,
    rating_ids,
    released,
    score,
    status_id,
    tag_ids,
)

_STATUSES = {row["id"]: row for row in TABLES["/movies/statuses"]}


def movie_base(view: View, movie: Movie) -> dict[str, Any]:
    """A movie as lists and ``/movies/{id}`` give it."""
    title = movie.title
    return {
        "id": movie.id,
        "name": title.name,
        "slug": movie.slug,
        "image": view.image("movies", movie),
        "nameTranslations": ["eng", "deu"],
        "overviewTranslations": ["eng", "deu"],
        "aliases": None,
        "score": score("movies", movie.id),
        "runtime": 88 + movie.id % 7 * 6,
        "status": _STATUSES[status_id("movies", title)],
        "lastUpdated": stamp(view.world.updated_at("movies", movie.id)),
        "year": str(title.year),
    }


def movie_extended(view: View, movie: Movie, *, meta: str, short: bool) -> dict[str, Any]:
    """The whole record. ``short`` leaves artworks, characters and trailers null."""
    title, world = movie.title, view.world
    artworks = [artwork_in_title(view, artwork) for artwork in view.world.artworks(movie)]
    held = (role for role in movie.cast if world.find("seriespeople", role.id) is not None)
    characters = [character_record(view, role) for role in held]
    release = {"country": title.country, "date": released(title), "detail": None}
    record = movie_base(view, movie) | {
        "trailers": None if short else trailers(title, movie.id),
        "genres": genre_records(title.genres),
        "releases": [release],
        "artworks": None if short else artworks,
        "remoteIds": remote_ids(movie.id, tmdb=True),
        "characters": None if short else characters or None,
        "budget": "0",
        "boxOffice": "0",
        "boxOfficeUS": "0",
        "originalCountry": title.country,
        "originalLanguage": "eng",
        "audioLanguages": None,
        "subtitleLanguages": None,
        "studios": None,
        "awards": awards_of(world, "movies", movie.id),
        "tagOptions": tag_records(tag_ids(title)),
        "lists": lists_with(view, "movies", movie.id),
        "contentRatings": rating_records(rating_ids(title)),
        "companies": companies_by_role(world, company_ids("movies", title)),
        "production_countries": [{"id": 0, "country": title.country, "name": title.country}],
        "inspirations": None,
        "spoken_languages": ["eng"],
        "first_release": release,
    }
    if meta == "translations":
        record["translations"] = title_translations(title)
    return record
