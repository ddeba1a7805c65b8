"""Lists that come in pages, from any page to the end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tvdbproxy.errors import UpstreamBad
from tvdbproxy.upstream.address import Params
from tvdbproxy.upstream.client import TvdbClient
from tvdbproxy.upstream.envelope import Reply

_FULL_PAGE = 500
_MOST_PAGES = 50_000


@dataclass(frozen=True)
class Page:
    """One page. ``rows`` are the list's records as they came; ``next`` is the number to
    resume at, ``None`` after the last page."""

    number: int
    rows: list[Any]
    reply: Reply
    next: int | None


def pages(
    client: TvdbClient, path: str, params: Params | None = None, *, start: int = 0
) -> Iterator[Page]:
    """Every page from number ``start`` (the first is 0), each asked for when it is wanted.

    Upstream's ``links.next`` says only whether there is more: its address is never
    followed, since it has been known to be wrong, to drop parameters, and not to end. An
    empty page is not yielded; it is the end. Raises what ``client.get`` raises, and
    ``UpstreamBad`` (``upstream_pages_loop``) where pages repeat themselves.
    """
    number: int | None = start
    before: list[Any] = []
    while number is not None:
        reply = client.get(path, {**(params or {}), "page": number})
        rows = _rows(reply)
        if not rows:
            return
        if rows == before or number - start >= _MOST_PAGES:
            raise _loop(path, number)
        page = Page(number, rows, reply, number + 1 if _has_more(reply, rows) else None)
        yield page
        number, before = page.next, rows


def _rows(reply: Reply) -> list[Any]:
    """The list itself, or the ``episodes`` inside the series that they belong to."""
    data = reply.data
    rows = data.get("episodes") if isinstance(data, dict) else data
    if rows is None:
        return []
    if not isinstance(rows, list):
        raise UpstreamBad(
            "TheTVDB gave something else than a list; try again later.",
            detail=f"data is {type(data).__name__}",
        )
    return rows


def _has_more(reply: Reply, rows: list[Any]) -> bool:
    """Some lists have no links at all; there a full page is a sign of another."""
    if reply.links is None:
        return len(rows) >= _FULL_PAGE
    return bool(reply.links.get("next"))


def _loop(path: str, number: int) -> UpstreamBad:
    return UpstreamBad(
        "TheTVDB's list does not end; try again later.",
        code="upstream_pages_loop",
        detail=f"{path} page {number}",
    )
