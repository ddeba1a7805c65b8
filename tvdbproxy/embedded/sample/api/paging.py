"""Pages, counted from 0; one past the end is empty, not missing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from tvdbproxy.embedded.sample.api.call import Call

Item = TypeVar("Item")


def page_of(call: Call, items: Sequence[Item]) -> tuple[Sequence[Item], dict[str, Any]]:
    """The items of the page asked for, and the ``links`` that go with them."""
    page = call.number("page", 0) or 0
    start = page * call.page_size
    last = start + call.page_size >= len(items)
    return items[start : start + call.page_size], {
        "prev": call.address(page=page - 1) if page else None,
        "self": call.address(page=page),
        "next": None if last else call.address(page=page + 1),
        "total_items": len(items),
        "page_size": call.page_size,
    }
