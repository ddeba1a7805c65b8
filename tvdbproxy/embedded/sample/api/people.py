"""People."""

from __future__ import annotations

from tvdbproxy.embedded.sample.api.call import Call, missing
from tvdbproxy.embedded.sample.api.paging import page_of
from tvdbproxy.embedded.sample.api.replies import Reply, success
from tvdbproxy.embedded.sample.records.person import person_base, person_extended
from tvdbproxy.embedded.sample.records.translation import plain_translation


def list_people(call: Call) -> Reply:
    """All people; here the images are absolute, unlike in the other lists."""
    items, links = page_of(call, call.world.living("people"))
    return success([person_base(call.view, item) for item in items], links)


def one_person(call: Call) -> Reply:
    """A person by id."""
    person = call.record("people")
    return call.answer("people", person, person_base(call.view, person))


def whole_person(call: Call) -> Reply:
    """A person with all roles."""
    person = call.record("people")
    translations = call.meta == "translations"
    record = person_extended(call.view, person, translations=translations)
    return call.answer("people", person, record)


def person_translation(call: Call) -> Reply:
    """A person's name in English; there is no biography, so the key is missing."""
    person = call.record("people")
    record = plain_translation(person.name, None, call.parts["language"])
    if record is None:
        raise missing("translation")
    return call.answer("people", person, record)
