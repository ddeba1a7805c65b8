"""One page of a list that belongs to one title.

Such lists are short enough (an index leads to them, and they have thousands of entries at
most) for an offset; the wall, which has a million, goes by key instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Slice(Generic[T]):
    """``items`` of page ``number`` (from 1) of ``pages`` (0 where there are none)."""

    items: tuple[T, ...]
    number: int
    pages: int
    total: int


def bounds(wanted: int, size: int, total: int) -> tuple[int, int]:
    """The page nearest to ``wanted`` that exists, and how many pages there are."""
    pages = -(-total // size)
    return min(max(wanted, 1), max(pages, 1)), pages
