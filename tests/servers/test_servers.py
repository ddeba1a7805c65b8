"""The servers that the other tests rely on."""

from __future__ import annotations

import socket

import psycopg
import pytest
import redis

from tests.servers.outside_world import OutsideConnection
from tests.servers.own_postgres import OwnPostgres
from tests.servers.postgres import PostgresServer
from tests.servers.s3 import S3Server
from tvdbproxy.embedded.loopback import status_of
from tvdbproxy.embedded.redis_server import RunningRedis


def test_redis_answers_and_never_evicts(redis_server: RunningRedis) -> None:
    with redis.Redis.from_url(redis_server.url, decode_responses=True) as client:
        assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
        assert client.config_get("appendonly") == {"appendonly": "yes"}


@pytest.mark.parametrize("turn", range(3))
def test_s3_refuses_strangers_whichever_worker_asks(s3_server: S3Server, turn: int) -> None:
    assert status_of(s3_server.endpoint_url) == 403


@pytest.mark.parametrize("turn", range(3))
def test_every_worker_has_a_database_of_its_own(postgres_server: PostgresServer, turn: int) -> None:
    with psycopg.connect(postgres_server.url.replace("+psycopg", "")) as connection:
        row = connection.execute("SELECT current_database()").fetchone()
    assert row is not None
    assert row[0].startswith("test_")
    assert postgres_server.url.endswith(row[0])


def test_a_postgresql_of_ones_own_is_killed_and_comes_back_with_what_was_committed(
    own_postgres: OwnPostgres,
) -> None:
    with psycopg.connect(own_postgres.url()) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    own_postgres.kill()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(own_postgres.url())
    own_postgres.start()
    with psycopg.connect(own_postgres.url()) as connection:
        assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("0.0.0.0", 80), ("example.org", 80)])
def test_another_machine_cannot_be_reached(address: tuple[str, int]) -> None:
    with socket.socket() as connection, pytest.raises(OutsideConnection):
        connection.connect(address)


def test_a_name_server_cannot_be_asked() -> None:
    with pytest.raises(OutsideConnection):
        socket.getaddrinfo("example.org", 443)
