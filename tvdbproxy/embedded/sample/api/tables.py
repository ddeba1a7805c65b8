"""The small tables, and single genres."""

from __future__ import annotations

from tvdbproxy.embedded.sample.api.call import Call, missing
from tvdbproxy.embedded.sample.api.replies import Reply, success
from tvdbproxy.embedded.sample.records.tables import TABLES


def table(call: Call) -> Reply:
    """Any of the static tables, by its path."""
    return success(TABLES[call.path.removeprefix("/v4")])


def one_genre(call: Call) -> Reply:
    """A genre by id."""
    number = call.id()
    for genre in TABLES["/genres"]:
        if genre["id"] == number:
            return success(genre)
    raise missing("genre")
