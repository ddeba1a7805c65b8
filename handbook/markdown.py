"""Markdown's tables, with whatever stands in a cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """The lines of a table, and an empty one behind it; none at all without rows."""
    columns = list(head)
    body = [_row(row) for row in rows]
    if not body:
        return
    yield _row(columns)
    yield _row("---" for _ in columns)
    yield from body
    yield ""


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(_cell(cell) for cell in cells)} |"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
