"""The decision records, as entries of the navigation."""

from __future__ import annotations

from pathlib import Path


def listed(folder: Path) -> list[dict[str, str]]:
    """Title → path, in the order of their numbers. The title is a record's first line."""
    return [
        {_title(record): f"{folder.name}/{record.name}"} for record in sorted(folder.glob("0*.md"))
    ]


def _title(record: Path) -> str:
    with record.open(encoding="utf-8") as lines:
        return next(lines).removeprefix("# ").strip()
