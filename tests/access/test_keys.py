"""Keys in the database: what is kept of them, what changes, what ends."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import text

from tests.access.conftest import MakeKey
from tvdbproxy.access import keys
from tvdbproxy.access.keys import Issued, KeyView
from tvdbproxy.access.traits import UNSAID, Traits
from tvdbproxy.db.database import Database
from tvdbproxy.db.models import ApiKey
from tvdbproxy.errors import Conflict, InvalidRequest, NotFound

GIVEN = "a-key-that-the-settings-give"
UNKNOWN = "a" * 12


def opens(database: Database, key: str) -> bool:
    with database.read() as session:
        return keys.by_text(session, key) is not None


def row(database: Database, key_id: str) -> ApiKey:
    with database.read() as session:
        return session.get_one(ApiKey, key_id)


def changed(database: Database, key_id: str, **traits: Any) -> KeyView:
    with database.write() as session:
        return keys.change(session, key_id, Traits(**traits))


def revoked(database: Database, issued: Issued) -> KeyView:
    with database.write() as session:
        keys.revoke(session, issued.key.id)
    with database.read() as session:
        return keys.get(session, issued.key.id)


def test_a_new_key_has_what_was_said_and_defaults_for_the_rest(make_key: MakeKey) -> None:
    plain = make_key("Ada").key
    assert (plain.name, plain.role, plain.has_pin, plain.uses) == ("Ada", "client", False, 0)
    assert plain.rate_limit is plain.image_rewrite is plain.enrich is None
    assert plain.last_used_at is plain.rotated_at is plain.revoked_at is None
    assert plain.created_at == plain.rewrite_changed_at
    full = make_key(
        "  Kodi  ",
        role="admin",
        pin="1234",
        rate_limit="120/minute",
        image_rewrite="sized",
        spare_characters=True,
        enrich=False,
    ).key
    assert (full.name, full.role, full.has_pin) == ("Kodi", "admin", True)
    assert (full.rate_limit, full.image_rewrite) == ("120/minute", "sized")
    assert (full.spare_characters, full.enrich) == (True, False)


def test_neither_key_nor_pin_is_anywhere_in_the_database(
    database: Database, make_key: MakeKey
) -> None:
    issued = make_key(pin="8273-6455")
    with database.read() as session:
        (found,) = session.execute(text("SELECT * FROM api_keys"))
    kept = " ".join(map(str, found))
    assert issued.text not in kept
    assert "8273-6455" not in kept
    assert issued.text[4:] not in kept
    assert issued.text not in repr(issued)


def test_every_key_has_an_id_a_text_and_a_secret_of_its_own(
    database: Database, make_key: MakeKey
) -> None:
    made = [make_key() for _ in range(5)]
    assert len({issued.key.id for issued in made}) == len({issued.text for issued in made}) == 5
    secrets = {row(database, issued.key.id).token_secret for issued in made}
    assert len(secrets) == 5
    assert min(map(len, secrets)) >= 32


def test_a_key_is_found_by_its_text_alone(database: Database, make_key: MakeKey) -> None:
    issued = make_key()
    with database.read() as session:
        found = keys.by_text(session, issued.text)
    assert found is not None
    assert found.caller.key_id == issued.key.id
    for wrong in ("", issued.key.id, issued.text[:-1], issued.text.upper(), "\x00", "\ud800"):
        assert not opens(database, wrong), wrong


def test_the_list_has_all_of_them_in_order(database: Database, make_key: MakeKey) -> None:
    first, second = make_key("first"), make_key("second")
    revoked(database, first)
    with database.read() as session:
        found = keys.everyone(session)
    assert [key.id for key in found] == [first.key.id, second.key.id]
    assert [key.revoked_at is None for key in found] == [False, True]


@pytest.mark.parametrize("key_id", [UNKNOWN, "", "A" * 12, "a" * 5000, "\x00" * 12, "a" * 11 + "é"])
def test_an_unknown_id_is_not_found(database: Database, key_id: str) -> None:
    for act in (keys.get, keys.rotate, keys.revoke, lambda s, i: keys.change(s, i, Traits())):
        with pytest.raises(NotFound) as caught, database.write() as session:
            act(session, key_id)
        assert caught.value.code == "unknown_key"


def test_a_change_leaves_what_it_does_not_name(database: Database, make_key: MakeKey) -> None:
    issued = make_key(pin="1234", rate_limit="5/second", image_rewrite="off", enrich=True)
    found = changed(database, issued.key.id, name="Grace")
    assert found.name == "Grace"
    assert (found.has_pin, found.rate_limit, found.image_rewrite) == (True, "5/second", "off")
    found = changed(database, issued.key.id, rate_limit=None, image_rewrite=None, enrich=None)
    assert found.rate_limit is found.image_rewrite is found.enrich is None
    assert (found.name, found.has_pin) == ("Grace", True)
    assert not changed(database, issued.key.id, pin=None).has_pin
    assert opens(database, issued.text)


@pytest.mark.parametrize(
    ("traits", "looks_different"),
    [
        ({"image_rewrite": "sized"}, True),
        ({"spare_characters": True}, True),
        ({"enrich": False}, True),
        ({"image_rewrite": None, "spare_characters": False, "enrich": None}, False),
        ({"name": "Grace", "role": "admin", "rate_limit": "1/day", "pin": "1"}, False),
    ],
)
def test_it_is_remembered_when_answers_changed_their_looks(
    database: Database, make_key: MakeKey, traits: dict[str, Any], looks_different: bool
) -> None:
    issued = make_key()
    with database.write() as session:
        found = session.get_one(ApiKey, issued.key.id)
        before = found.rewrite_changed_at = found.rewrite_changed_at - timedelta(hours=1)
    assert (
        changed(database, issued.key.id, **traits).rewrite_changed_at > before
    ) is looks_different


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("name", ""),
        ("name", "  "),
        ("name", "a" * 101),
        ("name", "a\x00"),
        ("name", "a\nb"),
        ("name", "\ud800"),
        ("role", "root"),
        ("role", ""),
        ("pin", ""),
        ("pin", " 1234"),
        ("pin", "1" * 65),
        ("pin", "\ud800"),
        ("rate_limit", ""),
        ("rate_limit", "120"),
        ("rate_limit", "0/minute"),
        ("rate_limit", "-1/minute"),
        ("rate_limit", "٣/minute"),
        ("rate_limit", "9999999999/minute"),
        ("rate_limit", "120/minute; 1/second"),
        ("rate_limit", "1/fortnight"),
        ("image_rewrite", "mirrors"),
        ("image_rewrite", ""),
    ],
)
def test_what_cannot_be_is_refused_by_its_name_and_leaves_nothing(
    database: Database, make_key: MakeKey, name: str, value: str
) -> None:
    issued = make_key()
    with pytest.raises(InvalidRequest) as caught:
        changed(database, issued.key.id, **{name: value})
    assert caught.value.code == "invalid_parameter"
    assert caught.value.public.startswith(f"{name}: ")
    with pytest.raises(InvalidRequest), database.write() as session:
        keys.create(session, Traits(**{"name": "Ada", name: value}))
    with database.read() as session:
        assert keys.everyone(session) == [issued.key]


def test_a_key_needs_a_name(database: Database) -> None:
    assert Traits().name is UNSAID
    with pytest.raises(InvalidRequest, match="name: "), database.write() as session:
        keys.create(session, Traits())


def test_rotating_replaces_text_and_secret_and_nothing_else(
    database: Database, make_key: MakeKey
) -> None:
    issued = make_key(pin="1234", rate_limit="5/second")
    secret = row(database, issued.key.id).token_secret
    with database.write() as session:
        again = keys.rotate(session, issued.key.id)
    assert again.key.id == issued.key.id
    assert (again.key.has_pin, again.key.rate_limit) == (True, "5/second")
    assert again.key.rotated_at is not None
    assert again.key.hint == again.text[:4]
    assert row(database, issued.key.id).token_secret != secret
    assert (opens(database, issued.text), opens(database, again.text)) == (False, True)


def test_a_new_pin_replaces_the_secret_and_taking_it_away_does_not(
    database: Database, make_key: MakeKey
) -> None:
    key_id = make_key().key.id
    before = row(database, key_id).token_secret
    changed(database, key_id, pin="1234")
    with_pin = row(database, key_id).token_secret
    changed(database, key_id, pin=None)
    assert before != with_pin == row(database, key_id).token_secret


def test_revoking_is_for_good_and_may_be_done_twice(database: Database, make_key: MakeKey) -> None:
    issued = make_key()
    secret = row(database, issued.key.id).token_secret
    first = revoked(database, issued)
    assert first.revoked_at is not None
    assert row(database, issued.key.id).token_secret != secret
    assert not opens(database, issued.text)
    assert revoked(database, issued) == first
    for act in (keys.rotate, lambda s, i: keys.change(s, i, Traits(name="Grace"))):
        with pytest.raises(Conflict) as caught, database.write() as session:
            act(session, issued.key.id)
        assert caught.value.code == "key_revoked"
    assert not opens(database, issued.text)


def test_who_rotates_a_key_while_it_is_revoked_does_not_revive_it(
    database: Database, make_key: MakeKey, another: Callable[[Database], Database]
) -> None:
    start = Barrier(2)

    def rotate(one: Database, key_id: str) -> str | None:
        start.wait()
        try:
            with one.write() as session:
                return keys.rotate(session, key_id).text
        except Conflict:
            return None

    def revoke(one: Database, key_id: str) -> None:
        start.wait()
        with one.write() as session:
            keys.revoke(session, key_id)

    one, other = another(database), another(database)
    with ThreadPoolExecutor(2) as threads:
        for _ in range(10):
            issued = make_key()
            rotated = threads.submit(rotate, one, issued.key.id)
            threads.submit(revoke, other, issued.key.id).result()
            text_now = rotated.result()
            assert not opens(database, issued.text)
            assert text_now is None or not opens(database, text_now)


def test_a_given_key_is_kept_once_and_opens(database: Database) -> None:
    for _ in range(2):
        with database.write() as session:
            assert keys.keep_given(session, GIVEN, "given")
    with database.read() as session:
        (found,) = keys.everyone(session)
        holder = keys.by_text(session, GIVEN)
    assert (found.name, found.role, found.hint) == ("given", "client", GIVEN[:4])
    assert holder is not None
    assert holder.caller.key_id == found.id


@pytest.mark.parametrize("end", [keys.revoke, keys.rotate])
def test_a_given_key_that_was_ended_does_not_come_back(
    database: Database, end: Callable[..., object]
) -> None:
    with database.write() as session:
        keys.keep_given(session, GIVEN, "given")
        (found,) = keys.everyone(session)
        end(session, found.id)
    with database.write() as session:
        assert not keys.keep_given(session, GIVEN, "given")
        assert len(keys.everyone(session)) == 1
    assert not opens(database, GIVEN)


def test_a_given_key_that_was_changed_stays_so(database: Database) -> None:
    with database.write() as session:
        keys.keep_given(session, GIVEN, "given")
        (found,) = keys.everyone(session)
        keys.change(session, found.id, Traits(name="Ada", rate_limit="1/second"))
        assert keys.keep_given(session, GIVEN, "given")
        (again,) = keys.everyone(session)
    assert (again.name, again.rate_limit) == ("Ada", "1/second")


def test_an_admin_key_is_one_that_is_not_revoked(database: Database, make_key: MakeKey) -> None:
    def has_admin() -> bool:
        with database.read() as session:
            return keys.has_admin(session)

    make_key()
    assert not has_admin()
    admin = make_key(role="admin")
    assert has_admin()
    revoked(database, admin)
    assert not has_admin()
