"""Tags and their options."""

from __future__ import annotations

from tvdbproxy.embedded.sample.api.call import Call, missing
from tvdbproxy.embedded.sample.api.paging import page_of
from tvdbproxy.embedded.sample.api.replies import Reply, success
from tvdbproxy.embedded.sample.records.tags import TAG_OPTIONS, tags_for


def list_tag_options(call: Call) -> Reply:
    """All options of all tags."""
    items, links = page_of(call, list(TAG_OPTIONS.values()))
    return success(list(items), links)


def one_tag_option(call: Call) -> Reply:
    """An option by id."""
    option = TAG_OPTIONS.get(call.id())
    if option is None:
        raise missing("tag option")
    return success(option)


def tags_of_entity(call: Call) -> Reply:
    """The tags that a kind of record can have."""
    found = tags_for(call.parts["slug"].lower())
    if found is None:
        raise missing("/entities/:slug")
    return success(found)
