"""Logins, tokens and keys at the door, and that a key that was ended is refused at once."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from queue import Queue
from typing import Any

import jwt
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from tests.access.conftest import ADDRESS, MakeKey, OpenDoor
from tests.access.test_tokens import FORGED
from tests.house.processes import CHECKOUT
from tests.house.tcp_proxy import wire_to
from tests.house.waiting import eventually
from tests.servers.database import url_of
from tests.servers.own_redis import OwnRedis
from tvdbproxy.access import keys, tokens
from tvdbproxy.access.doorkeeper import Doorkeeper
from tvdbproxy.access.keys import Issued
from tvdbproxy.access.traits import Traits
from tvdbproxy.db.database import Database
from tvdbproxy.db.models import ApiKey
from tvdbproxy.embedded.redis_server import RunningRedis
from tvdbproxy.errors import InvalidRequest, RateLimited, TvdbProxyError, Unauthorized, Unavailable
from tvdbproxy.jobs.notices import KEYS, Notices

LetIn = Callable[[Issued], str]
Clock = Callable[[float], None]

INVALID = "InvalidAPIKey: apikey invalid"

REVOKER = """
import sys
from tvdbproxy.access import keys
from tvdbproxy.jobs.notices import KEYS, Notices
from tvdbproxy.settings import DatabaseSettings
from tvdbproxy.db.database import open_database

database = open_database(DatabaseSettings(database_url=sys.argv[1]))
with database.write() as session:
    keys.revoke(session, sys.argv[3])
Notices(sys.argv[2]).announce(sys.argv[3], KEYS)
"""


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Moves the monotonic clock that memory goes by, and the time of day that tokens go by."""
    import time

    ahead = 0.0
    monotonic, whole_second = time.monotonic, int(time.time())
    monkeypatch.setattr(time, "monotonic", lambda: monotonic() + ahead)
    monkeypatch.setattr(time, "time", lambda: whole_second + ahead)

    def move(seconds: float) -> None:
        nonlocal ahead
        ahead += seconds

    return move


@pytest.fixture
def asked(database: Database) -> Iterator[list[str]]:
    """What the database is asked from now on."""
    statements: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if "api_keys" in statement and statement.startswith("SELECT"):
            statements.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield statements
    event.remove(database.engine, "before_cursor_execute", note)


def refused(act: Callable[[], object]) -> TvdbProxyError:
    with pytest.raises(TvdbProxyError) as caught:
        act()
    return caught.value


def is_refused(doorkeeper: Doorkeeper, header: str | None) -> bool:
    try:
        doorkeeper.caller(header)
    except Unauthorized as error:
        return error.public == "Unauthorized"
    return False


def end(database: Database, issued: Issued, how: Callable[..., object]) -> None:
    with database.write() as session:
        how(session, issued.key.id)


class TestLoggingIn:
    def test_a_key_gets_a_token_that_says_who_comes(
        self, doorkeeper: Doorkeeper, make_key: MakeKey, let_in: LetIn
    ) -> None:
        issued = make_key(
            "Kodi", rate_limit="9/hour", image_rewrite="off", spare_characters=True, enrich=True
        )
        caller = doorkeeper.caller(let_in(issued))
        assert (caller.key_id, caller.name, caller.role) == (issued.key.id, "Kodi", "client")
        assert (caller.image_rewrite, caller.spare_characters, caller.enrich) == ("off", True, True)
        assert caller.rate_limit == "9/hour"
        assert caller.rewrite_changed_at == issued.key.rewrite_changed_at

    @pytest.mark.parametrize("pin", [None, "", "  ", "nobody asked"])
    def test_a_key_without_a_pin_takes_any(
        self, doorkeeper: Doorkeeper, make_key: MakeKey, pin: str | None
    ) -> None:
        assert doorkeeper.log_in(f" {make_key().text}\n", pin, ADDRESS)

    @pytest.mark.parametrize("apikey", [None, "", " ", "wrong", "é", "\ud800", "\x00", "x" * 10**6])
    def test_any_other_key_is_invalid(self, doorkeeper: Doorkeeper, apikey: str | None) -> None:
        for pin in (None, "1234"):
            error = refused(lambda pin=pin: doorkeeper.log_in(apikey, pin, ADDRESS))
            assert isinstance(error, Unauthorized)
            assert error.public == INVALID

    def test_a_key_with_a_pin_wants_it(self, doorkeeper: Doorkeeper, make_key: MakeKey) -> None:
        issued = make_key(pin="1234-abcd")
        for pin in (None, "", " "):
            error = refused(lambda pin=pin: doorkeeper.log_in(issued.text, pin, ADDRESS))
            assert isinstance(error, InvalidRequest)
            assert error.public == "InvalidValueType: pin required"
        for pin in ("1234", "1234-abce", "\ud800", "1" * 10**6):
            error = refused(lambda pin=pin: doorkeeper.log_in(issued.text, pin, ADDRESS))
            assert isinstance(error, Unauthorized)
            assert error.public == INVALID
        assert doorkeeper.log_in(issued.text, " 1234-abcd ", ADDRESS)

    @pytest.mark.parametrize("how", [keys.revoke, keys.rotate])
    def test_a_key_that_was_ended_is_invalid(
        self,
        database: Database,
        doorkeeper: Doorkeeper,
        make_key: MakeKey,
        how: Callable[..., object],
    ) -> None:
        issued = make_key()
        assert doorkeeper.log_in(issued.text, None, ADDRESS)
        end(database, issued, how)
        assert refused(lambda: doorkeeper.log_in(issued.text, None, ADDRESS)).public == INVALID


