"""How long messages wait, and how long workers take over them."""

from __future__ import annotations

import threading
import time

from dramatiq import Broker, MessageProxy
from dramatiq.middleware import Middleware

from tvdbproxy.errors import TvdbProxyError
from tvdbproxy.jobs.queue import ACTORS
from tvdbproxy.meter.events import Event
from tvdbproxy.meter.meter import BROKEN, OK, Meter


class MessageMeter(Middleware):
    """Tells ``meter`` of every message that an actor of ours was given."""

    def __init__(self, meter: Meter) -> None:
        self._meter = meter
        self._here = threading.local()

    def before_process_message(self, broker: Broker, message: MessageProxy) -> None:
        """It has waited until now; one that was to come later, from then on."""
        self._here.started = time.perf_counter()
        queue = ACTORS.get(message.actor_name)
        if queue is not None:
            due = max(message.message_timestamp, message.options.get("eta", 0)) / 1000
            waited = max(time.time() - due, 0.0)  # by another machine's clock
            self._meter.took(Event.WAIT, queue, seconds=waited)

    def after_process_message(
        self,
        broker: Broker,
        message: MessageProxy,
        *,
        result: object = None,
        exception: BaseException | None = None,
    ) -> None:
        """It is over."""
        if message.actor_name in ACTORS:
            seconds = time.perf_counter() - self._here.started
            self._meter.took(
                Event.MESSAGE, message.actor_name, _outcome(exception), seconds=seconds
            )


def _outcome(error: BaseException | None) -> str:
    if error is None:
        return OK
    return error.kind.value if isinstance(error, TvdbProxyError) else BROKEN
