"""In a web process: the application, until a newer process takes over."""

from __future__ import annotations

import gc
import logging
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any

from tvdbproxy.ops.metrics import count_under
from tvdbproxy.settings.log_lines import start_logging
from tvdbproxy.web.serving.queue import leave_queue

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


@dataclass(frozen=True)
class Station:
    """What a web process gets from its parent: where to say that it has ``begun``, the
    descriptor of the queue of connections, a ``name`` that no other has at the same time."""

    begun: Connection
    listener: int
    name: str
    log_level: int = logging.INFO


def begin(load: Callable[[], WSGIApplication], station: Station) -> WSGIApplication:
    """The application, behind a door that SIGUSR1 closes."""
    start_logging(station.log_level)
    count_under(station.name)
    door = Door(load())
    # What is here now stays. Looking through all of it again, as the collector does once enough
    # has been added, would hold up every answer of that moment for 60 ms and more.
    gc.collect()
    gc.freeze()

    def retire(*_: object) -> None:
        leave_queue(station.listener)
        door.retire()

    signal.signal(signal.SIGUSR1, retire)
    threading.Thread(target=_end_with_parent, name="parent", daemon=True).start()
    with suppress(BrokenPipeError):  # nobody waits for it any more
        station.begun.send(True)
    station.begun.close()
    return door


def _end_with_parent() -> None:
    """Without it nobody would stop this process, and it would go on taking connections."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)


class Door:
    """A WSGI application that can be told to let its clients go."""

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        return self._app(environ, start_response)

    def retire(self) -> None:
        """From now on every answer is its connection's last.

        Connections that are merely closed would meet the next request half-way, and the
        client could not know whether it has been answered.
        """
        self._app = _letting_go(self._app)


def _letting_go(app: WSGIApplication) -> WSGIApplication:
    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            # Reserved for servers by PEP 3333; Granian closes after an answer that says so.
            return start_response(status, [*headers, ("Connection", "close")], *rest)

        return app(environ, start)

    return answer
