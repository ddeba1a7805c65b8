"""All checks together: a whole installation that is well, one where all is away, and checks that
hang or break."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from tests.ops.doctor.conftest import Open, told
from tests.servers.database import url_of
from tvdbproxy.db.database import Database
from tvdbproxy.embedded.redis_server import RunningRedis
from tvdbproxy.embedded.sample import SampleServer
from tvdbproxy.jobs import leases
from tvdbproxy.jobs.presence import Presence
from tvdbproxy.ops.doctor.examine import NAMES, examine, run
from tvdbproxy.ops.doctor.finding import Finding, Status, ok
from tvdbproxy.ops.doctor.patient import Patient

ABSENT_EXTRAS = {"extra.heic", "extra.faces", "extra.text", "extra.segmentation"}


def test_of_an_installation_that_is_well_nothing_is_said_but_that(
    open_: Open,
    postgresql_database: Database,
    redis_server: RunningRedis,
    bucket_settings: dict[str, Any],
    sample: SampleServer,
) -> None:
    patient = open_(
        database_url=url_of(postgresql_database).replace("+psycopg", ""),
        broker_url=redis_server.url,
        tvdb_base_url=sample.base_url,
        tvdb_api_key="any",
        fetch_private_hosts=(urlsplit(sample.base_url).netloc,),
        admin_api_key="fifteen-and-more-of-different-letters",
        **bucket_settings,
    )
    with postgresql_database.write() as session:
        leases.acquire(session, "tick:reconcile", "clock", 60)
    worker = Presence(redis_server.url)
    worker.say()
    findings = examine(patient, 60)
    worker.leave()
    not_well = [finding for finding in findings if finding.status is not Status.OK]
    assert {finding.name for finding in not_well} <= ABSENT_EXTRAS | {"disk.temporary"}, not_well
    assert {finding.name for finding in findings} == {
        name
        for name in NAMES
        if not name.startswith("configuration.") and name not in ("disk.database", "disk.objects")
    }
    assert all(finding.remedy == "" for finding in findings if finding.status is Status.OK)


def test_every_server_that_is_away_has_its_line_with_a_remedy(open_: Open) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        site = f"127.0.0.1:{taken.getsockname()[1]}"
        patient = open_(
            database_url=f"postgresql://nobody@{site}/nothing",
            broker_url=f"redis://{site}/0",
            storage_backend="s3",
            s3_endpoint_url=f"http://{site}",
            s3_access_key_id="a",
            s3_secret_access_key="b",
            tvdb_base_url=f"http://{site}/v4",
            tvdb_api_key="any",
            fetch_private_hosts=(site,),
        )
        findings = examine(patient, 60)
    failed = [finding for finding in findings if finding.status is Status.FAILED]
    assert [finding.name for finding in failed] == [
        "database", "redis", "storage.originals", "storage.thumbnails", "upstream",
    ]  # fmt: skip
    assert all(finding.remedy.endswith(".") for finding in failed)
    skipped = {finding.name for finding in findings if finding.status is Status.SKIPPED}
    assert skipped >= {
        "admin", "migrations", "workers", "scheduler", "work", "clock.database", "clock.redis",
        "clock.s3", "clock.upstream",
    }  # fmt: skip
    assert "codec.webp" in {finding.name for finding in findings}


def test_a_check_that_hangs_is_left_behind_with_what_it_had_found(open_: Open) -> None:
    forever = threading.Event()

    def hang(patient: Patient) -> Iterator[Finding]:
        yield ok("first", "It is there.")
        forever.wait()
        yield ok("second", "Nobody waits for this.")

    def go_on(patient: Patient) -> Iterator[Finding]:
        yield ok("other", "It is there, too.")

    found = run([("hanging", hang), ("going", go_on)], open_(), 2)
    forever.set()
    assert told(found) == {"first": "ok", "hanging": "failed", "other": "ok"}
    assert "2 seconds" in next(one.seen for one in found if one.name == "hanging")


def test_a_check_that_breaks_hides_none_of_the_others(open_: Open) -> None:
    def break_(patient: Patient) -> Iterator[Finding]:
        raise RuntimeError("no such thing")
        yield

    def go_on(patient: Patient) -> Iterator[Finding]:
        yield ok("other", "It is there.")

    found = run([("breaking", break_), ("going", go_on)], open_(), 20)
    assert told(found) == {"breaking": "failed", "other": "ok"}
    assert "RuntimeError: no such thing" in found[0].seen
