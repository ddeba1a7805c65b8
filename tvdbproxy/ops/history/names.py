"""Everything that is remembered minute by minute."""

from __future__ import annotations

from enum import StrEnum

from tvdbproxy.db.models import StepName
from tvdbproxy.errors import Kind
from tvdbproxy.meter.events import Event, From, Pipeline, Service
from tvdbproxy.meter.meter import OK


class Counted(StrEnum):
    """How often something happened in a minute."""

    SERVED_MEMORY = "served.memory"
    SERVED_STORE = "served.store"
    SERVED_MADE = "served.made"
    SERVED_MISSED = "served.missed"
    PICTURES_READY = "pictures.ready"
    PICTURES_FAILED = "pictures.failed"
    JOBS_COMPLETED = "jobs.completed"
    JOBS_FAILED = "jobs.failed"
    UPSTREAM_ANSWERED = "upstream.answered"
    UPSTREAM_FAILED = "upstream.failed"


class Measured(StrEnum):
    """How much there was in a minute."""

    WAITING = "queue.waiting"  # messages, of all queues
    OVERDUE_SECONDS = "due.overdue_seconds"  # of what has been due for longest


_SERVED: dict[str, Counted] = {
    From.MEMORY: Counted.SERVED_MEMORY,
    From.STORE: Counted.SERVED_STORE,
    From.GENERATED: Counted.SERVED_MADE,
    From.INSTEAD: Counted.SERVED_MADE,
    From.MISSED: Counted.SERVED_MISSED,
}
# Of each pipeline, the stage that ends it.
_ENDED: dict[tuple[str, str], Counted] = {
    (Pipeline.ARTWORK, "record"): Counted.PICTURES_READY,
    (Pipeline.INGEST, StepName.UPDATE_CALLBACK): Counted.JOBS_COMPLETED,
}
_FAILED: dict[str, Counted] = {
    Pipeline.ARTWORK: Counted.PICTURES_FAILED,
    Pipeline.INGEST: Counted.JOBS_FAILED,
}
# What a run ends in that is none of its own fault.
_NO_FAILURE = frozenset([OK, Kind.SUPERSEDED, Kind.OVERLOADED])


# TheTVDB and its artwork hosts; that they do not have something is an answer as well.
_UPSTREAM = frozenset([Service.API, Service.PICTURES])
_ANSWERS = frozenset([OK, Kind.UPSTREAM_MISSING, Kind.UPSTREAM_GONE, Kind.NOT_FOUND])


def counted_as(event: Event, labels: tuple[str, ...]) -> Counted | None:
    """What an event of a meter is remembered as, if it is."""
    if event is Event.PICTURE:
        _, whence = labels
        return _SERVED.get(whence)
    if event is Event.CALL:
        service, _, outcome = labels
        if service not in _UPSTREAM:
            return None
        return Counted.UPSTREAM_ANSWERED if outcome in _ANSWERS else Counted.UPSTREAM_FAILED
    if event is Event.STAGE:
        pipeline, stage, outcome = labels
        if outcome == OK:
            return _ENDED.get((pipeline, stage))
        return None if outcome in _NO_FAILURE else _FAILED.get(pipeline)
    return None
