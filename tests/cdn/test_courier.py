"""Wishes come true at least once, oldest first, and nobody is asked in vain again and again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tests.cdn.cloudflare_api import HOST, CloudflareApi
from tests.cdn.conftest import Ask, Rows, cloudflare, due_now, known, rested
from tvdbproxy.cdn import ledger, outbox
from tvdbproxy.cdn.courier import LEASE, Courier, deliver, is_wanted
from tvdbproxy.db.database import Database, now
from tvdbproxy.db.models import Purge, PurgeStatus
from tvdbproxy.jobs import leases

BANNERS = [f"/banners/other/{number}.jpg" for number in range(250)]


def test_what_is_wished_for_is_purged_and_forgotten(
    courier: Courier, ask: Ask, rows: Rows, cloudflare_server: CloudflareApi
) -> None:
    ask("/images/series/1/*", "/banners/other/a.jpg", "https://images.example.com/whole")
    assert deliver(courier) == 3
    assert [
        (kind, set(values)) for call in cloudflare_server.purged for kind, values in call.items()
    ] == [
        ("files", {f"https://{HOST}/banners/other/a.jpg", f"https://{HOST}/whole"}),
        ("prefixes", {f"{HOST}/images/series/1", f"{HOST}/api/v1/images/series/1"}),
    ]
    assert rows() == {}
    assert known(courier.database).purged == 4


def test_what_is_not_due_waits(courier: Courier, ask: Ask, rows: Rows) -> None:
    ask("/images/series/1/*", wait_seconds=60)
    assert deliver(courier) == 0
    due_now(courier.database)
    assert deliver(courier) == 1
    assert rows() == {}


def test_however_often_it_changes_it_is_purged_once(
    courier: Courier, ask: Ask, cloudflare_server: CloudflareApi
) -> None:
    for _ in range(5):
        ask("/banners/other/a.jpg")
    assert deliver(courier) == 1
    assert cloudflare_server.addresses == [f"https://{HOST}/banners/other/a.jpg"]


def test_the_oldest_come_first_and_no_call_is_larger_than_it_may_be(
    courier: Courier, ask: Ask, cloudflare_server: CloudflareApi
) -> None:
    ask(*BANNERS)
    assert deliver(courier) == 250
    assert cloudflare_server.addresses == [f"https://{HOST}{address}" for address in BANNERS]
    assert [len(call["files"]) for call in cloudflare_server.purged] == [100, 100, 50]


def test_what_changes_while_it_is_purged_is_purged_once_more(
    courier: Courier, ask: Ask, rows: Rows, cloudflare_server: CloudflareApi
) -> None:
    ask("/banners/other/a.jpg", "/banners/other/b.jpg")
    meanwhile = _Meanwhile(courier.purger, lambda: ask("/banners/other/a.jpg", wait_seconds=9))
    assert deliver(replace(courier, purger=meanwhile)) == 2
    assert list(rows()) == ["/banners/other/a.jpg"]
    due_now(courier.database)
    assert deliver(courier) == 1
    assert cloudflare_server.addresses.count(f"https://{HOST}/banners/other/a.jpg") == 2


@pytest.mark.parametrize("status", [503, 429])
def test_a_cdn_in_trouble_is_left_alone_for_a_while(
    courier: Courier, ask: Ask, rows: Rows, cloudflare_server: CloudflareApi, status: int
) -> None:
    ask(*BANNERS)
    cloudflare_server.answer(status)
    assert deliver(courier) == 0
    assert cloudflare_server.asked == 1
    for _ in range(5):
        assert deliver(courier) == 0
    assert cloudflare_server.asked == 1
    assert len(rows()) == 250
    rested(courier.database)
    assert deliver(courier) == 250
    assert cloudflare_server.addresses == [f"https://{HOST}{address}" for address in BANNERS]
    assert known(courier.database).failures == 0


def test_the_pause_is_as_long_as_the_cdn_wants_it_and_grows(
    courier: Courier, ask: Ask, cloudflare_server: CloudflareApi
) -> None:
    ask("/banners/other/a.jpg")
    cloudflare_server.answer(429, Retry_After="1000")
    deliver(courier)
    assert _pause(courier.database) > timedelta(seconds=900)
    for failures in range(2, 7):
        cloudflare_server.answer(503)
        rested(courier.database)
        deliver(courier)
        assert known(courier.database).failures == failures
    assert timedelta(seconds=300) < _pause(courier.database) < timedelta(seconds=1200)


def test_a_cdn_that_was_away_for_hours_is_caught_up_with_and_not_flooded(
    courier: Courier, ask: Ask, cloudflare_server: CloudflareApi
) -> None:
    for hour in range(8):
        ask(*BANNERS[: 100 + hour])
        cloudflare_server.answer(503)
        rested(courier.database)
        deliver(courier)
    assert cloudflare_server.asked == 8
    rested(courier.database)
    assert deliver(courier) == 107
    assert sorted(cloudflare_server.addresses) == sorted(
        f"https://{HOST}{address}" for address in BANNERS[:107]
    )
    assert cloudflare_server.asked == 10


def test_one_that_never_answers_is_given_up_in_time(
    courier: Courier, ask: Ask, rows: Rows, cloudflare_server: CloudflareApi
) -> None:
    ask("/banners/other/a.jpg")
    cloudflare_server.gate.clear()
    hasty = replace(courier, purger=cloudflare(cloudflare_server, seconds=0.3))
    assert deliver(hasty) == 0
    assert rows()["/banners/other/a.jpg"].error_code == "upstream_timeout"


def test_one_that_is_not_there_is_asked_again_later(courier: Courier, ask: Ask, rows: Rows) -> None:
    ask("/banners/other/a.jpg")
    gone = CloudflareApi()
    gone.close()
    assert deliver(replace(courier, purger=cloudflare(gone))) == 0
    assert rows()["/banners/other/a.jpg"].status == PurgeStatus.PENDING


def test_a_wrong_token_is_said_once_and_not_tried_again_and_again(
    courier: Courier, ask: Ask, rows: Rows, cloudflare_server: CloudflareApi
) -> None:
    ask(*BANNERS)
    wrong = replace(courier, purger=cloudflare(cloudflare_server, "wrong"), key="wrong")
    for _ in range(5):
        assert deliver(wrong) == 0
    assert cloudflare_server.asked == 1
    with courier.database.read() as session:
        found = ledger.status(session)
        assert not is_wanted(session, "wrong")
    assert (found.dead, found.pending) == (100, 150)
    assert "check CLOUDFLARE_ZONE_ID and CLOUDFLARE_API_TOKEN" in str(found.error)
    assert found.rests_until is not None
    assert _pause(courier.database) > timedelta(minutes=10)
    assert found.dead_letters[0].error == found.error
    # With another token all is done, also what was given up.
    assert deliver(courier) == 250
    assert rows() == {}


def test_a_token_that_has_got_its_right_is_enough_as_well(
    courier: Courier, ask: Ask, rows: Rows, cloudflare_server: CloudflareApi
) -> None:
    ask(*BANNERS)
    cloudflare_server.token = "another"
    assert deliver(courier) == 0
    cloudflare_server.token = "the-api-token"
    rested(courier.database)
    assert deliver(courier) == 250
    assert rows() == {}


def test_an_address_that_is_refused_keeps_no_other_from_being_purged(
    courier: Courier, ask: Ask, rows: Rows, cloudflare_server: CloudflareApi
) -> None:
    ask(*BANNERS[:20], "https://elsewhere.example/x", *BANNERS[20:40])
    deliver(courier)
    (dead,) = rows().values()
    assert (dead.address, dead.status) == ("https://elsewhere.example/x", PurgeStatus.DEAD)
    assert dead.error_code == "purge_refused"
    assert set(cloudflare_server.addresses) == {f"https://{HOST}{each}" for each in BANNERS[:40]}
    assert known(courier.database).failures == 0


def test_who_died_before_the_record_leaves_the_same_call_to_another(
    courier: Courier, ask: Ask, rows: Rows, cloudflare_server: CloudflareApi
) -> None:
    ask(*BANNERS[:3])
    first = _Dying(courier.purger)
    with pytest.raises(_Killed):
        deliver(replace(courier, purger=first))
    ask(*BANNERS[3:6])
    second = _Noting(courier.purger)
    assert deliver(replace(courier, purger=second)) == 6
    assert first.references[0] == second.references[0]
    assert cloudflare_server.purged[0] == cloudflare_server.purged[1]
    assert rows() == {}


def test_what_changed_after_a_death_is_no_repetition(courier: Courier, ask: Ask) -> None:
    ask(*BANNERS[:3])
    first, second = _Dying(courier.purger), _Noting(courier.purger)
    with pytest.raises(_Killed):
        deliver(replace(courier, purger=first))
    ask(BANNERS[0])
    deliver(replace(courier, purger=second))
    assert first.references[0] not in second.references


def test_one_at_a_time_is_at_it(courier: Courier, ask: Ask) -> None:
    ask("/banners/other/a.jpg")
    with courier.database.write() as session:
        leases.acquire(session, LEASE, "somebody", 60)
    assert deliver(courier) == 0
    with courier.database.write() as session:
        leases.release(session, LEASE, "somebody")
    assert deliver(courier) == 1


def test_what_no_cache_has_any_more_is_given_up_and_at_last_forgotten(
    database: Database, ask: Ask, rows: Rows
) -> None:
    ask("/old", "/ancient", "/new")
    with database.write() as session:
        for address, days in (("/old", 10), ("/ancient", 91)):
            row = session.get_one(Purge, rows()[address].id)
            row.asked_at = now(session) - timedelta(days=days)
    with database.write() as session:
        ledger.forget(session)
    assert {address: row.status for address, row in rows().items()} == {
        "/old": "dead",
        "/new": "pending",
    }


def test_a_wider_wish_takes_the_place_of_narrower_ones(database: Database, rows: Rows) -> None:
    with database.write() as session:
        outbox.ask(session, ["/images/series/1/*", "/images/series/2/*", "/images_x"])
        ledger.ask(session, ["/images/*"])
    assert set(rows()) == {"/images/*", "/images_x"}


class _Noting:
    """Asks another one, and notes the references."""

    def __init__(self, purger: object) -> None:
        self.purger, self.references = purger, list[str]()
        self.most = purger.most  # type: ignore[attr-defined]

    def purge(self, addresses: list[str], reference: str) -> None:
        self.references.append(reference)
        self.purger.purge(addresses, reference)  # type: ignore[attr-defined]


class _Killed(BaseException):
    """As a kill, nobody catches it."""


class _Dying(_Noting):
    def purge(self, addresses: list[str], reference: str) -> None:
        super().purge(addresses, reference)
        raise _Killed


class _Meanwhile(_Noting):
    def __init__(self, purger: object, happens: object) -> None:
        super().__init__(purger)
        self.happens = happens

    def purge(self, addresses: list[str], reference: str) -> None:
        super().purge(addresses, reference)
        self.happens()  # type: ignore[operator]


def _pause(database: Database) -> timedelta:
    until = known(database).rests_until
    assert until is not None
    with database.read() as session:
        return datetime.fromisoformat(until) - now(session)
