"""Single artworks."""

from __future__ import annotations

from tvdbproxy.embedded.sample.api.call import Call
from tvdbproxy.embedded.sample.api.replies import Reply, success
from tvdbproxy.embedded.sample.records.artwork import artwork_base, artwork_extended


def one_artwork(call: Call) -> Reply:
    """An artwork by id."""
    return success(artwork_base(call.view, call.record("artwork")))


def whole_artwork(call: Call) -> Reply:
    """An artwork with its owner."""
    return success(artwork_extended(call.view, call.record("artwork")))
