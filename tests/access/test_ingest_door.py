"""The ingest door: keys of programs, users, and keys in the place of users (A2, A3)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.access.conftest import ADDRESS, MakeKey, OpenDoor
from tests.house.signers import SECRET, shared
from tvdbproxy.access import keys
from tvdbproxy.access.bearer_key import BearerKey
from tvdbproxy.access.counter import SharedCounter
from tvdbproxy.access.guesses import Guesses
from tvdbproxy.access.ingest_door import IngestDoor
from tvdbproxy.access.rate import rule_of
from tvdbproxy.access.traits import Traits
from tvdbproxy.access.user_tokens import UserTokens
from tvdbproxy.db.database import Database
from tvdbproxy.errors import Forbidden, RateLimited, Unauthorized
from tvdbproxy.settings import IngestSettings

OTHER, KEY, ADMIN_KEY = "192.0.2.2", "media-0123456789", "the-admin-key"

OpenIngest = Callable[..., IngestDoor]


def guesses() -> Guesses:
    return Guesses(SharedCounter("memory://", "ingest keys"), rule_of("5/day", "LOGIN"))


def bearer_key(key: str = KEY) -> BearerKey:
    return BearerKey(key, variable="MEDIA_API_KEY", door="media", guesses=guesses())


@pytest.fixture
def open_ingest(open_door: OpenDoor) -> OpenIngest:
    def open_(secret: str = SECRET, admin_key: str = ADMIN_KEY) -> IngestDoor:
        settings = IngestSettings(_env_file=None, jwt_secret_key=secret)
        return IngestDoor(
            UserTokens(settings), bearer_key(), bearer_key(), open_door(), guesses(), admin_key
        )

    return open_


def test_the_right_key_opens_for_whoever_sends_it() -> None:
    key = bearer_key()
    for address in (ADDRESS, OTHER):
        key.check(KEY, address)


@pytest.mark.proves("A3")
@pytest.mark.parametrize("given", ["x", KEY[:-1], KEY + "x", KEY.upper(), "\ud800", "x" * 100_000])
def test_any_other_key_is_refused(given: str) -> None:
    with pytest.raises(Unauthorized) as caught:
        bearer_key().check(given, ADDRESS)
    assert KEY not in str(caught.value)


@pytest.mark.proves("A3")
@pytest.mark.parametrize("given", [None, "", KEY, "x"])
def test_without_a_configured_key_there_is_no_way_in(given: str | None) -> None:
    with pytest.raises(Forbidden, match="MEDIA_API_KEY") as caught:
        bearer_key("").check(given, ADDRESS)
    assert caught.value.code == "media_closed"


@pytest.mark.parametrize("given", [None, ""])
def test_who_brings_no_key_is_asked_for_it(given: str | None) -> None:
    key = bearer_key()
    for _ in range(10):  # which is no guess
        with pytest.raises(Unauthorized, match="Send the key, MEDIA_API_KEY"):
            key.check(given, ADDRESS)


@pytest.mark.proves("A2")
def test_who_guesses_keys_has_to_wait_and_whoever_has_the_right_one_has_not() -> None:
    key = bearer_key()
    for number in range(5):
        with pytest.raises(Unauthorized):
            key.check(f"guess {number}", ADDRESS)
    with pytest.raises(RateLimited) as caught:
        key.check("guess", ADDRESS)
    assert 1 <= (caught.value.retry_after or 0) <= 86_400
    key.check(KEY, ADDRESS)
    with pytest.raises(Unauthorized):
        key.check("guess", OTHER)


def test_a_token_opens_as_its_user_whatever_key_comes_along(open_ingest: OpenIngest) -> None:
    door = open_ingest()
    assert door.user(shared()).id == "ada"
    assert door.user_or_key(shared(), "wrong", ADDRESS).id == "ada"
    with pytest.raises(Unauthorized):
        door.user_or_key("wrong", ADMIN_KEY, ADDRESS)


@pytest.mark.parametrize("secret", [SECRET, ""])
def test_a_key_opens_in_the_place_of_a_user_and_names_itself(
    open_ingest: OpenIngest, make_key: MakeKey, secret: str
) -> None:
    door, client, admin = open_ingest(secret), make_key(), make_key(role="admin")
    found = door.user_or_key(None, client.text, ADDRESS)
    assert (found.id, found.is_admin) == (f"key:{client.key.id}", False)
    found = door.user_or_key(None, admin.text, ADDRESS)
    assert (found.id, found.is_admin) == (f"key:{admin.key.id}", True)
    found = door.user_or_key(None, ADMIN_KEY, ADDRESS)
    assert found.is_admin
    assert found.id.startswith("key:")
    assert ADMIN_KEY not in found.id


@pytest.mark.proves("A3")
def test_a_key_that_was_revoked_opens_no_more(
    open_ingest: OpenIngest, make_key: MakeKey, database: Database
) -> None:
    door, issued = open_ingest(), make_key()
    door.user_or_key(None, issued.text, ADDRESS)
    with database.write() as session:
        keys.revoke(session, issued.key.id)
    with pytest.raises(Unauthorized):
        door.user_or_key(None, issued.text, ADDRESS)


@pytest.mark.proves("A3")
@pytest.mark.parametrize("given", ["wrong", "", None, "\ud800"])
@pytest.mark.parametrize("admin_key", [ADMIN_KEY, ""])
def test_no_other_key_opens(open_ingest: OpenIngest, given: str | None, admin_key: str) -> None:
    with pytest.raises(Unauthorized):
        open_ingest(admin_key=admin_key).user_or_key(None, given, ADDRESS)


@pytest.mark.proves("A2")
def test_who_guesses_keys_of_users_has_to_wait(open_ingest: OpenIngest, make_key: MakeKey) -> None:
    door, issued = open_ingest(), make_key()
    for number in range(5):
        with pytest.raises(Unauthorized):
            door.user_or_key(None, f"guess {number}", ADDRESS)
    with pytest.raises(RateLimited):
        door.user_or_key(None, "guess", ADDRESS)
    assert door.user_or_key(None, issued.text, ADDRESS).id == f"key:{issued.key.id}"


def test_the_rate_limit_of_a_key_holds_here_as_well(
    open_ingest: OpenIngest, make_key: MakeKey, database: Database
) -> None:
    door, issued = open_ingest(), make_key(rate_limit="2/minute")
    for _ in range(2):
        door.user_or_key(None, issued.text, ADDRESS)
    with pytest.raises(RateLimited, match="2/minute"):
        door.user_or_key(None, issued.text, ADDRESS)
    with database.write() as session:
        keys.change(session, issued.key.id, Traits(rate_limit=None))
    assert door.user_or_key(None, issued.text, ADDRESS)
