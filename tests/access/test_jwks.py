"""Keys that somebody publishes: fetched when needed, kept when their server is away."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from threading import Thread
from typing import Any

import pytest

from tests.house.artwork_host import ArtworkHost
from tests.house.signers import (
    SECRET,
    Signer,
    ec_signer,
    ed_signer,
    key_set,
    rsa_signer,
    shared,
)
from tests.house.waiting import eventually
from tvdbproxy.access.jwks import FRESH_SECONDS, PAUSE_SECONDS, KeySet
from tvdbproxy.access.user_tokens import UserTokens
from tvdbproxy.errors import Overloaded, Unauthorized, Unavailable
from tvdbproxy.fetch.fetcher import Fetcher
from tvdbproxy.fetch.policy import FetchPolicy
from tvdbproxy.settings import IngestSettings

PATH = "/.well-known/jwks.json"


class World:
    """A server of keys, a clock, and what asks and waits."""

    def __init__(self, host: ArtworkHost) -> None:
        self.host = host
        self.now = 1000.0
        self.policy = FetchPolicy(
            max_bytes=65_536,
            total_seconds=5,
            allowed_hosts=frozenset([host.site]),
            private_hosts=frozenset([host.site]),
        )

    def publish(self, *signers: Signer) -> None:
        self.host.show(PATH, key_set(*signers))

    def keys(
        self, room: Callable[[], AbstractContextManager[None]] = nullcontext, **given: Any
    ) -> KeySet:
        return KeySet(
            Fetcher(self.policy),
            self.host.url + PATH,
            self.settings(**given).public_algorithms,
            room=room,
            clock=lambda: self.now,
        )

    def door(self, **given: Any) -> UserTokens:
        return UserTokens(self.settings(**given), self.keys(**given))

    def settings(self, **given: Any) -> IngestSettings:
        return IngestSettings(_env_file=None, jwt_jwks_url=self.host.url + PATH, **given)

    @property
    def asked(self) -> int:
        return self.host.times(PATH)


@pytest.fixture
def world(artwork_host: ArtworkHost) -> World:
    return World(artwork_host)


def test_a_token_is_verified_with_the_key_that_it_names(world: World) -> None:
    world.publish(rsa_signer(), ec_signer(), ed_signer())
    door = world.door()
    for signer in (rsa_signer(), ec_signer(), ed_signer()):
        assert door.check(signer.token()).id == "ada"
    assert world.asked == 1


@pytest.mark.proves("A1")
def test_a_token_that_names_a_key_of_somebody_else_is_refused(world: World) -> None:
    world.publish(rsa_signer(), ec_signer())
    door = world.door()
    for headers in ({"kid": "ec"}, {"kid": "rsa"}, {"kid": "other"}, {"kid": None}):
        with pytest.raises(Unauthorized):
            door.check(ec_signer("stranger").token(headers))
    with pytest.raises(Unauthorized):
        door.check(rsa_signer().token({"kid": "ec"}))


@pytest.mark.proves("A1")
def test_a_secret_opens_nothing_where_there_are_keys_alone(world: World) -> None:
    world.publish(rsa_signer())
    world.host.show(PATH, json.dumps({"keys": [{"kty": "oct", "k": "c2VjcmV0", "kid": "s"},
                                               rsa_signer().jwk()]}).encode())  # fmt: skip
    with pytest.raises(Unauthorized, match="not signed in a way"):
        world.door().check(shared())
    with pytest.raises(Unauthorized, match="not signed in a way"):
        world.door().check(shared("secret" * 8))


def test_a_secret_beside_them_opens_as_well(world: World) -> None:
    world.publish(rsa_signer())
    door = world.door(jwt_secret_key=SECRET)
    assert door.check(shared()).id == door.check(rsa_signer().token()).id == "ada"


def test_a_token_without_a_name_is_taken_where_one_key_alone_fits(world: World) -> None:
    nameless = rsa_signer().token({"kid": None})
    world.publish(rsa_signer(), ec_signer())
    assert world.door().check(nameless).id == "ada"
    world.publish(rsa_signer(), rsa_signer("second"))
    with pytest.raises(Unauthorized, match="not known here"):
        world.door().check(nameless)


@pytest.mark.proves("A1")
@pytest.mark.parametrize(
    "member",
    [
        {"use": "enc"},
        {"use": 7},
        {"alg": "RS512"},
        {"alg": "RSA-OAEP"},
        {"alg": ["RS256"]},
        {"key_ops": ["sign"]},
        {"key_ops": "verify"},
        {"kid": 7},
        {"n": "AQAB"},
        {"n": 7},
        {"n": None},
        {"kty": "EC"},
        {"kty": ["RSA"]},
    ],
)
def test_a_key_that_is_for_something_else_verifies_nothing(
    world: World, member: dict[str, Any]
) -> None:
    broken = {**rsa_signer().jwk(), **member}
    document = {"keys": [broken, "text", None, ec_signer().jwk()]}
    world.host.show(PATH, json.dumps(document).encode())
    door = world.door()
    with pytest.raises(Unauthorized):
        door.check(rsa_signer().token())
    assert door.check(ec_signer().token()).id == "ada"


def test_a_key_with_an_algorithm_of_its_own_verifies_that_alone(world: World) -> None:
    world.host.show(PATH, json.dumps({"keys": [rsa_signer().jwk(alg="PS256")]}).encode())
    door = world.door()
    assert door.check(rsa_signer().token(algorithm="PS256")).id == "ada"
    with pytest.raises(Unauthorized):
        door.check(rsa_signer().token())


def test_a_key_that_is_too_short_verifies_nothing(world: World) -> None:
    world.publish(rsa_signer("short", 1024), ec_signer())
    with pytest.raises(Unauthorized, match="not known here"):
        world.door().check(ec_signer().token({"kid": "short"}))


def test_a_new_key_is_fetched_when_a_token_names_it(world: World) -> None:
    world.publish(rsa_signer())
    door = world.door()
    door.check(rsa_signer().token())
    world.publish(rsa_signer(), ec_signer())
    world.now += PAUSE_SECONDS
    assert door.check(ec_signer().token()).id == "ada"
    assert world.asked == 2


def test_names_that_nobody_knows_are_asked_for_now_and_then_only(world: World) -> None:
    world.publish(rsa_signer())
    door = world.door()
    for number in range(20):
        with pytest.raises(Unauthorized, match="not known here"):
            door.check(rsa_signer().token({"kid": f"made up {number}"}))
    assert world.asked == 1
    world.now += PAUSE_SECONDS
    with pytest.raises(Unauthorized):
        door.check(rsa_signer().token({"kid": "made up"}))
    assert world.asked == 2


@pytest.mark.parametrize(
    "body", [b"", b"not json", b"[]", b"{}", b'{"keys": {}}', b'{"keys": []}', b"[" * 60_000]
)
def test_known_keys_go_on_where_their_server_is_out_of_its_mind(world: World, body: bytes) -> None:
    world.publish(rsa_signer())
    door = world.door()
    door.check(rsa_signer().token())
    world.host.show(PATH, body)
    world.now += FRESH_SECONDS
    assert door.check(rsa_signer().token()).id == "ada"
    eventually(lambda: world.asked == 2)
    assert door.check(rsa_signer().token()).id == "ada"


def test_known_keys_go_on_where_their_server_is_away(world: World) -> None:
    world.publish(rsa_signer())
    door = world.door()
    door.check(rsa_signer().token())
    world.host.show(PATH, b"", status=500)
    for _ in range(3):
        world.now += FRESH_SECONDS
        assert door.check(rsa_signer().token()).id == "ada"
        with pytest.raises(Unauthorized):
            door.check(ec_signer().token())


def test_as_long_as_no_key_is_known_nobody_is_told_that_his_token_is_wrong(world: World) -> None:
    world.host.show(PATH, b"", status=503)
    door = world.door()
    for _ in range(3):
        with pytest.raises(Unavailable) as caught:
            door.check(rsa_signer().token())
        assert (caught.value.code, caught.value.retry_after) == ("jwks_unavailable", PAUSE_SECONDS)
    assert world.asked == 1
    world.publish(rsa_signer())
    world.now += PAUSE_SECONDS
    assert door.check(rsa_signer().token()).id == "ada"


def test_a_key_that_was_withdrawn_is_forgotten_within_the_hour(world: World) -> None:
    world.publish(rsa_signer(), ec_signer())
    door = world.door()
    door.check(rsa_signer().token())
    world.publish(ec_signer())
    world.now += FRESH_SECONDS
    door.check(ec_signer().token())

    def is_refused() -> bool:
        try:
            door.check(rsa_signer().token())
        except Unauthorized:
            return True
        return False

    eventually(is_refused)


def test_however_many_come_first_the_keys_are_fetched_once(world: World) -> None:
    world.publish(rsa_signer())
    world.host.gate.clear()
    door, opened = world.door(), []
    threads = [
        Thread(target=lambda: opened.append(door.check(rsa_signer().token()))) for _ in range(10)
    ]
    for thread in threads:
        thread.start()
    eventually(lambda: world.asked == 1)
    world.host.gate.set()
    for thread in threads:
        thread.join()
    assert (len(opened), world.asked) == (10, 1)


def test_who_finds_no_room_to_wait_for_the_keys_goes(world: World) -> None:
    @contextmanager
    def full() -> Iterator[None]:
        raise Overloaded("Too many.")
        yield

    world.publish(rsa_signer())
    with pytest.raises(Overloaded):
        world.keys(room=full).find("rsa", "RS256")
    assert world.asked == 0
