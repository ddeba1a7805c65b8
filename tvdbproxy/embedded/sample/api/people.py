"""People."""

from __future__ import annotations

from tvdbproxy.embedded.sample.api.call import Call
from tvdbproxy.embedded.sample.api.paging import page_of
from tvdbproxy.embedded.sample.api.replies import Refusal, Reply, success
from tvdbproxy.embedded.sample.records.person import person_base, person_extended
from tvdbproxy.embedded.sample.records.translation import plain_translation


def list_people(call: Call) -> Reply:
    """All people; here the images are absolute, unlike in the other lists."""
    items, links = page_of(call, list(call.world.living("people")))
    return success([person_base(call.view, item) for item in items], links)


def one_person(call: Call) -> Reply:
    """A person by id."""
    return success(person_base(call.view, call.record("people")))


def whole_person(call: Call) -> Reply:
    """A person with all roles."""
    translations = call.query.get("meta") == "translations"
    return success(person_extended(call.view, call.record("people"), translations=translations))


def person_translation(call: Call) -> Reply:
    """A person's name in English; there is no biography, so the key is missing."""
    record = plain_translation(call.record("people").name, None, call.parts["language"])
    if record is None:
        raise Refusal(404, "NotFoundException: error fetching translation")
    return success(record)
