"""Everything that is told to a meter: its name, its labels, and what is measured.

Labels are words of ours or of a route table, never what somebody has sent: whoever counts
keeps one figure for each combination that was ever told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Event(StrEnum):
    """What happens. The labels of each, in their order, are in ``SHAPES``."""

    REQUEST = "request"
    """A request was answered: its route as it was declared, method and status. Those that are
    answered from memory in front of the application are counted, and not timed."""

    PICTURE = "picture"
    """Somebody asked at a door (see ``Door``) for a picture, and it came from: see ``From``."""

    REPLY = "reply"
    """Somebody asked for a record, and it came from: see ``ReplyFrom``."""

    REFUSAL = "refusal"
    """A request was answered with an error of ours: its stable code, as in ``quota_exceeded``."""

    STAGE = "stage"
    """A stage of a pipeline (see ``Pipeline``) took so long, and ended in an ``outcome``."""

    MESSAGE = "message"
    """A worker took so long over a message for an ``actor``, and it ended in an ``outcome``."""

    WAIT = "wait"
    """A message waited so long in a ``queue`` until a worker began with it."""

    CALL = "call"
    """A request to another server: what it is to us (see ``Service``), the class of ``operation``,
    and its ``outcome``. One that is tried again is told again; one that was not made at all
    because the server is given a rest has the outcome ``upstream_unavailable``."""

    CIRCUIT = "circuit"
    """The circuit to one host of a service (see ``Service``) is ``opened`` or ``closed``."""

    TICK = "tick"
    """The clock's turn came for an ``actor``, and it sent a message or left it to another clock
    or to those that wait (``sent``, ``left``)."""

    STORE = "store"
    """An operation on a ``bucket`` of the object store, and its ``outcome``."""

    CALLBACK = "callback"
    """We told a receiver of this ``kind`` what became of a picture: the ``outcome`` of one try."""

    SOURCE_BYTES = "source_bytes"
    """So many bytes of sources went through a ``pipeline``."""

    MADE_BYTES = "made_bytes"
    """So many bytes of a ``format`` were made by a ``pipeline``."""

    SAVED_BYTES = "saved_bytes"
    """So many bytes less than its source has the largest picture of a ``format`` that was made
    of it: what is saved each time that it is sent instead."""


class Pipeline(StrEnum):
    """What has stages: pictures of titles, those of applications, one more variant of either
    (``on_demand``, ``media``) while somebody waits, transforms, and what was made in haste made
    again."""

    ARTWORK = "artwork"
    INGEST = "ingest"
    ON_DEMAND = "on_demand"
    MEDIA = "media"
    TRANSFORM = "transform"
    UPGRADE = "upgrade"


class Service(StrEnum):
    """What other servers are to us: TheTVDB's API and its artwork hosts, sources of transforms,
    receivers of callbacks, the service whose pending queue is worked off here, who knows the
    keys of tokens, and models that describe pictures."""

    API = "api"
    PICTURES = "pictures"
    SOURCES = "sources"
    RECEIVERS = "receivers"
    PENDING = "pending"
    KEYS = "keys"
    VISION = "vision"
    OTHER = "other"


class Door(StrEnum):
    """Where pictures are asked for: sized ones of titles, the artwork host's own paths, pictures
    of applications by their id, and transforms."""

    SIZED = "sized"
    MIRROR = "mirror"
    MEDIA = "media"
    TRANSFORMS = "transforms"


class From(StrEnum):
    """Where a picture came from that somebody asked for: this process's memory, the object
    store, the kitchen (made, or fetched, while somebody waited), from another picture that stood
    in for it; or elsewhere, by a redirect; or from nowhere."""

    MEMORY = "memory"
    STORE = "store"
    GENERATED = "generated"
    INSTEAD = "instead"
    REDIRECTED = "redirected"
    MISSED = "missed"


class ReplyFrom(StrEnum):
    """Where a record came from that somebody asked for: our memory, what we hold, upstream
    (asked now), or what we hold although it is old, upstream being away or too slow."""

    MEMORY = "memory"
    KEPT = "kept"
    UPSTREAM = "upstream"
    STALE = "stale"


@dataclass(frozen=True)
class Shape:
    """The labels of an event, and by which of them its times are kept apart; ``None`` for what
    takes no time."""

    labels: tuple[str, ...]
    timed_by: tuple[str, ...] | None = None


SHAPES: Mapping[Event, Shape] = {
    Event.REQUEST: Shape(("route", "method", "status"), ("route",)),
    Event.PICTURE: Shape(("door", "from")),
    Event.REPLY: Shape(("from",)),
    Event.REFUSAL: Shape(("code",)),
    Event.STAGE: Shape(("pipeline", "stage", "outcome"), ("pipeline", "stage")),
    Event.MESSAGE: Shape(("actor", "outcome"), ("actor",)),
    Event.WAIT: Shape(("queue",), ("queue",)),
    Event.CALL: Shape(("service", "operation", "outcome"), ("service",)),
    Event.CIRCUIT: Shape(("service", "change")),
    Event.TICK: Shape(("actor", "result")),
    Event.STORE: Shape(("bucket", "operation", "outcome"), ("operation",)),
    Event.CALLBACK: Shape(("kind", "outcome")),
    Event.SOURCE_BYTES: Shape(("pipeline",)),
    Event.MADE_BYTES: Shape(("pipeline", "format")),
    Event.SAVED_BYTES: Shape(("pipeline", "format")),
}
"""The shape of every event."""
