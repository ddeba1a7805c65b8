"""Every getter of the clients, by name, with arguments that are good in the sample upstream."""

from __future__ import annotations

import inspect
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

ARTWORK, AWARD, CATEGORY, CHARACTER, COMPANY = 63900001, 101, 1001, 64990002, 77
EPISODE, GENRE, LIST, MOVIE, PERSON = 9200011, 12, 8002, 360001, 300001
SEASON, SERIES, TAG_OPTION, USER = 1990001, 910001, 498, 4711
CONTINUING = 910004
GONE, DOUBLE = 910006, 360004

EDITS: Mapping[str, Any] = {
    "touch": [["artwork", ARTWORK], ["episodes", EPISODE], ["movies", MOVIE]],
    "merge": ["movies", DOUBLE, MOVIE],
    "delete": [["series", GONE]],
}
"""What the feed of changes tells of, since before anybody asks."""

SINCE = int(time.time()) - 3600


@dataclass(frozen=True)
class Asked:
    """One call of a getter."""

    args: tuple[Any, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)


def asked(*args: Any, **options: Any) -> Asked:
    """A call, written as it is made."""
    return Asked(args, options)


_TABLE = (asked(), asked(meta="translations"))
_PAGES = (asked(), asked(page=0), asked(1), asked(page=1, meta="translations"), asked(99))

