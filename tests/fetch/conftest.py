"""A web server of raw bytes, which can misbehave in every way that a socket allows."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Event, Lock, Thread

import pytest

from tvdbproxy.fetch.fetcher import Fetcher
from tvdbproxy.fetch.policy import FetchPolicy


@dataclass(frozen=True)
class Asked:
    """One request as it arrived."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


Answer = Callable[[Asked], Iterable[bytes]]


@dataclass
class Stub:
    """Answers every request with the pieces that ``answer`` gives, then hangs up.

    With ``keep_alive`` it waits for the next request on the same connection instead.
    """

    answer: Answer
    keep_alive: bool = False
    asked: list[Asked] = field(default_factory=list)
    connections: int = 0
    closing: Event = field(default_factory=Event)

    def __post_init__(self) -> None:
        self._lock = Lock()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        Thread(target=self._accept, daemon=True).start()

    @property
    def site(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self.site}"

    @property
    def paths(self) -> list[str]:
        return [asked.path for asked in self.asked]

    def close(self) -> None:
        self.closing.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                with self._lock:
                    self.connections += 1
                Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        with connection, suppress(OSError), connection.makefile("rb") as incoming:
            while request := _read_request(incoming):
                with self._lock:
                    self.asked.append(request)
                for piece in self.answer(request):
                    connection.sendall(piece)
                if not self.keep_alive:
                    return


def _read_request(incoming) -> Asked | None:  # type: ignore[no-untyped-def]
    first = incoming.readline().decode("latin-1")
    if not first:
        return None
    method, path, _ = first.split(" ", 2)
    headers = {}
    while (line := incoming.readline().decode("latin-1").strip()) != "":
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    return Asked(method, path, headers, incoming.read(int(headers.get("content-length", 0))))


def reply(
    body: bytes = b"hello", *, status: int = 200, headers: dict[str, str] | None = None
) -> list[bytes]:
    """A well-formed answer."""
    given = {"Content-Length": str(len(body)), **(headers or {})}
    head = "".join(f"{name}: {value}\r\n" for name, value in given.items())
    return [f"HTTP/1.1 {status} Stub\r\n{head}\r\n".encode("latin-1") + body]


@pytest.fixture
def serve() -> Iterator[Callable[..., Stub]]:
    """Start servers; they are stopped after the test."""
    stubs: list[Stub] = []

    def start(answer: Answer | list[bytes], *, keep_alive: bool = False) -> Stub:
        pieces = answer
        stub = Stub(pieces if callable(pieces) else lambda _: pieces, keep_alive)
        stubs.append(stub)
        return stub

    yield start
    for stub in stubs:
        stub.close()


@pytest.fixture
def fetching() -> Iterator[Callable[..., Fetcher]]:
    """Build fetchers that may speak to the given servers; they are closed after the test."""
    fetchers: list[Fetcher] = []

    def build(*stubs: Stub, resolver=None, pauses=None, breaker=None, **limits) -> Fetcher:  # type: ignore[no-untyped-def]
        sites = frozenset(stub.site for stub in stubs)
        given = {"max_bytes": 100_000, "total_seconds": 10, "private_hosts": sites, **limits}
        fetcher = Fetcher(
            FetchPolicy(**given),
            resolver=resolver or socket.getaddrinfo,
            pauses=pauses,
            breaker=breaker,
        )
        fetchers.append(fetcher)
        return fetcher

    yield build
    for fetcher in fetchers:
        fetcher.close()


@pytest.fixture
def connects(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The addresses that anything tried to connect to. Loopback alone is let through."""
    seen: list[object] = []
    connect = socket.socket.connect

    def spy(self: socket.socket, address: tuple[object, ...]) -> None:
        seen.append(address)
        if address[0] != "127.0.0.1":
            raise ConnectionRefusedError("tests stay on this machine")
        connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", spy)
    return seen


class Names:
    """A resolver that answers from a script: one list of addresses for each look-up."""

    def __init__(self, *answers: list[str]) -> None:
        self._answers = list(answers)
        self.asked: list[str] = []

    def __call__(self, host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        self.asked.append(host)
        addresses = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if not addresses:
            raise socket.gaierror(socket.EAI_NONAME, "no such name")
        return [_entry(address, port) for address in addresses]


def _entry(address: str, port: int) -> tuple[object, ...]:
    if ":" in address:
        return socket.AF_INET6, socket.SOCK_STREAM, 6, "", (address, port, 0, 0)
    return socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)


@pytest.fixture
def names() -> type[Names]:
    return Names


@pytest.fixture(name="reply")
def _reply() -> Callable[..., list[bytes]]:
    return reply
