"""Roles by themselves."""

from __future__ import annotations

from tvdbproxy.embedded.sample.api.call import Call
from tvdbproxy.embedded.sample.api.replies import Reply
from tvdbproxy.embedded.sample.records.character import whole_character


def one_character(call: Call) -> Reply:
    """A role by id, with a word on its series or movie."""
    role = call.record("seriespeople")
    return call.answer("seriespeople", role, whole_character(call.view, role))
