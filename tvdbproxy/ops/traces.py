"""Spans for OpenTelemetry, of what is told to a meter and of what encloses it.

Off unless ``OTEL_EXPORTER_OTLP_ENDPOINT`` (or ``..._TRACES_ENDPOINT``) is set; everything else is
told by OpenTelemetry's own variables as well. The extra ``traces`` brings what it takes.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal

from tvdbproxy import __version__
from tvdbproxy.logs.context import about
from tvdbproxy.meter.events import SHAPES, Event
from tvdbproxy.meter.meter import OK

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider

log = logging.getLogger(__name__)

_ENDPOINTS = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
_PROTOCOLS = ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL")
_SPOKEN = "http/protobuf"
# What becomes a span inside that of its request or message; it has happened when it is told.
_INNER = (Event.STAGE, Event.CALL, Event.STORE)
# Outcomes that are no faults of anybody.
_FINE = (OK, "not_found", "conflict", "superseded")

Role = Literal["server", "producer", "consumer"]


class Traces:
    """A meter, and the maker of the spans around what it is told. Thread-safe."""

    def __init__(self, provider: TracerProvider) -> None:
        from opentelemetry import trace
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

        self._trace = trace
        self._provider = provider
        self._tracer = provider.get_tracer("tvdbproxy", __version__)
        self._propagator = TraceContextTextMapPropagator()

    def count(self, event: Event, *labels: str, amount: float = 1) -> None:
        """What takes no time is no span."""

    def took(self, event: Event, *labels: str, seconds: float) -> None:
        """A span that ends now, or a last word about the one that encloses it."""
        around = self._trace.get_current_span()
        if not around.is_recording():
            return
        told = dict(zip(SHAPES[event].labels, labels, strict=True))
        if event is Event.REQUEST:
            around.update_name(f"{told['method']} {told['route']}")
            around.set_attributes(
                {
                    "http.request.method": told["method"],
                    "http.route": told["route"],
                    "http.response.status_code": int(told["status"]),
                }
            )
            self._judge(around, OK if told["status"] < "500" else told["status"])
        elif event is Event.MESSAGE:
            self._judge(around, told["outcome"])
        elif event in _INNER:
            self._inner(event, told, seconds)

    @contextmanager
    def around(
        self, name: str, role: Role, carrier: Mapping[str, str] | None = None
    ) -> Iterator[None]:
        """A span of what is done in the block, in the trace that ``carrier`` tells of."""
        context = self._propagator.extract(carrier) if carrier else None
        kind = self._trace.SpanKind[role.upper()]
        with self._tracer.start_as_current_span(name, context, kind) as span:
            trace_id = self._trace.format_trace_id(span.get_span_context().trace_id)
            with about(trace_id=trace_id):
                yield

    def carry(self, carrier: MutableMapping[str, str]) -> None:
        """Write into ``carrier`` which span this thread is in."""
        self._propagator.inject(carrier)

    def close(self) -> None:
        """Send what is left."""
        self._provider.shutdown()

    def _inner(self, event: Event, told: Mapping[str, str], seconds: float) -> None:
        end = time.time_ns()
        kind = self._trace.SpanKind.INTERNAL if event is Event.STAGE else None
        span = self._tracer.start_span(
            " ".join([event, *(word for name, word in told.items() if name != "outcome")]),
            kind=kind or self._trace.SpanKind.CLIENT,
            attributes={f"tvdbproxy.{name}": word for name, word in told.items()},
            start_time=end - int(seconds * 1e9),
        )
        self._judge(span, told["outcome"])
        span.end(end)

    def _judge(self, span: object, outcome: str) -> None:
        if outcome not in _FINE:
            status = self._trace.Status(self._trace.StatusCode.ERROR, outcome)
            span.set_status(status)  # type: ignore[attr-defined]


def open_traces(environ: Mapping[str, str] = os.environ) -> Traces | None:
    """Traces to where the environment says; ``None`` if it says nothing, or what it takes is not
    installed. Call it after the last fork: a thread sends them."""
    endpoint = next((name for name in _ENDPOINTS if environ.get(name)), None)
    if endpoint is None or environ.get("OTEL_TRACES_EXPORTER") == "none":
        return None
    protocol = next((environ[name] for name in _PROTOCOLS if environ.get(name)), _SPOKEN)
    if protocol != _SPOKEN:
        log.warning("%s is not spoken here: traces are sent as %s", protocol, _SPOKEN)
    try:
        return Traces(_provider(environ))
    except ModuleNotFoundError as error:
        log.error(
            "%s is set, but there is no %s: no traces. Install tvdbproxy[traces].",
            endpoint,
            error.name,
        )
        return None


def _provider(environ: Mapping[str, str]) -> TracerProvider:
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    named = "OTEL_SERVICE_NAME" in environ or "service.name=" in environ.get(
        "OTEL_RESOURCE_ATTRIBUTES", ""
    )
    told = {"service.version": __version__} | ({} if named else {"service.name": "tvdbproxy"})
    provider = TracerProvider(resource=Resource.create(told))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return provider
