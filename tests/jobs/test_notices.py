"""Notices: who caches hears what changed, also in another process."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from queue import Queue

import pytest
import redis

from tvdbproxy.embedded.redis_server import RunningRedis
from tvdbproxy.jobs.notices import CHANNEL, KEYS, PICTURES, Notices

SECONDS = 20
ANNOUNCER = """
import sys
from tvdbproxy.jobs.notices import Notices
Notices(sys.argv[1]).announce("series/ab/cd/1/poster")
"""


@dataclass
class Ear:
    """What was heard, and how often something may have been missed."""

    changed: Queue[str] = field(default_factory=Queue)
    missed: Queue[None] = field(default_factory=Queue)

    def listen(self, notices: Notices, kind: str = PICTURES) -> None:
        notices.listen(self.changed.put, lambda: self.missed.put(None), kind)

    def is_ready(self) -> None:
        self.missed.get(timeout=SECONDS)

    def hears(self) -> str:
        return self.changed.get(timeout=SECONDS)


@pytest.fixture
def listener(redis_server: RunningRedis) -> Iterator[Notices]:
    opened = Notices(redis_server.url)
    yield opened
    opened.close()


@pytest.fixture
def ear(listener: Notices) -> Ear:
    made = Ear()
    made.listen(listener)
    made.is_ready()
    return made


def test_another_process_is_heard(ear: Ear, redis_server: RunningRedis) -> None:
    subprocess.run([sys.executable, "-c", ANNOUNCER, redis_server.url], check=True)
    assert ear.hears() == "series/ab/cd/1/poster"


def test_notices_come_in_order(ear: Ear, listener: Notices) -> None:
    for number in range(20):
        listener.announce(f"movies/{number}")
    assert [ear.hears() for _ in range(20)] == [f"movies/{number}" for number in range(20)]


def test_from_the_moment_that_nothing_is_missed_everything_is_heard(
    redis_server: RunningRedis, listener: Notices
) -> None:
    """The word that a cache must be emptied comes after the subscription, not before it."""
    heard: Queue[str] = Queue()
    listener.listen(heard.put, lambda: listener.announce("said at once"))
    assert heard.get(timeout=SECONDS) == "said at once"


def test_who_loses_the_connection_is_told_and_hears_again(
    ear: Ear, listener: Notices, redis_server: RunningRedis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tvdbproxy.jobs.notices._RECONNECT_SECONDS", 0.01)
    with redis.Redis.from_url(redis_server.url) as client:
        client.client_kill_filter(_type="pubsub")
    ear.is_ready()
    listener.announce("people/1")
    assert ear.hears() == "people/1"


def test_a_notice_that_cannot_be_read_is_a_missed_one(
    ear: Ear, listener: Notices, redis_server: RunningRedis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tvdbproxy.jobs.notices._RECONNECT_SECONDS", 0.01)
    with redis.Redis.from_url(redis_server.url) as client:
        client.publish(CHANNEL, b"\xff\xfe")
    ear.is_ready()
    listener.announce("people/2")
    assert ear.hears() == "people/2"


def test_announcing_to_nobody_raises_nothing() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        notices = Notices(f"redis://127.0.0.1:{taken.getsockname()[1]}/0")
        notices.announce("series/1")
        notices.close()


def test_within_one_process_no_server_is_needed() -> None:
    notices, first, second = Notices("memory://"), Ear(), Ear()
    first.listen(notices)
    second.listen(notices)
    notices.announce("series/1")
    notices.close()
    assert first.changed.get_nowait() == second.changed.get_nowait() == "series/1"


def test_every_kind_has_its_own_listeners(listener: Notices, ear: Ear) -> None:
    keys = Ear()
    keys.listen(listener, KEYS)
    keys.is_ready()  # although the thread had begun to listen before
    listener.announce("abcdefgh2345", KEYS)
    listener.announce("series/1")
    assert keys.hears() == "abcdefgh2345"
    assert ear.hears() == "series/1"
    assert keys.changed.empty()
    assert ear.changed.empty()


def test_all_listeners_of_a_process_share_a_connection(
    listener: Notices, ear: Ear, redis_server: RunningRedis
) -> None:
    keys = Ear()
    keys.listen(listener, KEYS)
    keys.is_ready()
    with redis.Redis.from_url(redis_server.url) as client:
        (subscribers,) = client.pubsub_numsub(CHANNEL)
        assert subscribers[1] == 1
        client.client_kill_filter(_type="pubsub")
    ear.is_ready()
    keys.is_ready()


def test_a_kind_that_nobody_knows_is_nobodys(ear: Ear, listener: Notices) -> None:
    """A newer process speaks of it while the old ones still run."""
    listener.announce("1", "novelty:")
    listener.announce("series/1")
    assert ear.hears() == "series/1"


def test_within_one_process_kinds_are_told_apart_as_well() -> None:
    notices, pictures, keys = Notices("memory://"), Ear(), Ear()
    pictures.listen(notices)
    keys.listen(notices, KEYS)
    notices.announce("abcdefgh2345", KEYS)
    assert keys.changed.get_nowait() == "abcdefgh2345"
    assert pictures.changed.empty()
