"""Which client should carry the bytes? boto3 and obstore against the same S3 server.

    python benchmarks/storage_clients.py

Starts a SeaweedFS of its own and reads and writes one 50 KB object. The clients take
turns round by round, so that a noisy machine disturbs both alike; medians are printed.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from tvdbproxy.embedded.seaweed import start_seaweed
from tvdbproxy.storage.s3 import S3Store
from tvdbproxy.storage.s3_connection import S3Connection

BUCKET, KEY = "bench", "series/0a/1b/1/poster/large.webp"
OBJECT = bytes(range(256)) * 200
ROUNDS, CALLS, THREADS = 5, 200, 8

Call = Callable[[], object]


@dataclass
class Samples:
    """What was seen of one client and operation; a figure for each round."""

    milliseconds: list[float] = field(default_factory=list)
    cpu_milliseconds: list[float] = field(default_factory=list)
    one_thread: list[float] = field(default_factory=list)
    many_threads: list[float] = field(default_factory=list)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        server = start_seaweed(Path(folder), [BUCKET], "benchmark", "benchmark-secret")
        try:
            connection = S3Connection(server.endpoint_url, server.access_key, server.secret_key)
            report(measure(operations(connection)))
        finally:
            server.stop()
    report_imports()


def operations(connection: S3Connection) -> dict[str, dict[str, Call]]:
    """By operation and client, a call that does it once."""
    admin = connection.open_admin()
    store = S3Store(connection, BUCKET)
    store.put(KEY, OBJECT, content_type="image/webp")

    def boto3_head_and_get() -> bytes:
        admin.head_object(Bucket=BUCKET, Key=KEY)
        return admin.get_object(Bucket=BUCKET, Key=KEY)["Body"].read()

    return {
        "get": {
            "boto3": lambda: admin.get_object(Bucket=BUCKET, Key=KEY)["Body"].read(),
            "boto3, head first": boto3_head_and_get,
            "obstore (S3Store)": lambda: store.get(KEY).data,
        },
        "put": {
            "boto3": lambda: admin.put_object(Bucket=BUCKET, Key=KEY, Body=OBJECT),
            "obstore (S3Store)": lambda: store.put(KEY, OBJECT, content_type="image/webp"),
        },
        "presign": {
            "boto3": lambda: admin.generate_presigned_url(
                "get_object", Params={"Bucket": BUCKET, "Key": KEY}, ExpiresIn=60
            ),
            "obstore (S3Store)": lambda: store.presign_get(KEY, 60),
        },
    }


def measure(calls: dict[str, dict[str, Call]]) -> dict[str, dict[str, Samples]]:
    found = {op: {client: Samples() for client in clients} for op, clients in calls.items()}
    for round_number in range(ROUNDS + 1):
        for op, clients in calls.items():
            for client, call in clients.items():
                samples = Samples() if round_number == 0 else found[op][client]  # 0 warms up
                measure_round(call, samples)
    return found


def measure_round(call: Call, samples: Samples) -> None:
    singles = []
    cpu, start = time.process_time(), time.perf_counter()
    for _ in range(CALLS):
        before = time.perf_counter()
        call()
        singles.append(time.perf_counter() - before)
    samples.one_thread.append(CALLS / (time.perf_counter() - start))
    samples.cpu_milliseconds.append((time.process_time() - cpu) / CALLS * 1000)
    samples.milliseconds.append(statistics.median(singles) * 1000)
    with ThreadPoolExecutor(THREADS) as pool:
        start = time.perf_counter()
        list(pool.map(lambda _: call(), range(CALLS * 3)))
        samples.many_threads.append(CALLS * 3 / (time.perf_counter() - start))


def report(found: dict[str, dict[str, Samples]]) -> None:
    many = f"{THREADS} threads"
    print(f"{'':28}{'p50 ms':>8}{'CPU ms':>8}{'1 thread':>11}{many:>11}{'x boto3':>9}")
    for op, clients in found.items():
        base = statistics.median(clients["boto3"].many_threads)
        for client, samples in clients.items():
            rate = statistics.median(samples.many_threads)
            print(
                f"{op + ', ' + client:28}{statistics.median(samples.milliseconds):8.2f}"
                f"{statistics.median(samples.cpu_milliseconds):8.2f}"
                f"{statistics.median(samples.one_thread):9.0f}/s{rate:9.0f}/s{rate / base:9.2f}"
            )


def report_imports() -> None:
    """What importing each client costs a process that has nothing else loaded (Linux)."""
    program = (
        "import sys, time; start = time.perf_counter(); __import__(sys.argv[1]);"
        "took = (time.perf_counter() - start) * 1000;"
        "pages = int(open('/proc/self/statm').read().split()[1]);"
        "print(f'{took:8.0f} ms{pages * 4096 / 2**20:8.0f} MiB in all')"
    )
    for module in ("sys", "obstore", "boto3"):
        command = [sys.executable, "-c", program, module]
        took = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        print(f"{'import ' + module:28}{took.rstrip()}")


if __name__ == "__main__":
    main()
