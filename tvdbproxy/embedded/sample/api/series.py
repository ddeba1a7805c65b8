"""Series."""

from __future__ import annotations

from tvdbproxy.embedded.sample.api.call import Call, missing
from tvdbproxy.embedded.sample.api.paging import page_of
from tvdbproxy.embedded.sample.api.replies import Reply, success
from tvdbproxy.embedded.sample.records.series import series_base, series_extended
from tvdbproxy.embedded.sample.records.translation import title_translation
from tvdbproxy.embedded.sample.world.names import slug_of


def list_series(call: Call) -> Reply:
    """All series; their images are relative."""
    items, links = page_of(call, call.world.living("series"))
    return success([series_base(call.view.relative, item) for item in items], links)


def one_series(call: Call) -> Reply:
    """A series by id; ``nextAired`` is the same record under another address."""
    series = call.record("series")
    return call.answer("series", series, series_base(call.view, series))


def series_by_slug(call: Call) -> Reply:
    """A series by slug."""
    slugs = ((slug_of(title.name), series_id) for series_id, title in call.world.titles("series"))
    series = call.by_slug("series", slugs)
    return call.answer("series", series, series_base(call.view, series))


def whole_series(call: Call) -> Reply:
    """A series with everything."""
    series = call.record("series")
    record = series_extended(call.view, series, meta=call.meta, short=call.flag("short"))
    return call.answer("series", series, record)


def series_with_artworks(call: Call) -> Reply:
    """The whole record, its artworks filtered by ``lang`` and ``type``."""
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


def series_translation(call: Call) -> Reply:
    """A series in another language."""
    series = call.record("series")
    record = title_translation(series.title, call.parts["language"])
    if record is None:
        raise missing("translation")
    return call.answer("series", series, record)
