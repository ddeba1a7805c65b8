"""Records by their number elsewhere."""

from __future__ import annotations

from typing import Any

from tvdbproxy.embedded.sample.api.call import Call
from tvdbproxy.embedded.sample.api.replies import Reply, success
from tvdbproxy.embedded.sample.records.company import company_record
from tvdbproxy.embedded.sample.records.episode import episode_base
from tvdbproxy.embedded.sample.records.movie import movie_base
from tvdbproxy.embedded.sample.records.person import person_base
from tvdbproxy.embedded.sample.records.remote import record_id_of
from tvdbproxy.embedded.sample.records.season import season_base
from tvdbproxy.embedded.sample.records.series import series_base

Hits = list[dict[str, Any]]


def search_remote_id(call: Call) -> Reply:
    """Whoever has that number at IMDb, or a title or company at TheMovieDB.

    A person's image is relative here, and a movie's running time is null.
    """
    remote_id = call.parts["remoteId"]
    number = record_id_of(remote_id)
    if number is None:
        return success([])
    further = _parts if remote_id.startswith("tt") else _companies
    return success(_titles(call, number) + further(call, number))


def _titles(call: Call, number: int) -> Hits:
    found: Hits = []
    if (series := call.world.find("series", number)) is not None:
        found.append({"series": series_base(call.view, series)})
    if (movie := call.world.find("movies", number)) is not None:
        found.append({"movie": movie_base(call.view, movie) | {"runtime": None}})
    return found


def _parts(call: Call, number: int) -> Hits:
    found: Hits = []
    if (person := call.world.find("people", number)) is not None:
        found.append({"people": person_base(call.view.relative, person)})
    if (season := call.world.find("seasons", number)) is not None:
        found.append({"season": season_base(call.view, season)})
    if (episode := call.world.find("episodes", number)) is not None:
        found.append({"episode": episode_base(call.view, episode)})
    return found


def _companies(call: Call, number: int) -> Hits:
    company = call.world.find("companies", number)
    return [] if company is None else [{"company": company_record(call.world, company)}]
