"""Which pages are made of the code, and by whom."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from handbook import codes, events, http_api, python, settings

PAGES: Mapping[str, Callable[[], str]] = {
    "reference/settings.md": settings.page,
    "reference/http-api.md": http_api.own_page,
    "reference/thetvdb-api.md": http_api.catalogue_page,
    "reference/errors.md": codes.page,
    "reference/events.md": events.page,
    "reference/python.md": python.page,
}
"""Path below ``docs/`` → what writes the page, as Markdown."""