class TestTokens:
    @pytest.mark.proves("A1")
    @pytest.mark.parametrize("forged", FORGED.values(), ids=FORGED.keys())
    def test_no_forged_token_opens(self, doorkeeper: Doorkeeper, forged: str) -> None:
        assert is_refused(doorkeeper, f"Bearer {forged}")

    @pytest.mark.proves("A1")
    def test_nothing_but_a_bearer_token_opens(
        self, doorkeeper: Doorkeeper, make_key: MakeKey, let_in: LetIn
    ) -> None:
        issued = make_key(role="admin")
        header = let_in(issued)
        token = header.removeprefix("Bearer ")
        for wrong in (
            None, "", "Bearer", "Bearer ", token, f"Basic {token}", f"Token {token}",
            f"Bearer{token}", f"Bearer  {token}", f"Bearer {token} ", f"Bearer {token} {token}",
            f"Bearer {issued.text}", f"Bearer {issued.key.id}", f"Bearer\t{token}",
        ):  # fmt: skip
            assert is_refused(doorkeeper, wrong), wrong
        for right in (header, f"bearer {token}", f"BEARER {token}"):
            assert not is_refused(doorkeeper, right), right

    @pytest.mark.proves("A1")
    def test_a_token_of_another_key_does_not_open_as_this_one(
        self, database: Database, doorkeeper: Doorkeeper, make_key: MakeKey, let_in: LetIn
    ) -> None:
        one, other = make_key(), make_key()
        head, *rest = let_in(one).removeprefix("Bearer ").split(".")
        foreign = let_in(other).removeprefix("Bearer ").split(".")[0]
        assert head != foreign
        assert is_refused(doorkeeper, f"Bearer {'.'.join([foreign, *rest])}")

    @pytest.mark.proves("A1")
    def test_an_edited_token_is_refused_beside_one_that_is_remembered(
        self, doorkeeper: Doorkeeper, make_key: MakeKey, let_in: LetIn
    ) -> None:
        header = let_in(make_key())
        assert not is_refused(doorkeeper, header)

        @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
        @given(st.integers(len("Bearer "), len(header) - 1), st.characters(exclude_categories=()))
        def edit(place: int, letter: str) -> None:
            edited = header[:place] + letter + header[place + 1 :]
            assert edited == header or is_refused(doorkeeper, edited)

        edit()

    @pytest.mark.proves("A1")
    def test_a_token_ends_although_it_is_remembered(
        self, database: Database, doorkeeper: Doorkeeper, make_key: MakeKey, clock: Clock
    ) -> None:
        issued = make_key()
        header = f"Bearer {doorkeeper.log_in(issued.text, None, ADDRESS)}"
        clock(tokens.LIFE_SECONDS - 0.4)
        assert not is_refused(doorkeeper, header)
        clock(0.5)
        assert is_refused(doorkeeper, header)

    def test_a_token_outlives_a_change_that_does_not_end_it(
        self, database: Database, doorkeeper: Doorkeeper, make_key: MakeKey, let_in: LetIn
    ) -> None:
        issued = make_key()
        header = let_in(issued)
        with database.write() as session:
            keys.change(session, issued.key.id, Traits(name="Grace", image_rewrite="sized"))
        doorkeeper.changed(issued.key.id)
        caller = doorkeeper.caller(header)
        assert (caller.name, caller.image_rewrite) == ("Grace", "sized")

    def test_a_new_pin_ends_the_tokens_that_were_given_without_it(
        self, database: Database, doorkeeper: Doorkeeper, make_key: MakeKey, let_in: LetIn
    ) -> None:
        issued = make_key()
        header = let_in(issued)
        with database.write() as session:
            keys.change(session, issued.key.id, Traits(pin="1234"))
        doorkeeper.changed(issued.key.id)
        assert is_refused(doorkeeper, header)


