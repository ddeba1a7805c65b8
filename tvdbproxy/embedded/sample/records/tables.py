"""The small tables that hardly ever change."""

from __future__ import annotations

from typing import Any

from tvdbproxy.embedded.sample.pictures.commission import SIZES, THUMBNAIL_SIZES, TRANSPARENT
from tvdbproxy.embedded.sample.world.artwork_types import ARTWORK_TYPES
from tvdbproxy.embedded.sample.world.orders import ORDERS

Rows = list[dict[str, Any]]

_GENRES = {
    2: "Science Fiction", 3: "Animation", 12: "Drama", 14: "Crime", 15: "Comedy", 17: "Fantasy",
    18: "Adventure", 21: "Musical", 24: "Mystery", 26: "Western", 27: "Family", 28: "Romance",
    31: "Thriller",
}  # fmt: skip
_LANGUAGES = (
    ("eng", "English", "English", "en"), ("deu", "German", "Deutsch", "de"),
    ("fra", "French", "français", "fr"), ("spa", "Spanish", "español", "es"),
    ("ita", "Italian", "italiano", "it"), ("jpn", "Japanese", "日本語", "ja"),
    ("por", "Portuguese - Portugal", "Português - Portugal", "pt"),
    ("pt", "Portuguese - Brazil", "Português - Brasil", "pt"),
    ("zhtw", "Chinese - Taiwan", "臺灣國語", "zh"),
)  # fmt: skip
_COUNTRIES = (
    ("arg", "Argentina"), ("aus", "Australia"), ("can", "Canada"), ("che", "Switzerland"),
    ("chl", "Chile"), ("cze", "Czech Republic"), ("deu", "Germany"), ("esp", "Spain"),
    ("fin", "Finland"), ("fra", "France"), ("gbr", "Great Britain"), ("ind", "India"),
    ("irl", "Ireland"), ("isl", "Iceland"), ("ita", "Italy"), ("jpn", "Japan"),
    ("kor", "Korea"), ("mar", "Morocco"), ("nld", "Netherlands"), ("nor", "Norway"),
    ("nzl", "New Zealand"), ("pol", "Poland"), ("prt", "Portugal"), ("swe", "Sweden"),
    ("twn", "Taiwan"), ("usa", "United States of America"),
)  # fmt: skip
_PEOPLE_TYPES = (
    "Director", "Writer", "Actor", "Guest Star", "Crew", "Creator", "Producer", "Showrunner",
    "Musical Guest", "Host", "Executive Producer",
)  # fmt: skip
_ENTITIES = (
    "series", "season", "episode", "movie", "person", "artwork", "character", "company", "list",
)  # fmt: skip
COMPANY_TYPES = (
    "Network", "Studio", "Production Company", "Special Effects", "Distributor",
)  # fmt: skip
"""Company types by id, from 1 on."""


def genre_records(ids: tuple[int, ...]) -> Rows:
    """Genres by id, as titles list them."""
    return [_genre(genre_id) for genre_id in ids]


def _genre(genre_id: int) -> dict[str, Any]:
    name = _GENRES[genre_id]
    return {"id": genre_id, "name": name, "slug": name.lower().replace(" ", "-")}


def _statuses(kind: str, names: tuple[str, ...], kept: tuple[str, ...]) -> Rows:
    return [
        {"id": number, "name": name, "recordType": kind, "keepUpdated": name in kept}
        for number, name in enumerate(names, start=1)
    ]


def _artwork_types() -> Rows:
    return [
        {
            "id": kind.id,
            "name": kind.name,
            "recordType": kind.record_type,
            "slug": kind.slug,
            "imageFormat": "PNG" if kind.kind in TRANSPARENT else "JPG",
            "width": SIZES[kind.kind][0],
            "height": SIZES[kind.kind][1],
            "thumbWidth": THUMBNAIL_SIZES[kind.kind][0],
            "thumbHeight": THUMBNAIL_SIZES[kind.kind][1],
        }
        for kind in ARTWORK_TYPES.values()
    ]


def _season_types() -> Rows:
    return [
        {"id": i, "name": name, "type": word, "alternateName": None} for i, word, name in ORDERS
    ]


_RATINGS: Rows = [
    {"id": i, "name": name, "country": country, "description": "", "contentType": kind,
     "order": order, "fullname": None}
    for order, (i, name, country, kind) in enumerate((
        (245, "TV-14", "usa", ""), (246, "TV-MA", "usa", "episode"), (390, "12", "deu", ""),
        (391, "16", "deu", "movie"),
    ))
]  # fmt: skip


def rating_records(ids: tuple[int, ...]) -> Rows:
    """Content ratings by id, as titles list them."""
    return [rating for rating in _RATINGS if rating["id"] in ids]


TABLES: dict[str, Rows] = {
    "/artwork/statuses": [
        {"id": 1, "name": "Low Quality"}, {"id": 2, "name": "Improper Action Shot"},
        {"id": 3, "name": "Spoiler"}, {"id": 4, "name": "Adult Content"},
    ],
    "/artwork/types": _artwork_types(),
    "/companies/types": [
        {"companyTypeId": number, "companyTypeName": name}
        for number, name in enumerate(COMPANY_TYPES, start=1)
    ],
    "/content/ratings": _RATINGS,
    "/countries": [{"id": i, "name": name, "shortCode": i[:2]} for i, name in _COUNTRIES],
    "/entities": [
        {"id": number, "name": name, "hasSpecials": name == "series"}
        for number, name in enumerate(_ENTITIES, start=1)
    ],
    "/genders": [
        {"id": number, "name": name} for number, name in enumerate(("Unknown", "Male", "Female"))
    ],
    "/genres": genre_records(tuple(_GENRES)),
    "/inspiration/types": [
        {"id": 1, "name": "Book", "description": "", "reference_name": "Title", "url": ""},
        {"id": 2, "name": "Play", "description": "Made for a stage", "reference_name": "Title",
         "url": ""},
    ],
    "/languages": [
        {"id": i, "name": name, "nativeName": native, "shortCode": short}
        for i, name, native, short in _LANGUAGES
    ],
    "/movies/statuses": _statuses(
        "movie", ("Announced", "Pre-Production", "Filming", "Completed", "Released"), ("Released",)
    ),
    "/people/types": [
        {"id": number, "name": name} for number, name in enumerate(_PEOPLE_TYPES, start=1)
    ],
    "/seasons/types": _season_types(),
    "/series/statuses": _statuses("series", ("Continuing", "Ended", "Upcoming"), ("Continuing",)),
    "/sources/types": [
        {"id": 2, "name": "IMDB", "slug": "imdb", "prefix": "https://www.imdb.com/title/",
         "postfix": "", "sort": 1},
        {"id": 4, "name": "Official Website", "slug": "official-website", "prefix": "",
         "postfix": "", "sort": 2},
        {"id": 12, "name": "TheMovieDB.com", "slug": "themoviedb-com",
         "prefix": "https://www.themoviedb.org/", "postfix": "", "sort": 3},
    ],
}  # fmt: skip
