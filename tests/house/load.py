"""Clients that ask again and again, and count what they did not get."""

from __future__ import annotations

import http.client
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

# Long enough to leave the machine to those who are asked, and connections idle now and then.
_PAUSE_SECONDS = 0.005


@dataclass
class Load:
    """What happened so far."""

    answered: int = 0
    lost: Counter[str] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, lost: str | None = None) -> None:
        with self._lock:
            if lost is None:
                self.answered += 1
            else:
                self.lost[lost] += 1


@contextmanager
def load(url: str, clients: int, *, keep_alive: bool) -> Iterator[Load]:
    """Ask for ``url`` with this many clients until the block ends; each reuses its connection
    as long as it may, or takes a new one each time. Whatever is not a 200 is lost."""
    seen, over = Load(), threading.Event()
    threads = [
        threading.Thread(target=_ask, args=(url, keep_alive, seen, over)) for _ in range(clients)
    ]
    for thread in threads:
        thread.start()
    try:
        yield seen
    finally:
        over.set()
        for thread in threads:
            thread.join()


def _ask(url: str, keep_alive: bool, seen: Load, over: threading.Event) -> None:
    address = urlsplit(url)
    headers = {} if keep_alive else {"Connection": "close"}
    connection = http.client.HTTPConnection(address.netloc, timeout=30)
    while not over.wait(_PAUSE_SECONDS):
        try:
            connection.request("GET", address.path, headers=headers)
            answer = connection.getresponse()
            answer.read()
        except (OSError, http.client.HTTPException) as error:
            seen.note(f"{type(error).__name__}: {error}")
            connection.close()
        else:
            seen.note(None if answer.status == 200 else str(answer.status))
    connection.close()
