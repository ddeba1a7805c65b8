"""What Prometheus calls the events that are told to a meter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tvdbproxy.meter.events import Event

# Seconds, from what is answered from memory to what somebody gives up on.
_ANSWERS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
# From what a queue hands on at once to what has waited for hours.
_WORK = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600)


@dataclass(frozen=True)
class Named:
    """A counter, a histogram of seconds, or both, each with a sentence for those who read it."""

    counter: str | None
    text: str
    timer: str | None = None
    timed_text: str = ""
    buckets: tuple[float, ...] = _ANSWERS


NAMES: Mapping[Event, Named] = {
    Event.REQUEST: Named(
        "tvdbproxy_http_requests_total",
        "Requests by route, method and status.",
        "tvdbproxy_http_request_seconds",
        "Time to answer by route, but for what is answered from memory.",
    ),
    Event.PICTURE: Named(
        "tvdbproxy_pictures_total", "Pictures asked for, by door and where they came from."
    ),
    Event.REPLY: Named("tvdbproxy_replies_total", "Records asked for, by where they came from."),
    Event.REFUSAL: Named(
        "tvdbproxy_refusals_total", "Requests answered with an error, by its code."
    ),
    Event.STAGE: Named(
        "tvdbproxy_stages_total",
        "Stages of the pipelines that ended, by outcome.",
        "tvdbproxy_stage_seconds",
        "Time that a stage took.",
        _WORK,
    ),
    Event.MESSAGE: Named(
        "tvdbproxy_messages_total",
        "Messages that workers were done with, by actor and outcome.",
        "tvdbproxy_message_seconds",
        "Time that a worker took over a message.",
        _WORK,
    ),
    Event.WAIT: Named(
        None,
        "",
        "tvdbproxy_queue_wait_seconds",
        "Time from sending a message until a worker began with it.",
        _WORK,
    ),
    Event.CALL: Named(
        "tvdbproxy_upstream_calls_total",
        "Requests to other servers, by service, class of operation and outcome.",
        "tvdbproxy_upstream_call_seconds",
        "Time that another server took, by service.",
    ),
    Event.CIRCUIT: Named(
        "tvdbproxy_circuit_changes_total",
        "Hosts that were given a rest (opened) and that work again (closed), by service.",
    ),
    Event.TICK: Named(
        "tvdbproxy_ticks_total", "Turns of the clock, by actor and whether a message was sent."
    ),
    Event.STORE: Named(
        "tvdbproxy_storage_operations_total",
        "Operations on the object store, by bucket, operation and outcome.",
        "tvdbproxy_storage_operation_seconds",
        "Time that the object store took, by operation.",
    ),
    Event.CALLBACK: Named(
        "tvdbproxy_callback_attempts_total", "Tries to deliver a callback, by kind and outcome."
    ),
    Event.SOURCE_BYTES: Named(
        "tvdbproxy_source_bytes_total", "Bytes of sources that pictures were made of."
    ),
    Event.MADE_BYTES: Named("tvdbproxy_made_bytes_total", "Bytes of pictures made, by format."),
    Event.SAVED_BYTES: Named(
        "tvdbproxy_saved_bytes_total",
        "Bytes that the largest picture of a format has less than its source.",
    ),
}
"""Every event."""
