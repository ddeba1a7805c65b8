"""How fast is a picture out of memory, beside nginx sending a file of the same length, and
one out of the S3 server, beside that server's own answer?

    python benchmarks/hot_variant.py [rounds]

All servers share one core, ``wrk`` has the other. The contenders take turns round by round,
so that a noisy machine disturbs all alike: the ratio is the median of the rounds' ratios.
CPU per request is the server's own, and says more on a busy machine.
"""

from __future__ import annotations

import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

from rich.console import Console
from rich.table import Table

from benchmarks._hot_servers import (
    BYTES,
    PATH,
    Headers,
    run_granian,
    run_nginx,
    run_s3,
    run_tvdbproxy,
)
from tvdbproxy.embedded.ports import FreePorts
from tvdbproxy.settings import WebSettings

PROGRAMS = ("nginx", "wrk", "taskset")
CLIENT_CORE = "1"
CONNECTIONS = (64, 16)
SECONDS = 1


@dataclass(frozen=True)
class Contender:
    """A URL to ask for, and the process that answers it."""

    name: str
    url: str
    pid: int
    base: str = "nginx, file"
    etag: str | None = None


@dataclass(frozen=True)
class Sample:
    """One round of one contender."""

    per_second: float
    cpu_microseconds: float


def main(rounds: int) -> None:
    if missing := [name for name in PROGRAMS if shutil.which(name) is None]:
        print(f"Not measured: {' and '.join(missing)} must be installed for that.")
        return
    if (os.cpu_count() or 1) < 2:
        print("Not measured: server and client need a core each.")
        return
    with tempfile.TemporaryDirectory() as folder, ExitStack() as running:
        contenders = _start(Path(folder), running)
        for connections in CONNECTIONS:
            _report(contenders, connections, _measure(contenders, connections, rounds))


def _start(folder: Path, running: ExitStack) -> list[Contender]:
    """All servers; each contender is compared with its ``base``."""
    picture, ports = os.urandom(BYTES), FreePorts()
    folder.chmod(0o755)  # nginx's worker is somebody else
    (folder / "www").mkdir()
    (folder / "www" / "picture.webp").write_bytes(picture)
    s3 = running.enter_context(run_s3(folder, picture))
    ((tuned, plain, logged, passing), nginx) = running.enter_context(
        run_nginx(folder, ports, s3.url)
    )
    bare, granian = running.enter_context(run_granian(folder, ports, WebSettings().web_threads))
    one, lone = running.enter_context(run_granian(folder, ports, 1))
    hot, warm = running.enter_context(run_tvdbproxy(folder, ports, s3, "64"))
    threads, headers = WebSettings().web_threads, _headers(hot + PATH)
    dressed, clad = running.enter_context(run_granian(folder, ports, threads, headers))
    cold, cool = running.enter_context(run_tvdbproxy(folder, ports, s3, "0"))
    return [
        Contender("nginx, file", tuned, nginx),
        Contender("nginx, file, no cache of open files", plain, nginx),
        Contender("nginx, file, as installed, with its log", logged, nginx),
        Contender("Granian, nothing but bytes", bare, granian),
        Contender("Granian, nothing but bytes, one thread", one, lone),
        Contender("Granian, the same headers as hot", dressed, clad),
        Contender("hot", hot + PATH, warm),
        Contender("nginx, file, 304", tuned, nginx, "nginx, file, 304", _etag(tuned)),
        Contender("hot, 304", hot + PATH, warm, "nginx, file, 304", _etag(hot + PATH)),
        Contender("Flask, from memory", f"{hot}/api/v1{PATH}", warm),
        Contender("S3 itself", s3.url, s3.pid, "S3 itself"),
        Contender("nginx, passing on from S3", passing, nginx, "S3 itself"),
        Contender("Flask, from S3", cold + PATH, cool, "S3 itself"),
    ]


def _headers(url: str) -> Headers:
    """An answer's, without those that the server adds by itself."""
    with urlopen(url) as answer:
        names = ("date", "server", "connection")
        return tuple(pair for pair in answer.headers.items() if pair[0].lower() not in names)


def _etag(url: str) -> str:
    with urlopen(url) as answer:
        return str(answer.headers["ETag"])


def _measure(
    contenders: Sequence[Contender], connections: int, rounds: int
) -> dict[str, list[Sample]]:
    samples: dict[str, list[Sample]] = {contender.name: [] for contender in contenders}
    for _ in range(rounds):
        for contender in contenders:
            samples[contender.name].append(_sample(contender, connections))
    return samples


def _sample(contender: Contender, connections: int) -> Sample:
    options = ["-t1", f"-c{connections}", f"-d{SECONDS}s"]
    if contender.etag is not None:
        options += ["-H", f"If-None-Match: {contender.etag}"]
    before = _cpu_seconds(contender.pid)
    output = subprocess.run(
        ["taskset", "-c", CLIENT_CORE, "wrk", *options, contender.url],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    cpu = _cpu_seconds(contender.pid) - before
    if "Non-2xx" in output or "Socket errors" in output:
        raise SystemExit(f"{contender.name} answered with errors:\n{output}")
    return Sample(_figure(r"Requests/sec:\s+([\d.]+)", output), cpu * 1e6 / _count(output))


def _count(output: str) -> float:
    return _figure(r"(\d+) requests in", output)


def _figure(pattern: str, output: str) -> float:
    if (found := re.search(pattern, output)) is None:
        raise SystemExit(f"wrk says something unheard of:\n{output}")
    return float(found[1])


def _cpu_seconds(pid: int) -> float:
    """Of a process and its descendants, so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    own = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return own + sum(_cpu_seconds(int(child)) for child in children)


def _report(
    contenders: Sequence[Contender], connections: int, samples: dict[str, list[Sample]]
) -> None:
    rounds = len(samples[contenders[0].name])
    title = f"{BYTES // 1024} KB, {connections} connections, medians of {rounds} rounds"
    table = Table(title=title)
    for column in ("", "requests/s", "x base", "CPU us/request", "x base's CPU", "base"):
        table.add_column(column, justify="left" if column in ("", "base") else "right")
    for one in contenders:
        seen, base = samples[one.name], samples[one.base]
        pairs = list(zip(seen, base, strict=True))
        table.add_row(
            one.name,
            f"{statistics.median(sample.per_second for sample in seen):,.0f}",
            f"{statistics.median(mine.per_second / its.per_second for mine, its in pairs):.2f}",
            f"{_cpu(seen):.1f}",
            f"{_cpu(seen) / _cpu(base):.2f}",
            one.base,
        )
    Console(width=110).print(table)


def _cpu(samples: Sequence[Sample]) -> float:
    return statistics.median(sample.cpu_microseconds for sample in samples)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
