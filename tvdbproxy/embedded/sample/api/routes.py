"""Every path under ``/v4`` and what answers it."""

from __future__ import annotations

from collections.abc import Callable

from tvdbproxy.embedded.sample.api import artwork, parts, people, search, tables, titles, updates
from tvdbproxy.embedded.sample.api.call import Call
from tvdbproxy.embedded.sample.api.replies import Reply
from tvdbproxy.embedded.sample.records.tables import TABLES

Endpoint = Callable[[Call], Reply]

ROUTES: dict[str, Endpoint] = {
    **dict.fromkeys(TABLES, tables.table),
    "/artwork/{id}": artwork.one_artwork,
    "/artwork/{id}/extended": artwork.whole_artwork,
    "/episodes": parts.list_episodes,
    "/episodes/{id}": parts.one_episode,
    "/episodes/{id}/extended": parts.whole_episode,
    "/episodes/{id}/translations/{language}": parts.episode_translation,
    "/genres/{id}": tables.one_genre,
    "/movies": titles.list_movies,
    "/movies/slug/{slug}": titles.movie_by_slug,
    "/movies/{id}": titles.one_movie,
    "/movies/{id}/extended": titles.whole_movie,
    "/movies/{id}/translations/{language}": titles.movie_translation,
    "/people": people.list_people,
    "/people/{id}": people.one_person,
    "/people/{id}/extended": people.whole_person,
    "/people/{id}/translations/{language}": people.person_translation,
    "/search": search.search,
    "/search/remoteid/{remoteId}": search.search_remote_id,
    "/seasons": parts.list_seasons,
    "/seasons/{id}": parts.one_season,
    "/seasons/{id}/extended": parts.whole_season,
    "/seasons/{id}/translations/{language}": parts.season_translation,
    "/series": titles.list_series,
    "/series/slug/{slug}": titles.series_by_slug,
    "/series/{id}": titles.one_series,
    "/series/{id}/artworks": titles.series_with_artworks,
    "/series/{id}/episodes/{order}": parts.episodes_of_series,
    "/series/{id}/episodes/{order}/{language}": parts.episodes_in_language,
    "/series/{id}/extended": titles.whole_series,
    "/series/{id}/translations/{language}": titles.series_translation,
    "/updates": updates.updates,
}
