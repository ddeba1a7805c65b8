"""Movie records."""

from __future__ import annotations

from typing import Any

from tvdbproxy.embedded.sample.records.artwork import artwork_in_title
from tvdbproxy.embedded.sample.records.character import character_record
from tvdbproxy.embedded.sample.records.company import company_of
from tvdbproxy.embedded.sample.records.pictures import View
from tvdbproxy.embedded.sample.records.series import imdb_id
from tvdbproxy.embedded.sample.records.stamp import stamp
from tvdbproxy.embedded.sample.records.tables import genre_records
from tvdbproxy.embedded.sample.records.translation import title_translations
from tvdbproxy.embedded.sample.world.model import Movie


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
        "score": 90_000 - movie.id % 1000 * 41,
        "runtime": 88 + movie.id % 7 * 6,
        "status": {"id": 5, "name": "Released", "recordType": "movie", "keepUpdated": True},
        "lastUpdated": stamp(view.world.updated_at("movies", movie.id)),
        "year": str(title.year),
    }


def movie_extended(view: View, movie: Movie, *, meta: str, short: bool) -> dict[str, Any]:
    """The whole record. ``short`` leaves artworks, characters and trailers null."""
    title = movie.title
    artworks = [artwork_in_title(view, artwork) for artwork in view.world.artworks(movie)]
    characters = [character_record(view, role, movie) for role in movie.cast]
    record = movie_base(view, movie) | {
        "trailers": None if short else [],
        "genres": genre_records(title.genres),
        "releases": [{"country": title.country, "date": f"{title.year}-09-12", "detail": None}],
        "artworks": None if short else artworks,
        "remoteIds": [{"id": imdb_id(movie.id), "type": 2, "sourceName": "IMDB"}],
        "characters": None if short else characters or None,
        "budget": "0",
        "boxOffice": "0",
        "boxOfficeUS": "0",
        "originalCountry": title.country,
        "originalLanguage": "eng",
        "audioLanguages": None,
        "subtitleLanguages": None,
        "studios": None,
        "awards": None,
        "tagOptions": None,
        "lists": [],
        "contentRatings": None,
        "companies": {
            "studio": None,
            "network": None,
            "production": [company_of(title)],
            "distributor": None,
            "special_effects": None,
        },
        "production_countries": [{"id": 0, "country": title.country, "name": title.country}],
        "inspirations": None,
        "spoken_languages": ["eng"],
        "first_release": {"country": title.country, "date": f"{title.year}-09-12", "detail": None},
    }
    if meta == "translations":
        record["translations"] = title_translations(title)
    return record
