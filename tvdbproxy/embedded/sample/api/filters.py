"""Series and movies by what they are like."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tvdbproxy.embedded.sample.api.call import Call
from tvdbproxy.embedded.sample.api.paging import page_of
from tvdbproxy.embedded.sample.api.replies import Refusal, Reply, success
from tvdbproxy.embedded.sample.records.movie import movie_base
from tvdbproxy.embedded.sample.records.series import series_base
from tvdbproxy.embedded.sample.world.titles import Title
from tvdbproxy.embedded.sample.world.traits import (
    company_ids,
    first_aired,
    last_aired,
    rating_ids,
    score,
    status_id,
)

_SORTS: dict[str, Callable[[str, int, Title], Any]] = {
    "score": lambda kind, number, title: score(kind, number),
    "firstAired": lambda kind, number, title: first_aired(title),
    "lastAired": lambda kind, number, title: last_aired(title),
    "name": lambda kind, number, title: title.name,
}
_SORTS_OF_MOVIES = ("score", "firstAired", "name")
_ORIGINAL_LANGUAGE = "eng"


def filter_series(call: Call) -> Reply:
    """Series that fit; their images are absolute, unlike in the list."""
    items, links = page_of(call, _sorted(call, "series", tuple(_SORTS)))
    records = [call.world.table("series")[record_id] for record_id in items]
    return success([series_base(call.view, record) for record in records], links)


def filter_movies(call: Call) -> Reply:
    """Movies that fit; their images are relative."""
    items, links = page_of(call, _sorted(call, "movies", _SORTS_OF_MOVIES))
    records = [call.world.table("movies")[record_id] for record_id in items]
    return success([movie_base(call.view.relative, record) for record in records], links)


def _sorted(call: Call, kind: str, sorts: tuple[str, ...]) -> list[int]:
    """The ids of those that fit, as ``sort`` and ``sortType`` ask; the best first without."""
    sort = call.query.get("sort") or "score"
    direction = (call.query.get("sortType") or ("desc" if sort == "score" else "asc")).lower()
    if sort not in sorts or direction not in ("asc", "desc"):
        raise Refusal(400, "Bad Request")
    fits = _condition(call, kind)
    found = [(number, title) for number, title in call.world.titles(kind) if fits(title)]
    key = _SORTS[sort]
    found.sort(key=lambda entry: key(kind, *entry), reverse=direction == "desc")
    return [number for number, _ in found]


def _condition(call: Call, kind: str) -> Callable[[Title], bool]:
    """All that the query asks for at once; ``country`` and ``lang`` may be left out."""
    country, language = call.query.get("country"), call.query.get("lang")
    genre, company = call.number("genre"), call.number("company")
    status, year = call.number("status"), call.number("year")
    rating = call.number("contentRating")

    def fits(title: Title) -> bool:
        return (
            (not country or title.country == country)
            and (not language or language == _ORIGINAL_LANGUAGE)
            and (genre is None or genre in title.genres)
            and (company is None or company in company_ids(kind, title))
            and (status is None or status == status_id(kind, title))
            and (year is None or year == title.year)
            and (rating is None or rating in rating_ids(title))
        )

    return fits
