"""Movies."""

from __future__ import annotations

from tvdbproxy.embedded.sample.api.call import Call, missing
from tvdbproxy.embedded.sample.api.paging import page_of
from tvdbproxy.embedded.sample.api.replies import Reply, success
from tvdbproxy.embedded.sample.records.movie import movie_base, movie_extended
from tvdbproxy.embedded.sample.records.translation import title_translation
from tvdbproxy.embedded.sample.world.names import slug_of


def list_movies(call: Call) -> Reply:
    """All movies; their images are relative."""
    items, links = page_of(call, call.world.living("movies"))
    return success([movie_base(call.view.relative, item) for item in items], links)


def one_movie(call: Call) -> Reply:
    """A movie by id."""
    movie = call.record("movies")
    return call.answer("movies", movie, movie_base(call.view, movie))


def movie_by_slug(call: Call) -> Reply:
    """A movie by slug."""
    slugs = ((slug_of(title.name), movie_id) for movie_id, title in call.world.titles("movies"))
    movie = call.by_slug("movies", slugs)
    return call.answer("movies", movie, movie_base(call.view, movie))


def whole_movie(call: Call) -> Reply:
    """A movie with everything."""
    movie = call.record("movies")
    record = movie_extended(call.view, movie, meta=call.meta, short=call.flag("short"))
    return call.answer("movies", movie, record)


def movie_translation(call: Call) -> Reply:
    """A movie in another language."""
    movie = call.record("movies")
    record = title_translation(movie.title, call.parts["language"])
    if record is None:
        raise missing("translation")
    return call.answer("movies", movie, record)
