"""Single artworks."""

from __future__ import annotations

from tvdbproxy.embedded.sample.api.call import Call
from tvdbproxy.embedded.sample.api.replies import Reply
from tvdbproxy.embedded.sample.records.artwork import artwork_base, artwork_extended


def one_artwork(call: Call) -> Reply:
    """An artwork by id."""
    artwork = call.record("artwork")
    return call.answer("artwork", artwork, artwork_base(call.view, artwork))


def whole_artwork(call: Call) -> Reply:
    """An artwork with its owner."""
    artwork = call.record("artwork")
    return call.answer("artwork", artwork, artwork_extended(call.view, artwork))
