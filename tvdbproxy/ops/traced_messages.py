"""One trace through the queue: a message carries the span that it was sent in."""

from __future__ import annotations

import threading
from contextlib import ExitStack

from dramatiq import Broker, Message, MessageProxy
from dramatiq.middleware import Middleware

from tvdbproxy.ops.traces import Traces

_CARRIER = "trace"


class TracedMessages(Middleware):
    """For brokers of processes whose traces are on. Sending is a span, working another in it."""

    def __init__(self, traces: Traces) -> None:
        self._traces = traces
        self._here = threading.local()

    def before_enqueue(self, broker: Broker, message: Message[object], delay: int | None) -> None:
        """The message tells where it comes from; one that is handed on keeps what it tells."""
        if _CARRIER not in message.options:
            carrier: dict[str, str] = {}
            with self._traces.around(f"send {message.actor_name}", "producer"):
                self._traces.carry(carrier)
            message.options[_CARRIER] = carrier

    def before_process_message(self, broker: Broker, message: MessageProxy) -> None:
        """The span of the work begins."""
        self._end()
        carrier = message.options.get(_CARRIER)
        self._here.span = ExitStack()
        self._here.span.enter_context(
            self._traces.around(f"work {message.actor_name}", "consumer", carrier)
        )

    def after_process_message(
        self,
        broker: Broker,
        message: MessageProxy,
        *,
        result: object = None,
        exception: BaseException | None = None,
    ) -> None:
        """It ends."""
        self._end()

    def after_skip_message(self, broker: Broker, message: MessageProxy) -> None:
        """It ends."""
        self._end()

    def _end(self) -> None:
        span: ExitStack | None = getattr(self._here, "span", None)
        if span is not None:
            self._here.span = None
            span.close()
