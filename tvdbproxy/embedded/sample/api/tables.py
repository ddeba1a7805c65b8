"""The small tables, and single genres."""

from __future__ import annotations

from tvdbproxy.embedded.sample.api.call import Call
from tvdbproxy.embedded.sample.api.replies import Refusal, Reply, success
from tvdbproxy.embedded.sample.records.tables import TABLES


def table(call: Call) -> Reply:
    """Any of the static tables, by its path."""
    return success(TABLES[call.path.removeprefix("/v4")])


def one_genre(call: Call) -> Reply:
    """A genre by id."""
    for genre in TABLES["/genres"]:
        if str(genre["id"]) == call.parts["id"]:
            return success(genre)
    raise Refusal(404, "NotFoundException: error fetching genre")
