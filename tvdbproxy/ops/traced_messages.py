"""One trace through the queue: a message carries the span that it was sent in."""

from __future__ import annotations

from contextlib import AbstractContextManager

from dramatiq import Broker, Message, MessageProxy

from tvdbproxy.jobs.around import AroundMessages
from tvdbproxy.ops.traces import Traces

_CARRIER = "trace"


class TracedMessages(AroundMessages):
    """For brokers of processes whose traces are on. Sending is a span, working another in it."""

    def __init__(self, traces: Traces) -> None:
        super().__init__()
        self._traces = traces

    def before_enqueue(self, broker: Broker, message: Message[object], delay: int | None) -> None:
        """The message tells where it comes from; one that is handed on keeps what it tells."""
        if _CARRIER not in message.options:
            carrier: dict[str, str] = {}
            with self._traces.around(f"send {message.actor_name}", "producer"):
                self._traces.carry(carrier)
            message.options[_CARRIER] = carrier

    def around(self, message: MessageProxy) -> AbstractContextManager[object]:
        """The span of the work."""
        carrier = message.options.get(_CARRIER)
        return self._traces.around(f"work {message.actor_name}", "consumer", carrier)
