"""How fast is a picture out of memory, beside nginx sending a file of the same length, and
one out of the S3 server, beside that server's own answer?

    python benchmarks/hot_variant.py [rounds]

All servers share one core, ``wrk`` has the other, and they take turns (``_contest.py``).
"""

from __future__ import annotations

import os
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from urllib.request import urlopen

from rich.console import Console

from benchmarks._contest import Contender, contest, obstacle, table_of
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

CONNECTIONS = (64, 16)
_FILE, _S3 = "nginx, file", "S3 itself"
_FILE_304 = "nginx, file, 304"


def main(rounds: int) -> None:
    if (why := obstacle("nginx")) is not None:
        print(f"Not measured: {why}.")
        return
    with tempfile.TemporaryDirectory() as folder, ExitStack() as running:
        contenders = _start(Path(folder), running)
        for connections in CONNECTIONS:
            samples = contest(contenders, connections, rounds)
            title = f"{BYTES // 1024} KB, {connections} connections, medians of {rounds} rounds"
            Console(width=130).print(table_of(title, contenders, samples))


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
        Contender(_FILE, tuned, nginx, _FILE),
        Contender("nginx, file, no cache of open files", plain, nginx, _FILE),
        Contender("nginx, file, as installed, with its log", logged, nginx, _FILE),
        Contender("Granian, nothing but bytes", bare, granian, _FILE),
        Contender("Granian, nothing but bytes, one thread", one, lone, _FILE),
        Contender("Granian, the same headers as hot", dressed, clad, _FILE),
        Contender("hot", hot + PATH, warm, _FILE),
        Contender(_FILE_304, tuned, nginx, _FILE_304, _condition(tuned)),
        Contender("hot, 304", hot + PATH, warm, _FILE_304, _condition(hot + PATH)),
        Contender("Flask, from memory", f"{hot}/api/v1{PATH}", warm, _FILE),
        Contender(_S3, s3.url, s3.pid, _S3),
        Contender("nginx, passing on from S3", passing, nginx, _S3),
        Contender("Flask, from S3", cold + PATH, cool, _S3),
    ]


def _headers(url: str) -> Headers:
    """An answer's, without those that the server adds by itself."""
    with urlopen(url) as answer:
        names = ("date", "server", "connection")
        return tuple(pair for pair in answer.headers.items() if pair[0].lower() not in names)


def _condition(url: str) -> tuple[str]:
    """By which a request is answered 304."""
    with urlopen(url) as answer:
        return (f"If-None-Match: {answer.headers['ETag']}",)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
