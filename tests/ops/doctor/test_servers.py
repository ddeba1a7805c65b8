"""Database, queue and object store in every state that a real one can be brought to."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import psycopg
import pytest
import redis
from sqlalchemy import text

from tests.ops.doctor.conftest import Open, connection, told
from tests.servers.database import url_of
from tests.servers.postgres import PostgresServer
from tvdbproxy.access import keys
from tvdbproxy.access.traits import Traits
from tvdbproxy.db.database import Database, now
from tvdbproxy.db.models import Lease
from tvdbproxy.embedded.redis_server import RunningRedis
from tvdbproxy.jobs import leases, tasks
from tvdbproxy.jobs.presence import Presence
from tvdbproxy.ops.doctor import (
    admin_door,
    migrations,
    queue,
    storage,
)
from tvdbproxy.ops.doctor import database as database_check
from tvdbproxy.ops.doctor import (
    redis_server as redis_check,
)
from tvdbproxy.storage.s3 import S3Store


def _url(database: Database) -> str:
    return url_of(database).replace("+psycopg", "")


def test_a_database_takes_a_write_that_nobody_finds(open_: Open, database: Database) -> None:
    found = told(database_check.look(open_(database_url=_url(database))))
    assert (found["database"], found["database.write"]) == ("ok", "ok")
    with database.read() as session:
        assert session.query(Lease).count() == 0


def test_a_schema_that_is_not_there_is_to_be_migrated(
    open_: Open, empty_database: Database
) -> None:
    patient = open_(database_url=_url(empty_database))
    assert told(database_check.look(patient))["database.write"] == "skipped"
    (finding,) = migrations.look(patient)
    assert (finding.status.value, finding.remedy) == ("failed", "Run `tvdbproxy migrate`.")
    assert told(queue.look(patient))["work"] == "skipped"


def test_a_schema_of_a_later_version_is_warned_of(
    open_: Open, throwaway_database: Database
) -> None:
    patient = open_(database_url=_url(throwaway_database))
    assert told(migrations.look(patient)) == {"migrations": "ok"}
    with throwaway_database.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert told(migrations.look(patient)) == {"migrations": "warning"}


def test_a_database_that_is_not_on_its_server_has_failed(
    open_: Open, postgres_server: PostgresServer
) -> None:
    address = postgres_server.url.replace("+psycopg", "").rpartition("/")[0]
    (finding,) = database_check.look(open_(database_url=f"{address}/nothing_of_this_name"))
    assert finding.status.value == "failed"
    assert "DATABASE_URL" in finding.remedy


def test_a_database_that_only_reads_has_failed(
    open_: Open, postgres_server: PostgresServer, postgresql_emptied: str
) -> None:
    address = postgres_server.url.replace("+psycopg", "").rpartition("/")[0]
    url = f"{address}/{postgresql_emptied}"
    read_only = f"ALTER DATABASE {postgresql_emptied} %s default_transaction_read_only"
    _execute(postgres_server, f"{read_only % 'SET'} = on")
    try:
        found = told(database_check.look(open_(database_url=url)))
    finally:
        _execute(postgres_server, read_only % "RESET")
    assert (found["database"], found["database.write"]) == ("ok", "failed")


def _execute(server: PostgresServer, statement: str) -> None:
    with psycopg.connect(server.url.replace("+psycopg", ""), autocommit=True) as admin:
        admin.execute(statement.encode())


@pytest.mark.parametrize(
    "settings", [{"database_pool_size": 2, "web_threads": 16}, {"web_processes": 60}]
)
def test_too_few_connections_are_warned_of(
    open_: Open, postgresql_database: Database, settings: dict[str, Any]
) -> None:
    patient = open_(database_url=_url(postgresql_database), **settings)
    assert told(database_check.look(patient))["database.pool"] == "warning"


def test_an_admin_key_of_the_database_counts(open_: Open, database: Database) -> None:
    with database.write() as session:
        keys.create(session, Traits(name="ann", role="admin"))
    assert told(admin_door.look(open_(database_url=_url(database)))) == {"admin": "ok"}


@contextmanager
def _configured(server: RunningRedis, **options: str) -> Iterator[None]:
    with redis.Redis.from_url(server.url, decode_responses=True) as client:
        names = [name.replace("_", "-") for name in options]
        before = {name: client.config_get(name)[name] for name in names}
        for name, value in zip(names, options.values(), strict=True):
            client.config_set(name, value)
        try:
            yield
        finally:
            for name, value in before.items():
                client.config_set(name, value)


@pytest.mark.parametrize(
    ("name", "status", "options"),
    [
        ("redis.eviction", "warning", {"maxmemory_policy": "allkeys-lru"}),
        ("redis.eviction", "failed", {"maxmemory": "100mb", "maxmemory_policy": "allkeys-lru"}),
        ("redis.persistence", "warning", {"appendonly": "no", "save": ""}),
        ("redis.persistence", "ok", {"appendonly": "no", "save": "60 1"}),
        ("redis.memory", "warning", {"maxmemory": "1mb"}),
    ],
)
def test_a_queue_that_may_forget_is_told_of(
    open_: Open, redis_server: RunningRedis, name: str, status: str, options: dict[str, str]
) -> None:
    patient = open_(broker_url=redis_server.url)
    assert set(told(redis_check.look(patient)).values()) == {"ok"}
    with _configured(redis_server, **options):
        assert told(redis_check.look(patient))[name] == status


def test_a_wrong_password_of_the_queue_is_said_to_be_wrong(
    open_: Open, redis_server: RunningRedis
) -> None:
    site = redis_server.url.rpartition("@")[2]
    (finding,) = redis_check.look(open_(broker_url=f"redis://:wrong@{site}"))
    assert finding.status.value == "failed"
    assert "password" in finding.remedy


def test_nobody_works_until_somebody_says_so(
    open_: Open, database: Database, redis_server: RunningRedis
) -> None:
    patient = open_(database_url=_url(database), broker_url=redis_server.url)
    assert told(queue.look(patient)) == {"workers": "failed", "scheduler": "failed", "work": "ok"}
    worker = Presence(redis_server.url)
    worker.say()
    with database.write() as session:
        leases.acquire(session, "tick:reconcile", "clock", 10)
    assert told(queue.look(patient)) == dict.fromkeys(("workers", "scheduler", "work"), "ok")
    worker.leave()


def test_a_clock_that_has_stopped_and_work_that_waits_are_told_of(
    open_: Open, database: Database
) -> None:
    with database.write() as session:
        tasks.create(session, "verify_storage", {})
        session.execute(text("UPDATE tasks SET created_at = :then"), {"then": _ago(session)})
        session.add(Lease(name="tick:reconcile", holder="clock", until=_ago(session)))
    found = {finding.name: finding for finding in queue.look(open_(database_url=_url(database)))}
    assert found["scheduler"].status.value == "failed"
    assert found["work"].status.value == "warning"
    assert "a task: 3 hours" in found["work"].seen


def _ago(session: Any) -> Any:
    return now(session) - timedelta(hours=3)


def test_a_round_trip_leaves_the_buckets_as_they_were(
    open_: Open, bucket_settings: dict[str, Any]
) -> None:
    found = told(storage.look(open_(**bucket_settings)))
    assert found == {"storage.originals": "ok", "storage.thumbnails": "ok"}
    for bucket in ("s3_bucket_originals", "s3_bucket_thumbnails"):
        assert [*S3Store(connection(bucket_settings), bucket_settings[bucket]).list()] == []


def test_a_bucket_that_cannot_be_written_has_failed(
    open_: Open, bucket_settings: dict[str, Any]
) -> None:
    wrong = {"s3_secret_access_key": "wrong"}
    found = {f.name: f for f in storage.look(open_(**{**bucket_settings, **wrong}))}
    assert found["storage.originals"].status.value == "failed"
    assert "tvdbproxy storage init" in found["storage.originals"].remedy


@pytest.mark.parametrize("action", ["PutObject", "GetObject"])
def test_a_permission_that_lacks_is_a_failure_of_its_bucket_alone(
    open_: Open, bucket_settings: dict[str, Any], action: str
) -> None:
    bucket = bucket_settings["s3_bucket_originals"]
    denied = {
        "Sid": "Deny", "Effect": "Deny", "Principal": "*", "Action": f"s3:{action}",
        "Resource": f"arn:aws:s3:::{bucket}/*",
    }  # fmt: skip
    policy = json.dumps({"Version": "2012-10-17", "Statement": [denied]})
    connection(bucket_settings).open_admin().put_bucket_policy(Bucket=bucket, Policy=policy)
    found = [*storage.look(open_(**bucket_settings))]
    assert told(found) == {"storage.originals": "failed", "storage.thumbnails": "ok"}
    assert all(finding.remedy for finding in found if finding.status.value == "failed")


def test_pictures_that_a_cdn_cannot_read_have_failed(
    open_: Open, bucket_settings: dict[str, Any]
) -> None:
    bucket = bucket_settings["s3_bucket_thumbnails"]
    connection(bucket_settings).open_admin().delete_bucket_policy(Bucket=bucket)
    assert told(storage.look(open_(**bucket_settings)))["storage.thumbnails"] == "ok"
    behind = open_(**bucket_settings, cdn_base_url="https://cdn.example.com")
    assert told(storage.look(behind))["storage.thumbnails"] == "failed"
