"""Series and movies."""

from __future__ import annotations

from typing import Any

from tvdbproxy.embedded.sample.api.call import Call
from tvdbproxy.embedded.sample.api.paging import page_of
from tvdbproxy.embedded.sample.api.replies import Refusal, Reply, success
from tvdbproxy.embedded.sample.records.movie import movie_base, movie_extended
from tvdbproxy.embedded.sample.records.series import series_base, series_extended
from tvdbproxy.embedded.sample.records.translation import title_translation


def list_series(call: Call) -> Reply:
    """All series; their images are relative."""
    items, links = page_of(call, list(call.world.living("series")))
    return success([series_base(call.view.relative, item) for item in items], links)


def one_series(call: Call) -> Reply:
    """A series by id."""
    return success(series_base(call.view, call.record("series")))


def series_by_slug(call: Call) -> Reply:
    """A series by slug."""
    return success(series_base(call.view, _by_slug(call, "series")))


def whole_series(call: Call) -> Reply:
    """A series with everything."""
    return success(
        series_extended(
            call.view,
            call.record("series"),
            meta=call.query.get("meta", ""),
            short=call.flag("short"),
        )
    )


def series_with_artworks(call: Call) -> Reply:
    """The whole record, its artworks filtered by ``lang`` and ``type``."""
    record = series_extended(call.view, call.record("series"), meta="", short=False)
    language, kind = call.query.get("lang"), call.number("type")
    record["artworks"] = [
        artwork
        for artwork in record["artworks"]
        if (not language or artwork["language"] == language)
        and (kind is None or artwork["type"] == kind)
    ]
    return success(record)


def list_movies(call: Call) -> Reply:
    """All movies; their images are relative."""
    items, links = page_of(call, list(call.world.living("movies")))
    return success([movie_base(call.view.relative, item) for item in items], links)


def one_movie(call: Call) -> Reply:
    """A movie by id."""
    return success(movie_base(call.view, call.record("movies")))


def movie_by_slug(call: Call) -> Reply:
    """A movie by slug."""
    return success(movie_base(call.view, _by_slug(call, "movies")))


def whole_movie(call: Call) -> Reply:
    """A movie with everything."""
    return success(
        movie_extended(
            call.view,
            call.record("movies"),
            meta=call.query.get("meta", ""),
            short=call.flag("short"),
        )
    )


def series_translation(call: Call) -> Reply:
    """A series in another language."""
    return _translation(call, "series")


def movie_translation(call: Call) -> Reply:
    """A movie in another language."""
    return _translation(call, "movies")


def _translation(call: Call, kind: str) -> Reply:
    record = title_translation(call.record(kind).title, call.parts["language"])
    if record is None:
        raise Refusal(404, "NotFoundException: error fetching translation")
    return success(record)


def _by_slug(call: Call, kind: str) -> Any:
    for record in call.world.living(kind):
        if record.slug == call.parts["slug"]:
            return record
    raise Refusal(
        404, f"NotFoundException: error fetching {'movie' if kind == 'movies' else 'series'}"
    )