GETTERS: Mapping[str, tuple[Asked, ...]] = {
    "get_artwork_statuses": _TABLE,
    "get_artwork_types": _TABLE,
    "get_artwork": (asked(ARTWORK), asked(ARTWORK + 24)),
    "get_artwork_extended": (asked(ARTWORK), asked(ARTWORK + 24), asked(ARTWORK, meta="x")),
    "get_all_awards": _TABLE,
    "get_award": (asked(AWARD),),
    "get_award_extended": (asked(AWARD), asked(AWARD + 1)),
    "get_all_award_categories": _TABLE,
    "get_award_category": (asked(CATEGORY),),
    "get_award_category_extended": (asked(CATEGORY), asked(CATEGORY + 1), asked(CATEGORY + 2)),
    "get_content_ratings": _TABLE,
    "get_countries": _TABLE,
    "get_all_companies": _PAGES,
    "get_company_types": _TABLE,
    "get_company": (asked(COMPANY), asked(COMPANY, meta="translations")),
    "get_all_series": _PAGES,
    "get_series": (asked(SERIES), asked(CONTINUING)),
    "get_series_by_slug": (asked("glass-harbour"),),
    "get_series_extended": (
        asked(SERIES),
        asked(SERIES, short=True),
        asked(SERIES, meta="episodes", short=True),
        asked(SERIES, meta="translations"),
        asked(CONTINUING, "episodes"),
    ),
    "get_series_episodes": (
        asked(SERIES),
        asked(SERIES, page=1),
        asked(SERIES, page=99),
        asked(SERIES, "official", 2),
        asked(SERIES, "dvd"),
        asked(SERIES, season_type="absolute", meta="translations"),
        asked(SERIES, lang="eng"),
        asked(SERIES, "default", 1, "deu"),
    ),
    "get_series_translation": (asked(SERIES, "eng"), asked(SERIES, "deu")),
    "get_series_artworks": (
        asked(SERIES, "eng"),
        asked(SERIES, "eng", type=2),
        asked(SERIES, None),
        asked(SERIES, "deu", 3),
    ),
    "get_series_nextAired": (asked(SERIES), asked(CONTINUING)),
    "get_all_movies": _PAGES,
    "get_movie": (asked(MOVIE), asked(MOVIE + 1)),
    "get_movie_by_slug": (asked("the-long-amber"),),
    "get_movie_extended": (
        asked(MOVIE),
        asked(MOVIE, short=True),
        asked(MOVIE, meta="translations"),
    ),
    "get_movie_translation": (asked(MOVIE, "eng"), asked(MOVIE, "deu")),
    "get_all_seasons": _PAGES,
    "get_season": (asked(SEASON), asked(SEASON + 4)),
    "get_season_extended": (
        asked(SEASON),
        asked(SEASON, meta="translations"),
        asked(SEASON, meta="episodes"),
        asked(SEASON + 4),
    ),
    "get_season_types": _TABLE,
    "get_season_translation": (asked(SEASON, "eng"),),
    "get_all_episodes": _PAGES,
    "get_episode": (asked(EPISODE), asked(EPISODE + 3)),
    "get_episode_extended": (asked(EPISODE), asked(EPISODE, meta="translations")),
    "get_episode_translation": (asked(EPISODE, "eng"),),
    "get_episodes_translation": (asked(EPISODE, "eng"),),
    "get_all_genders": _TABLE,
    "get_all_genres": _TABLE,
    "get_genre": (asked(GENRE),),
    "get_all_languages": _TABLE,
    "get_all_people": _PAGES,
    "get_person": (asked(PERSON),),
    "get_person_extended": (asked(PERSON + 7), asked(PERSON, meta="translations")),
    "get_person_translation": (asked(PERSON, "eng"),),
    "get_character": (asked(CHARACTER), asked(CHARACTER + 1), asked(CHARACTER + 1000)),
    "get_people_types": _TABLE,
    "get_all_people_types": _TABLE,
    "get_source_types": _TABLE,
    "get_all_sourcetypes": _TABLE,
    "get_updates": (
        asked(SINCE),
        asked(SINCE, page=1),
        asked(SINCE, type="movies", action="delete"),
        asked(SINCE, type="episodes"),
        asked(SINCE, action="no-such-action"),
    ),
    "get_all_tag_options": _PAGES,
    "get_tag_option": (asked(TAG_OPTION),),
    "get_all_lists": (asked(), asked(0), asked(page=1, meta="translations")),
    "get_list": (asked(LIST), asked(LIST, if_modified_since="Wed, 01 Jan 2020 00:00:00 GMT")),
    "get_list_by_slug": (asked("coastal-mysteries"),),
    "get_list_extended": (asked(LIST), asked(LIST - 1)),
    "get_list_translation": (asked(LIST, "eng"), asked(LIST, "deu")),
    "get_inspiration_types": _TABLE,
    "search": (
        asked("glass"),
        asked("a", type="series", limit=2),
        asked("a", type="movie", offset=2, limit=2),
        asked("a", year=2021),
        asked("the long amber"),
        asked("ßü 北 &?#%/"),
        asked("glass", remote_id="tt00910001"),
    ),
    "search_by_remote_id": (
        asked("tt00910001"),
        asked("tt00300001"),
        asked("360001"),
        asked("tt09200011"),
        asked("tt-nobody"),
    ),
    "get_tags": (asked("series"),),
    "get_entities_types": (asked(),),
    "get_user_by_id": (asked(USER),),
    "get_user": (asked(),),
    "get_user_favorites": (asked(),),
    # tvdb_api_client
    "get": (asked(f"series/{SERIES}"), asked("series?page=1"), asked(f"movies/{MOVIE}/extended")),
    "get_raw_series_by_id": (asked(SERIES), asked(SERIES, refresh_cache=True)),
    "get_series_by_id": (asked(SERIES, refresh_cache=True),),
    "get_raw_episodes_by_series": (
        asked(SERIES, refresh_cache=True),
        asked(SERIES, "official", 2, refresh_cache=True),
        asked(SERIES, "default", 99, refresh_cache=True),
    ),
    "get_episodes_by_series": (asked(SERIES, refresh_cache=True), asked(SERIES, "dvd")),
}
"""What is asked again of ``tvdb_api_client`` is asked past its own cache."""

_NO_GETTERS = ("aclose", "get_req_links")


def getters_of(client: type) -> list[str]:
    """The names of a client's getters, found in the client itself."""
    methods = inspect.getmembers(client, inspect.isfunction)
    return [name for name, _ in methods if not name.startswith("_") and name not in _NO_GETTERS]


def parameters_of(client: type, getter: str) -> list[str]:
    """How the client names what a getter takes."""
    return list(inspect.signature(getattr(client, getter)).parameters)
