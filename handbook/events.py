"""Webhooks and what is written down of each upload, of the enumerations themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import TypeVar

from handbook.markdown import table
from tvdbproxy import webhooks
from tvdbproxy.db.models.callback import CallbackStatus
from tvdbproxy.db.models.job import JobStatus, StepName
from tvdbproxy.ingest.events import Event

Word = TypeVar("Word", bound=StrEnum)

_HEAD = """# Webhooks and events

## Webhooks

What is sent to a `callback_url`, how it is signed and when it is tried again is told in
[callbacks](../callbacks.md). In short, the headers of each:
"""
_HEADERS = {
    webhooks.EVENT: "`image.completed` or `image.failed`",
    webhooks.DELIVERY: "the `id` of the callback, the same in every attempt",
    webhooks.TIMESTAMP: "of this attempt, in Unix seconds",
    webhooks.SIGNATURE: "`v1=` and the HMAC-SHA256 of timestamp, full stop and body, in hex",
}
_CALLBACKS = {
    CallbackStatus.PENDING: "not delivered yet",
    CallbackStatus.DELIVERED: "answered with 2xx",
    CallbackStatus.DEAD: "given up: `tvdbproxy callbacks retry` tries it again",
}
_JOBS = {
    JobStatus.PENDING: "nobody has begun it",
    JobStatus.PROCESSING: "a worker is at it",
    JobStatus.RETRYING: "a step failed, and is tried again at its time",
    JobStatus.COMPLETED: "all sizes are there",
    JobStatus.FAILED: "`error` says why",
}
_STEPS = {
    StepName.RETRIEVE_FILE: "has the bytes in the originals bucket",
    StepName.RESIZE_OPTIMIZE: "makes all sizes and formats",
    StepName.ANALYSIS: "measures the picture; the picture is complete without",
    StepName.UPDATE_CALLBACK: "tells whoever wants to know",
}
_EVENTS = {
    Event.UPLOAD_INITIATED: "a picture was accepted, or an address for one given out",
    Event.UPLOAD_ARRIVED: "what was uploaded to that address is here",
    Event.PROCESSING_STARTED: "a worker began",
    Event.RETRYING: "a step failed and will be tried again; `details` say which, and why",
    Event.RETRIED: "it was asked for once more, by its owner or by the clock",
    Event.HEALED: "the clock took up a job that had failed of something that may pass",
    Event.WOKEN: "the clock found a job that nobody was at",
    Event.COMPLETED: "all sizes are there",
    Event.FAILED: "it is given up",
    Event.DELETED: "the picture was deleted, and its objects",
}


def page() -> str:
    """The page."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    yield _HEAD
    yield from table(("header", ""), ((f"`{name}`", text) for name, text in _HEADERS.items()))
    yield "A callback is\n"
    yield from _told(CallbackStatus, _CALLBACKS)
    yield "## Jobs\n\nThe `status` of a job, at `GET /api/v1/images/jobs/{job_id}`:\n"
    yield from _told(JobStatus, _JOBS)
    yield "and its steps, in the order in which they are done:\n"
    yield from table(("step", ""), ((f"`{step}`", text) for step, text in _STEPS.items()))
    yield "## The audit trail\n"
    yield "Everything that happens to a picture of an application is a row of"
    yield "`image_upload_events`, written in the transaction that it tells of:\n"
    yield from _told(Event, _EVENTS)


def _told(words: type[Word], meanings: Mapping[Word, str]) -> Iterator[str]:
    """All of them: one without a meaning ends the build."""
    yield from table(("word", ""), ((f"`{word}`", meanings[word]) for word in words))
