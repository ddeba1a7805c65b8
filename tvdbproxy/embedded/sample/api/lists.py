"""Lists of titles."""

from __future__ import annotations

from tvdbproxy.embedded.sample.api.call import Call, missing
from tvdbproxy.embedded.sample.api.paging import page_of
from tvdbproxy.embedded.sample.api.replies import Reply, success
from tvdbproxy.embedded.sample.records.title_list import (
    list_base,
    list_extended,
    list_translation,
)


def list_lists(call: Call) -> Reply:
    """All lists."""
    items, links = page_of(call, call.world.living("lists"))
    return success([list_base(call.view, item) for item in items], links)


def one_list(call: Call) -> Reply:
    """A list by id."""
    entry = call.record("lists")
    return call.answer("lists", entry, list_base(call.view, entry))


def list_by_slug(call: Call) -> Reply:
    """A list by slug."""
    slugs = ((entry.slug, entry.id) for entry in call.world.living("lists"))
    entry = call.by_slug("lists", slugs)
    return call.answer("lists", entry, list_base(call.view, entry))


def whole_list(call: Call) -> Reply:
    """A list with what is on it."""
    entry = call.record("lists")
    return call.answer("lists", entry, list_extended(call.view, entry))


def translation_of_list(call: Call) -> Reply:
    """A list in another language: an array of one."""
    entry = call.record("lists")
    found = list_translation(entry, call.parts["language"])
    if not found:
        raise missing("translation")
    return call.answer("lists", entry, found)
