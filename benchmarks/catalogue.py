"""How fast is a record that we hold, beside the sample upstream giving it itself?

    python benchmarks/catalogue.py [rounds]

`GET /v4/series/{id}/extended` of some 200 KB, asked for by a client that has logged in. All
servers share one core, ``wrk`` has the other, and they take turns (``_contest.py``). At one
connection "p50 ms" is what a client waits for an answer, ``wrk``'s own part included.
"""

from __future__ import annotations

import sys
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from benchmarks._catalogue_servers import ask, authorization, key_for, run_door, run_sample
from benchmarks._contest import Contender, contest, obstacle, table_of
from benchmarks._rows import databases, url_of
from benchmarks._servers import server_core
from tvdbproxy.embedded.ports import FreePorts

KILOBYTES = 200
PATH = "/series/910001/extended"
CONNECTIONS = (16, 1)
MODES = ("mirror", "sized", "off")
# Those without memory look each answer up in their database, and prepare it anew.
SERVERS = (
    ("memory", "sqlite", "64", MODES),
    ("SQLite", "sqlite", "0", MODES),
    ("PostgreSQL", "postgresql", "0", MODES[:1]),
)
_GZIP = "Accept-Encoding: gzip"
_PLAIN, _PACKED, _UNCHANGED = "sample", "sample, gzip", "sample, 304"


@dataclass(frozen=True)
class Client:
    """Somebody who has logged in at a server."""

    server: str
    url: str
    pid: int
    token: str

    def contenders(self) -> list[Contender]:
        """The record as it is, in gzip, and for somebody who has it already."""
        headers = ask(self.url, self.token)[1]
        condition = f"If-Modified-Since: {headers['Last-Modified']}"
        if "ETag" in headers:
            condition = f"If-None-Match: {headers['ETag']}"
        return [
            self._contender("", _PLAIN),
            self._contender(", gzip", _PACKED, _GZIP),
            self._contender(", 304", _UNCHANGED, condition),
        ]

    def lengths(self) -> str:
        """Of its answers, in a line."""
        plain, packed = (ask(self.url, self.token, *how)[0] for how in ((), (_GZIP,)))
        return f"{self.server}: {len(plain):,} bytes, in gzip {len(packed):,}"

    def _contender(self, what: str, base: str, *headers: str) -> Contender:
        name = f"{self.server}{what}"
        return Contender(name, self.url, self.pid, base, (self.token, *headers))


def main(rounds: int) -> None:
    if (why := obstacle()) is not None:
        print(f"Not measured: {why}.")
        return
    with tempfile.TemporaryDirectory() as folder, ExitStack() as running:
        clients = _clients(Path(folder), running)
        for client in clients:
            print(client.lengths())
        contenders = [one for client in clients for one in client.contenders()]
        for connections in CONNECTIONS:
            samples = contest(contenders, connections, rounds)
            title = f"{KILOBYTES} KB, {connections} connections, medians of {rounds} rounds"
            Console(width=130).print(table_of(title, contenders, samples))


def _clients(folder: Path, running: ExitStack) -> list[Client]:
    """Of the sample, and of our servers: one for each way of rewriting addresses."""
    ports = FreePorts()
    api, sample = running.enter_context(
        run_sample(ports, "--titles", "10", "--big-kilobytes", str(KILOBYTES))
    )
    clients = [Client("sample", api + PATH, sample, authorization(api, "any"))]
    with server_core():
        found = databases(folder, running)
        made = {dialect: make(f"catalogue_{dialect}") for dialect, make in found.items()}
    for server, dialect, memory_mb, modes in SERVERS:
        if (database := made.get(dialect)) is None:
            continue
        settings = {"CATALOGUE_MEMORY_MB": memory_mb}
        door, pid = running.enter_context(run_door(folder, ports, api, url_of(database), settings))
        for mode in modes:
            token = authorization(door, key_for(database, mode))
            clients.append(Client(f"{server}, {mode}", door + PATH, pid, token))
    return clients


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