class TestMemory:
    def test_a_token_is_verified_and_its_key_read_once_a_second(
        self,
        doorkeeper: Doorkeeper,
        make_key: MakeKey,
        let_in: LetIn,
        clock: Clock,
        asked: list[str],
    ) -> None:
        header = let_in(make_key())
        asked.clear()
        for _ in range(50):
            doorkeeper.caller(header)
        assert len(asked) == 1
        clock(1.01)
        doorkeeper.caller(header)
        assert len(asked) == 2

    def test_tokens_of_one_key_share_its_row(
        self, doorkeeper: Doorkeeper, make_key: MakeKey, clock: Clock, asked: list[str]
    ) -> None:
        issued = make_key()
        headers = []
        for _ in range(3):
            headers.append(f"Bearer {doorkeeper.log_in(issued.text, None, ADDRESS)}")
            clock(1.5)
        assert len(set(headers)) == 3
        asked.clear()
        for header in headers:
            doorkeeper.caller(header)
        assert len(asked) == 1

    @pytest.mark.parametrize("how", [keys.revoke, keys.rotate])
    def test_a_key_that_was_ended_is_refused_at_once_here(
        self,
        database: Database,
        doorkeeper: Doorkeeper,
        make_key: MakeKey,
        let_in: LetIn,
        how: Callable[..., object],
    ) -> None:
        issued, other = make_key(), make_key()
        ended, kept = let_in(issued), let_in(other)
        assert not is_refused(doorkeeper, ended)
        end(database, issued, how)
        doorkeeper.changed(issued.key.id)
        assert is_refused(doorkeeper, ended)
        assert not is_refused(doorkeeper, kept)

    def test_without_a_notice_it_is_refused_within_a_second(
        self,
        database: Database,
        doorkeeper: Doorkeeper,
        make_key: MakeKey,
        let_in: LetIn,
        clock: Clock,
    ) -> None:
        issued = make_key()
        header = let_in(issued)
        doorkeeper.caller(header)
        end(database, issued, keys.revoke)
        clock(1.0)
        assert is_refused(doorkeeper, header)

    def test_a_key_that_changes_while_it_is_looked_up_is_not_remembered(
        self, database: Database, doorkeeper: Doorkeeper, make_key: MakeKey, let_in: LetIn
    ) -> None:
        issued = make_key()
        header = let_in(issued)

        once = iter([issued.key.id])

        def revoke_meanwhile(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
            if "api_keys" in statement and (key_id := next(once, None)):
                doorkeeper.changed(key_id)

        event.listen(database.engine, "after_cursor_execute", revoke_meanwhile)
        assert not is_refused(doorkeeper, header)  # as it was when the request came
        end(database, issued, keys.revoke)
        assert is_refused(doorkeeper, header)

    def test_who_may_have_missed_something_forgets_everything(
        self, database: Database, doorkeeper: Doorkeeper, make_key: MakeKey, let_in: LetIn
    ) -> None:
        issued = make_key()
        header = let_in(issued)
        doorkeeper.caller(header)
        end(database, issued, keys.revoke)
        doorkeeper.forget_all()
        assert is_refused(doorkeeper, header)

    def test_a_key_that_was_let_in_lately_is_let_in_while_the_database_is_away(
        self,
        database: Database,
        doorkeeper: Doorkeeper,
        make_key: MakeKey,
        let_in: LetIn,
        clock: Clock,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        known, ended, unknown = (let_in(make_key()) for _ in range(3))
        doorkeeper.caller(known)
        key_id = doorkeeper.caller(ended).key_id

        def away() -> Any:
            raise Unavailable("The database does not answer.", code="database_unavailable")

        monkeypatch.setattr(database, "read", away)
        clock(60.0)
        assert doorkeeper.caller(known).key_id
        clock(60.0)
        assert doorkeeper.caller(known).key_id
        with pytest.raises(Unavailable):
            doorkeeper.caller(unknown)
        doorkeeper.forget(key_id)  # its notice came although the database is away
        with pytest.raises(Unavailable):
            doorkeeper.caller(ended)
        clock(3600.0)
        with pytest.raises(Unavailable):
            doorkeeper.caller(known)

    def test_what_is_remembered_is_bounded(
        self,
        doorkeeper: Doorkeeper,
        make_key: MakeKey,
        monkeypatch: pytest.MonkeyPatch,
        clock: Clock,
    ) -> None:
        monkeypatch.setattr("tvdbproxy.access.memory._MOST_KEYS", 3)
        monkeypatch.setattr("tvdbproxy.access.memory._MOST_TOKENS", 5)
        headers = []
        for number in range(8):
            issued = make_key(str(number))
            headers.append(f"Bearer {doorkeeper.log_in(issued.text, None, ADDRESS)}")
        for header in [*headers, *reversed(headers)]:
            doorkeeper.caller(header)
        memory = doorkeeper._memory
        assert (len(memory._keys), len(memory._tokens)) == (3, 5)
        live = [known for known, _ in memory._tokens.values() if known.until]
        assert {known.holder.caller.key_id for known in live} <= memory._keys.keys()


class TestTwoProcesses:
    @pytest.fixture
    def linked(self, open_door: OpenDoor, redis_server: RunningRedis) -> Iterator[list[Doorkeeper]]:
        """Two doorkeepers that hear of each other, both listening."""
        with ExitStack() as ending:
            yield [self._linked(open_door, redis_server.url, ending) for _ in range(2)]

    def _linked(self, open_door: OpenDoor, url: str, ending: ExitStack) -> Doorkeeper:
        notices = Notices(url)
        ending.callback(notices.close)
        doorkeeper = open_door(url, announce=lambda key_id: notices.announce(key_id, KEYS))
        ready: Queue[None] = Queue()

        def missed() -> None:
            doorkeeper.forget_all()
            ready.put(None)

        notices.listen(doorkeeper.forget, missed, KEYS)
        ready.get(timeout=20)
        return doorkeeper

    @pytest.mark.parametrize("how", [keys.revoke, keys.rotate])
    def test_what_one_ends_the_other_refuses(
        self,
        database: Database,
        linked: list[Doorkeeper],
        make_key: MakeKey,
        monkeypatch: pytest.MonkeyPatch,
        how: Callable[..., object],
    ) -> None:
        monkeypatch.setattr("tvdbproxy.access.memory.SECONDS", 3600)
        one, other = linked
        issued = make_key()
        header = f"Bearer {one.log_in(issued.text, None, ADDRESS)}"
        assert not is_refused(one, header)
        assert not is_refused(other, header)
        end(database, issued, how)
        one.changed(issued.key.id)
        assert is_refused(one, header)
        eventually(lambda: is_refused(other, header), seconds=20, why="it hears of it")

    def test_what_another_process_ends_is_refused(
        self,
        database: Database,
        linked: list[Doorkeeper],
        make_key: MakeKey,
        redis_server: RunningRedis,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr("tvdbproxy.access.memory.SECONDS", 3600)
        issued = make_key()
        header = f"Bearer {linked[0].log_in(issued.text, None, ADDRESS)}"
        assert not is_refused(linked[0], header)
        subprocess.run(
            [sys.executable, "-c", REVOKER, url_of(database), redis_server.url, issued.key.id],
            env={"PYTHONPATH": str(CHECKOUT)},
            check=True,
        )
        eventually(lambda: is_refused(linked[0], header), seconds=20, why="it hears of it")

    def test_a_token_of_one_opens_at_the_other(
        self, linked: list[Doorkeeper], make_key: MakeKey
    ) -> None:
        issued = make_key()
        header = f"Bearer {linked[0].log_in(issued.text, None, ADDRESS)}"
        assert linked[1].caller(header).key_id == issued.key.id


class TestRates:
    def test_a_key_without_a_limit_may_ask_as_often_as_it_likes(
        self, doorkeeper: Doorkeeper, make_key: MakeKey, let_in: LetIn
    ) -> None:
        caller = doorkeeper.caller(let_in(make_key()))
        for _ in range(100):
            doorkeeper.allow(caller)

    def test_processes_count_a_key_together_and_each_key_for_itself(
        self, open_door: OpenDoor, make_key: MakeKey, redis_server: RunningRedis
    ) -> None:
        doors = [open_door(redis_server.url) for _ in range(2)]
        callers = []
        for _ in range(2):
            issued = make_key(rate_limit="4/hour")
            callers.append(doors[0].caller(f"Bearer {doors[0].log_in(issued.text, None, ADDRESS)}"))
        for caller in callers:
            for number in range(4):
                doors[number % 2].allow(caller)
            for door in doors:
                error = refused(lambda door=door, caller=caller: door.allow(caller))
                assert isinstance(error, RateLimited)
                assert "4/hour" in error.public
                assert error.retry_after is not None
                assert 1 <= error.retry_after <= 3600

    def test_another_limit_counts_from_the_beginning(
        self, database: Database, doorkeeper: Doorkeeper, make_key: MakeKey, let_in: LetIn
    ) -> None:
        issued = make_key(rate_limit="1/hour")
        header = let_in(issued)
        doorkeeper.allow(doorkeeper.caller(header))
        assert isinstance(refused(lambda: doorkeeper.allow(doorkeeper.caller(header))), RateLimited)
        with database.write() as session:
            keys.change(session, issued.key.id, Traits(rate_limit="2/hour"))
        doorkeeper.changed(issued.key.id)
        doorkeeper.allow(doorkeeper.caller(header))


class TestTrouble:
    @pytest.mark.proves("F7")
    def test_a_slow_redis_holds_nobody_up_and_lets_nobody_through_without_end(
        self, open_door: OpenDoor, make_key: MakeKey, redis_server: RunningRedis
    ) -> None:
        issued = make_key(rate_limit="3/hour")
        with wire_to(redis_server.url) as wire:
            door = open_door(wire.url)
            caller = door.caller(f"Bearer {door.log_in(issued.text, None, ADDRESS)}")
            wire.gate.clear()  # it takes what is asked and never answers
            for _ in range(3):
                door.allow(caller)
            assert isinstance(refused(lambda: door.allow(caller)), RateLimited)

    def test_a_redis_that_is_killed_ends_no_login_and_no_request(
        self, open_door: OpenDoor, make_key: MakeKey, own_redis: OwnRedis, database: Database
    ) -> None:
        issued = make_key(rate_limit="1000/hour")
        notices = Notices(own_redis.url)
        door = open_door(own_redis.url, announce=lambda key_id: notices.announce(key_id, KEYS))
        header = f"Bearer {door.log_in(issued.text, None, ADDRESS)}"
        own_redis.kill()
        door.allow(door.caller(header))
        assert refused(lambda: door.log_in("wrong", None, ADDRESS)).public == INVALID
        assert door.log_in(issued.text, None, ADDRESS)
        end(database, issued, keys.revoke)
        door.changed(issued.key.id)
        assert is_refused(door, header)
        notices.close()


def test_uses_are_counted_for_logins_and_requests(
    database: Database, doorkeeper: Doorkeeper, make_key: MakeKey
) -> None:
    issued = make_key()
    header = f"Bearer {doorkeeper.log_in(issued.text, None, ADDRESS)}"
    for _ in range(3):
        doorkeeper.caller(header)
    assert is_refused(doorkeeper, header + "x")
    doorkeeper.close()
    with database.read() as session:
        row = session.get_one(ApiKey, issued.key.id)
    assert row.uses == 4
    assert row.last_used_at is not None


def test_a_token_is_what_pyjwt_reads(doorkeeper: Doorkeeper, make_key: MakeKey) -> None:
    issued = make_key()
    token = doorkeeper.log_in(issued.text, None, ADDRESS)
    assert jwt.get_unverified_header(token)["kid"] == issued.key.id
