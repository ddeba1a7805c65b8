"""Every path under ``/v4`` and what answers it."""

from __future__ import annotations

from collections.abc import Callable

from tvdbproxy.embedded.sample.api import (
    artwork,
    awards,
    characters,
    companies,
    episodes,
    filters,
    lists,
    people,
    remote_search,
    search,
    seasons,
    tables,
    tags,
    titles,
    updates,
    user,
)
from tvdbproxy.embedded.sample.api.call import Call
from tvdbproxy.embedded.sample.api.replies import Reply
from tvdbproxy.embedded.sample.records.tables import TABLES

Endpoint = Callable[[Call], Reply]

ROUTES: dict[str, Endpoint] = {
    **dict.fromkeys(TABLES, tables.table),
    "/artwork/{id}": artwork.one_artwork,
    "/artwork/{id}/extended": artwork.whole_artwork,
    "/awards": awards.list_awards,
    "/awards/categories": awards.list_categories,
    "/awards/categories/{id}": awards.one_category,
    "/awards/categories/{id}/extended": awards.whole_category,
    "/awards/{id}": awards.one_award,
    "/awards/{id}/extended": awards.whole_award,
    "/characters/{id}": characters.one_character,
    "/companies": companies.list_companies,
    "/companies/{id}": companies.one_company,
    "/entities/{slug}": tags.tags_of_entity,
    "/episodes": episodes.list_episodes,
    "/episodes/{id}": episodes.one_episode,
    "/episodes/{id}/extended": episodes.whole_episode,
    "/episodes/{id}/translations/{language}": episodes.episode_translation,
    "/genres/{id}": tables.one_genre,
    "/lists": lists.list_lists,
    "/lists/slug/{slug}": lists.list_by_slug,
    "/lists/{id}": lists.one_list,
    "/lists/{id}/extended": lists.whole_list,
    "/lists/{id}/translations/{language}": lists.translation_of_list,
    "/movies": titles.MOVIES.list,
    "/movies/filter": filters.filter_movies,
    "/movies/slug/{slug}": titles.MOVIES.by_slug,
    "/movies/{id}": titles.MOVIES.one,
    "/movies/{id}/extended": titles.MOVIES.whole,
    "/movies/{id}/translations/{language}": titles.MOVIES.translation,
    "/people": people.list_people,
    "/people/{id}": people.one_person,
    "/people/{id}/extended": people.whole_person,
    "/people/{id}/translations/{language}": people.person_translation,
    "/search": search.search,
    "/search/remoteid/{remoteId}": remote_search.search_remote_id,
    "/seasons": seasons.list_seasons,
    "/seasons/{id}": seasons.one_season,
    "/seasons/{id}/extended": seasons.whole_season,
    "/seasons/{id}/translations/{language}": seasons.season_translation,
    "/series": titles.SERIES.list,
    "/series/filter": filters.filter_series,
    "/series/slug/{slug}": titles.SERIES.by_slug,
    "/series/{id}": titles.SERIES.one,
    "/series/{id}/artworks": titles.series_with_artworks,
    "/series/{id}/episodes/{order}": episodes.episodes_of_series,
    "/series/{id}/episodes/{order}/{language}": episodes.episodes_in_language,
    "/series/{id}/extended": titles.SERIES.whole,
    # The same record: it names the next episode anyway.
    "/series/{id}/nextAired": titles.SERIES.one,
    "/series/{id}/translations/{language}": titles.SERIES.translation,
    "/tags/options": tags.list_tag_options,
    "/tags/options/{id}": tags.one_tag_option,
    "/updates": updates.updates,
    "/user": user.whose_key,
    "/user/favorites": user.favorites,
    "/user/{id}": user.one_user,
}
"""What is read."""

POSTS: dict[str, Endpoint] = {"/user/favorites": user.add_favorite}
"""What is written; logging in apart, which needs no token."""
