"""What does an upload cost, until it is accepted, until it is done, and when it is asked about?

    python benchmarks/uploads.py [rounds]

First, a JPEG of 2 MB is uploaded to ``tvdbproxy serve`` by one client and by eight. Beside it the
same bytes put straight into the same object store, and sent to the same web server with nothing
behind it but a reader: no upload can be faster than these. All share all cores, and take turns.
Then, the CPU that its whole job takes in the four sizes of ``upload``, beside the encoder's own.
Last, the status of a job, beside a bare Flask route under the same server (``_contest.py``).
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import uuid
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks._contest import Contender, contest, obstacle, table_of
from benchmarks._machine import machine
from benchmarks._pictures import file_of, photo
from benchmarks._rows import databases, url_of
from benchmarks._upload_client import Send, Uploads, measured, over_http, unlike
from benchmarks._upload_job import job_table
from benchmarks._upload_servers import Behind, bearer, run_behind, run_flask, run_ours, run_sink
from tvdbproxy.db.database import Database, now
from tvdbproxy.db.models import ImageState, Origin
from tvdbproxy.embedded.ports import FreePorts
from tvdbproxy.ingest import jobs
from tvdbproxy.ingest.given import Given
from tvdbproxy.settings import WebSettings
from tvdbproxy.storage.open import open_stores

# Sizes of photographs and how grainy they are: each comes to about 2 MB.
PHOTOS = (((3000, 2000), 6), ((3024, 4032), 2))
# How many upload at once, and how often each.
CLIENTS = ((1, 24), (8, 8))
CONNECTIONS = (16, 1)
_STORE = "the store itself"


@dataclass(frozen=True)
class Target:
    """Where uploads go; ``pid`` is the server's, if it is not the store alone."""

    name: str
    connect: Callable[[], Send]
    pid: int | None


def main(rounds: int) -> None:
    with tempfile.TemporaryDirectory() as name, ExitStack() as running:
        folder, console = Path(name), Console(width=130)
        behind = running.enter_context(run_behind(folder))
        made = {dialect: make("uploads") for dialect, make in databases(folder, running).items()}
        pictures = {
            f"{width}x{height}, {len(data) / 1e6:.1f} MB": data
            for (width, height), data in ((size, _jpeg(size, grain)) for size, grain in PHOTOS)
        }
        picture = next(iter(pictures.values()))
        with ExitStack() as uploading:
            targets = _targets(folder, behind, made, picture, uploading)
            for clients, each in CLIENTS:
                console.print(_uploaded(targets, clients, each, rounds, behind, len(picture)))
        console.print(job_table(pictures, rounds))
        if (why := obstacle()) is not None:
            print(f"Status not measured: {why}.")
            return
        contenders = _askers(folder, behind, made, running)
        for connections in CONNECTIONS:
            samples = contest(contenders, connections, rounds)
            title = f"status of a job, {connections} connections, medians of {rounds} rounds"
            console.print(table_of(title, contenders, samples))


def _jpeg(size: tuple[int, int], grain: float) -> bytes:
    return file_of(photo(*size, grain=grain))


def _targets(
    folder: Path,
    behind: Behind,
    made: dict[str, Database],
    picture: bytes,
    running: ExitStack,
) -> list[Target]:
    ports, header = FreePorts(), bearer()
    originals = open_stores(behind.storage).originals

    def put() -> None:
        data = b"".join(unlike(picture))
        originals.put(f"bench/{data[-16:].decode()}.jpg", data, content_type="image/jpeg")

    sink, sink_pid = running.enter_context(run_sink(folder, ports, WebSettings().web_threads))
    targets = [
        Target(_STORE, lambda: put, None),
        Target("the web server itself", over_http(sink, header, picture), sink_pid),
    ]
    for dialect, processes in (("sqlite", 1), ("postgresql", 1), ("postgresql", 2)):
        if dialect not in made:
            continue
        base, pid = running.enter_context(
            run_ours(ports, behind, url_of(made[dialect]), processes=processes)
        )
        name = f"upload, {dialect}" + (f", {processes} processes" if processes > 1 else "")
        targets.append(Target(name, over_http(base, header, picture), pid))
    return targets


def _uploaded(
    targets: list[Target], clients: int, each: int, rounds: int, behind: Behind, length: int
) -> Table:
    seen: dict[str, list[Uploads]] = {target.name: [] for target in targets}
    for _ in range(rounds):
        for target in targets:
            sample = measured(target.connect, clients, each, target.pid, behind.s3)
            seen[target.name].append(sample)
    title = f"{length / 1e6:.1f} MB uploaded by {clients} at once, medians of {rounds} rounds"
    table = Table(title=title, caption=machine())
    table.add_column("")
    for column in ("p50 ms", "uploads/s", "x the store's", "CPU ms", "the store's CPU ms"):
        table.add_column(column, justify="right")
    for name, found in seen.items():
        pairs = zip(found, seen[_STORE], strict=True)
        ratios = [mine.per_second / its.per_second for mine, its in pairs]
        table.add_row(
            name,
            f"{statistics.median(one.p50_milliseconds for one in found):.1f}",
            f"{statistics.median(one.per_second for one in found):.0f}",
            f"{statistics.median(ratios):.2f}",
            f"{statistics.median(one.cpu_milliseconds for one in found):.1f}",
            f"{statistics.median(one.s3_cpu_milliseconds for one in found):.1f}",
        )
    return table


def _askers(
    folder: Path, behind: Behind, made: dict[str, Database], running: ExitStack
) -> list[Contender]:
    """Our servers on one core, and on both of them with two processes."""
    ports, header, path = FreePorts(), bearer(), "/api/v1/images/jobs/"
    answer = {"job_id": "x" * 36, "image_id": "x" * 36, "status": "pending", "error": "x" * 120}
    flask, flask_pid = running.enter_context(
        run_flask(folder, ports, WebSettings().web_threads, answer)
    )
    base = "Flask, nothing but a route"
    contenders = [Contender(base, f"{flask}{path}x", flask_pid, base)]
    for dialect, processes in (("sqlite", 1), ("postgresql", 1), ("sqlite", 2), ("postgresql", 2)):
        if dialect not in made:
            continue
        job_id, url = _some_job(made[dialect]), url_of(made[dialect])
        server, pid = running.enter_context(
            run_ours(ports, behind, url, processes=processes, pinned=processes == 1)
        )
        name = dialect + (f", {processes} processes on all cores" if processes > 1 else "")
        contenders.append(Contender(name, f"{server}{path}{job_id}", pid, base, (header,)))
    return contenders


def _some_job(database: Database) -> str:
    given = Given(user_id="ann", origin=Origin.UPLOAD, bucket="bench", profile="upload")
    with database.write() as session:
        moment = now(session)
        image = jobs.new_image(given, str(uuid.uuid4()), ImageState.STAGED, moment)
        return jobs.begin(session, image, moment).job_id


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
