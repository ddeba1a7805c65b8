"""Series and movies: what both have endpoints for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tvdbproxy.embedded.sample.api.call import Call, missing
from tvdbproxy.embedded.sample.api.paging import page_of
from tvdbproxy.embedded.sample.api.replies import Reply, success
from tvdbproxy.embedded.sample.records.movie import movie_base, movie_extended
from tvdbproxy.embedded.sample.records.series import series_base, series_extended
from tvdbproxy.embedded.sample.records.translation import title_translation
from tvdbproxy.embedded.sample.world.names import slug_of


@dataclass(frozen=True)
class Titles:
    """One ``kind``; ``base`` and ``extended`` make its records."""

    kind: str
    base: Callable[..., dict[str, Any]]
    extended: Callable[..., dict[str, Any]]

    def list(self, call: Call) -> Reply:
        """All of them; their images are relative."""
        items, links = page_of(call, call.world.living(self.kind))
        return success([self.base(call.view.relative, item) for item in items], links)

    def one(self, call: Call) -> Reply:
        """One by id."""
        record = call.record(self.kind)
        return call.answer(self.kind, record, self.base(call.view, record))

    def by_slug(self, call: Call) -> Reply:
        """One by slug."""
        slugs = ((slug_of(title.name), found) for found, title in call.world.titles(self.kind))
        record = call.by_slug(self.kind, slugs)
        return call.answer(self.kind, record, self.base(call.view, record))

    def whole(self, call: Call) -> Reply:
        """One with everything."""
        record = call.record(self.kind)
        whole = self.extended(call.view, record, meta=call.meta, short=call.flag("short"))
        return call.answer(self.kind, record, whole)

    def translation(self, call: Call) -> Reply:
        """One in another language."""
        record = call.record(self.kind)
        translation = title_translation(record.title, call.parts["language"])
        if translation is None:
            raise missing("translation")
        return call.answer(self.kind, record, translation)


SERIES = Titles("series", series_base, series_extended)
MOVIES = Titles("movies", movie_base, movie_extended)


def series_with_artworks(call: Call) -> Reply:
    """The whole series, its artworks filtered by ``lang`` and ``type``."""
    series = call.record("series")
    record = series_extended(call.view, series, meta="", short=False)
    language, kind = call.query.get("lang"), call.number("type")
    record["artworks"] = [
        artwork
        for artwork in record["artworks"]
        if (not language or artwork["language"] == language)
        and (kind is None or artwork["type"] == kind)
    ]
    return call.answer("series", series, record)
