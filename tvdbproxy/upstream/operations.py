"""Every operation of TheTVDB v4, and those that clients use although no document has them.

What is known of an operation stands in one row: its path, which query parameters it
understands, whose record it tells of, and how fast its answers grow old.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Ageing(StrEnum):
    """How fast answers grow old: from what never changes to what is only true today. A part is
    what somebody has narrowed a record down to; a denial is that there is no such record."""

    TABLE = "table"
    RECORD = "record"
    EPISODES = "episodes"
    LIST = "list"
    PART = "part"
    SEARCH = "search"
    FEED = "feed"
    USER = "user"
    DENIAL = "denial"


@dataclass(frozen=True)
class Operation:
    """One row. ``entity`` is a word of the feed of changes (``series``, ``people``); a path
    with an ``{id}`` tells of that entity's record with this id, one without of all of them.

    ``summary`` is for people who read the list of operations.
    """

    name: str
    path: str
    ageing: Ageing
    summary: str
    entity: str | None = None
    params: tuple[str, ...] = ()
    method: str = "GET"

    @property
    def is_paged(self) -> bool:
        """Whether answers come in pages that are counted from 0."""
        return "page" in self.params

    @property
    def placeholders(self) -> tuple[str, ...]:
        """The names in the path that a request fills."""
        parts = self.path.split("/")
        return tuple(part[1:-1] for part in parts if part.startswith("{"))


_FILTER = ("company", "contentRating", "country", "genre", "lang", "sort", "sortType", "status",
           "year", "page")  # fmt: skip
_SEARCH = ("query", "q", "type", "year", "company", "country", "director", "language",
           "primaryType", "network", "remote_id", "offset", "limit", "page")  # fmt: skip

_TABLE, _RECORD, _EPISODES, _LIST = Ageing.TABLE, Ageing.RECORD, Ageing.EPISODES, Ageing.LIST
_SEARCHED, _FEED, _USER = Ageing.SEARCH, Ageing.FEED, Ageing.USER

_ROWS: tuple[Operation, ...] = (
    # Artwork
    Operation("artwork", "/artwork/{id}", _RECORD, "An artwork", "artwork"),
    Operation("artwork_extended", "/artwork/{id}/extended", _RECORD,
              "An artwork with its owner", "artwork"),
    Operation("artwork_statuses", "/artwork/statuses", _TABLE, "Statuses of artwork"),
    Operation("artwork_types", "/artwork/types", _TABLE, "Types of artwork", "artworktypes"),
    # Awards
    Operation("awards", "/awards", _TABLE, "All awards", "awards"),
    Operation("award", "/awards/{id}", _RECORD, "An award", "awards"),
    Operation("award_extended", "/awards/{id}/extended", _RECORD,
              "An award with its categories", "awards"),
    Operation("award_categories", "/awards/categories", _TABLE,
              "All categories of awards", "award_categories"),
    Operation("award_category", "/awards/categories/{id}", _RECORD,
              "A category of an award", "award_categories"),
    Operation("award_category_extended", "/awards/categories/{id}/extended", _RECORD,
              "A category with its nominees", "award_categories"),
    # Characters and companies
    Operation("character", "/characters/{id}", _RECORD, "A person in a title", "seriespeople"),
    Operation("companies", "/companies", _LIST, "Companies by page", params=("page",)),
    Operation("company_types", "/companies/types", _TABLE, "Types of companies", "company_types"),
    Operation("company", "/companies/{id}", _RECORD, "A company", "companies"),
    # Small tables
    Operation("content_ratings", "/content/ratings", _TABLE, "Content ratings", "content_ratings"),
    Operation("countries", "/countries", _TABLE, "Countries", "countries"),
    Operation("entities", "/entities", _TABLE, "Types of entities", "entity_types"),
    Operation("entity_tags", "/entities/{slug}", _TABLE, "What an entity type has", "tags"),
    Operation("genders", "/genders", _TABLE, "Genders"),
    Operation("genres", "/genres", _TABLE, "Genres", "genres"),
    Operation("genre", "/genres/{id}", _TABLE, "A genre", "genres"),
    Operation("inspiration_types", "/inspiration/types", _TABLE, "Types of inspiration"),
    Operation("languages", "/languages", _TABLE, "Languages", "languages"),
    Operation("source_types", "/sources/types", _TABLE, "Types of sources", "sourcetypes"),
    Operation("tag_options", "/tags/options", _TABLE, "All options of tags", "tag_options",
              ("page",)),
    Operation("tag_option", "/tags/options/{id}", _TABLE, "An option of a tag", "tag_options"),
    # Episodes
    Operation("episodes", "/episodes", _LIST, "Episodes by page", params=("page",)),
    Operation("episode", "/episodes/{id}", _RECORD, "An episode", "episodes"),
    Operation("episode_extended", "/episodes/{id}/extended", _RECORD,
              "All of an episode", "episodes", ("meta",)),
    Operation("episode_translation", "/episodes/{id}/translations/{language}", _RECORD,
              "An episode in a language", "episodes"),
    # Lists
    Operation("lists", "/lists", _LIST, "Lists by page", params=("page",)),
    Operation("list", "/lists/{id}", _RECORD, "A list", "lists"),
    Operation("list_slug", "/lists/slug/{slug}", _RECORD, "A list by its slug", "lists"),
    Operation("list_extended", "/lists/{id}/extended", _RECORD,
              "A list with its entries", "lists"),
    Operation("list_translation", "/lists/{id}/translations/{language}", _RECORD,
              "A list in a language", "lists"),
    # Movies
    Operation("movies", "/movies", _LIST, "Movies by page", params=("page",)),
    Operation("movie", "/movies/{id}", _RECORD, "A movie", "movies"),
    Operation("movie_extended", "/movies/{id}/extended", _RECORD,
              "All of a movie", "movies", ("meta", "short")),
    Operation("movie_filter", "/movies/filter", _SEARCHED, "Movies by filter", params=_FILTER),
    Operation("movie_slug", "/movies/slug/{slug}", _RECORD, "A movie by its slug", "movies"),
    Operation("movie_translation", "/movies/{id}/translations/{language}", _RECORD,
              "A movie in a language", "movies"),
    Operation("movie_statuses", "/movies/statuses", _TABLE, "Statuses of movies", "movie_status"),
    # People
    Operation("people", "/people", _LIST, "People by page", params=("page",)),
    Operation("person", "/people/{id}", _RECORD, "A person", "people"),
    Operation("person_extended", "/people/{id}/extended", _RECORD,
              "All of a person", "people", ("meta",)),
    Operation("person_translation", "/people/{id}/translations/{language}", _RECORD,
              "A person in a language", "people"),
    Operation("people_types", "/people/types", _TABLE, "Types of people", "peopletypes"),
    # Search
    Operation("search", "/search", _SEARCHED, "Search in everything", params=_SEARCH),
    Operation("search_remote", "/search/remoteid/{remoteId}", _SEARCHED,
              "Search by the id of another site"),
    # Seasons
    Operation("seasons", "/seasons", _LIST, "Seasons by page", params=("page",)),
    Operation("season", "/seasons/{id}", _RECORD, "A season", "seasons"),
    Operation("season_extended", "/seasons/{id}/extended", _RECORD,
              "All of a season", "seasons", ("meta",)),
    Operation("season_types", "/seasons/types", _TABLE, "Types of seasons", "seasontypes"),
    Operation("season_translation", "/seasons/{id}/translations/{language}", _RECORD,
              "A season in a language", "seasons"),
    # Series
    Operation("series_list", "/series", _LIST, "Series by page", params=("page",)),
    Operation("series", "/series/{id}", _RECORD, "A series", "series"),
    Operation("series_artworks", "/series/{id}/artworks", _RECORD,
              "A series with its artwork", "series", ("lang", "type")),
    Operation("series_next_aired", "/series/{id}/nextAired", _EPISODES,
              "When the next episode airs", "series"),
    Operation("series_extended", "/series/{id}/extended", _RECORD,
              "All of a series", "series", ("meta", "short")),
    Operation("series_episodes", "/series/{id}/episodes/{season_type}", _EPISODES,
              "A series' episodes in an order", "series",
              ("page", "season", "episodeNumber", "airDate")),
    Operation("series_episodes_translated", "/series/{id}/episodes/{season_type}/{lang}",
              _EPISODES, "A series' episodes in a language", "series", ("page",)),
    Operation("series_filter", "/series/filter", _SEARCHED, "Series by filter", params=_FILTER),
    Operation("series_slug", "/series/slug/{slug}", _RECORD, "A series by its slug", "series"),
    Operation("series_translation", "/series/{id}/translations/{language}", _RECORD,
              "A series in a language", "series"),
    Operation("series_statuses", "/series/statuses", _TABLE, "Statuses of series"),
    # Changes and users
    Operation("updates", "/updates", _FEED, "What changed since a moment",
              params=("since", "type", "action", "page")),
    Operation("user", "/user", _USER, "The user of the upstream key"),
    Operation("user_by_id", "/user/{id}", _USER, "A user"),
    Operation("favorites", "/user/favorites", _USER, "The user's favorites"),
    Operation("add_favorite", "/user/favorites", _USER, "Add a favorite", method="POST"),
)  # fmt: skip

OPERATIONS: Mapping[str, Operation] = {row.name: row for row in _ROWS}
"""Every operation by its name. ``/login`` is not one of them: it is each server's own."""
