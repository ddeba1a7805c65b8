"""What the recipes promise, kept by nginx and Varnish alike, in front of the real service."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.deploy.asking import AVIF, PLAIN, WEBP, Answer, ask
from tests.deploy.conftest import PICTURE, Cache
from tests.house.artwork_host import ArtworkHost
from tests.house.front_door import Trouble
from tests.house.house import ADMIN_KEY
from tests.house.pictures import poster
from tests.house.titles import PATH, artwork, due_again
from tests.house.waiting import eventually
from tvdbproxy.artwork.pipeline import run
from tvdbproxy.delivery.caching import FOR_EVER, FOR_NOW

CLASSES = {"image/avif": AVIF, "image/webp": WEBP, "image/jpeg": PLAIN}


@pytest.mark.proves("H2")
def test_the_second_of_a_kind_is_answered_without_the_service(cache: Cache) -> None:
    first = {mime: ask(cache.url, PICTURE, accept) for mime, accept in CLASSES.items()}
    assert {mime: answer.mime for mime, answer in first.items()} == {m: m for m in CLASSES}
    assert {answer.cache for answer in first.values()} == {"MISS"}
    asked = cache.asked
    for mime, accept in CLASSES.items():
        again = ask(cache.url, PICTURE, accept)
        assert (again.cache, again.mime, again.body) == ("HIT", mime, first[mime].body)
        assert again.headers["Vary"] == "Accept"
        assert again.headers["ETag"] == first[mime].headers["ETag"]
        assert again.headers["Cache-Control"] == FOR_NOW
    assert cache.asked == asked


ODD = {
    None: "image/webp",
    "*/*": "image/webp",
    "image/*": "image/webp",
    "IMAGE/AVIF, image/webp": "image/avif",
    "image/avif;q=0.0, */*": "image/webp",
    "image/avif;q=0.5,image/*;q=0.1": "image/avif",
    "image/webp;q=0,*/*": "image/jpeg",
    "image/*;q=0,text/html": "image/jpeg",
    "text/html,image/apng": "image/jpeg",
    "image/avif,image/webp;q=0": "image/jpeg",
}


@pytest.mark.proves("H2")
def test_who_comes_first_chooses_for_nobody_else(cache: Cache) -> None:
    for size in ("small", "thumbnail"):
        address = f"/images/series/1/poster/{size}"
        for accept, mime in ODD.items():
            assert ask(cache.url, address, accept).mime == mime, accept
        for mime, usual in CLASSES.items():
            assert ask(cache.url, address, usual).mime == mime


def test_the_many_ways_to_write_accept_come_to_three_answers(cache: Cache) -> None:
    for number in range(30):
        for accept in CLASSES.values():
            assert ask(cache.url, PICTURE, f"{accept},application/x-{number}").status == 200
    assert cache.asked == 3


def test_a_named_format_is_one_answer_for_all(cache: Cache) -> None:
    bodies = {ask(cache.url, f"{PICTURE}.webp", accept).body for accept in CLASSES.values()}
    assert (len(bodies), cache.asked) == (1, 1)


def test_the_address_with_the_revision_is_kept_for_ever_and_the_other_is_not(cache: Cache) -> None:
    revision = artwork(cache.origin.services.database).revision
    for _ in range(2):
        told = ask(cache.url, f"{PICTURE}?v={revision}").headers["Cache-Control"]
        assert told == FOR_EVER
        assert "immutable" not in ask(cache.url, PICTURE).headers["Cache-Control"]


def test_noise_behind_the_question_mark_is_neither_kept_nor_believed(cache: Cache) -> None:
    revision = artwork(cache.origin.services.database).revision
    for noise in ("a=1", "v=", f"v=&v={revision}", "v=%00", "utm=1&x=2"):
        told = ask(cache.url, f"{PICTURE}?{noise}").headers["Cache-Control"]
        if not noise.endswith(f"&v={revision}"):
            assert "immutable" not in told, noise
    # Whatever was asked before, the plain address is none that is kept for ever.
    assert "immutable" not in ask(cache.url, PICTURE).headers["Cache-Control"]
    assert cache.asked <= 2


def test_conditions_and_ranges_and_heads_are_answered_from_the_cache(cache: Cache) -> None:
    whole = ask(cache.url, PICTURE)
    asked = cache.asked
    unchanged = ask(cache.url, PICTURE, If_None_Match=whole.headers["ETag"])
    assert (unchanged.status, unchanged.body) == (304, b"")
    part = ask(cache.url, PICTURE, Range="bytes=10-19")
    assert (part.status, part.body) == (206, whole.body[10:20])
    assert part.headers["Content-Range"] == f"bytes 10-19/{len(whole.body)}"
    head = ask(cache.url, PICTURE, method="HEAD")
    assert (head.status, head.body) == (200, b"")
    assert head.headers["Content-Length"] == str(len(whole.body))
    assert cache.asked == asked


def test_a_head_or_a_range_that_comes_first_does_not_spoil_the_whole(cache: Cache) -> None:
    assert ask(cache.url, PICTURE, method="HEAD").status == 200
    assert ask(cache.url, f"{PICTURE}.webp", Range="bytes=0-0").body == b"R"
    assert ask(cache.url, PICTURE).body == ask(cache.url, f"{PICTURE}.webp").body


def test_a_herd_is_one_request(cache: Cache) -> None:
    with ThreadPoolExecutor(24) as herd:
        answers = list(herd.map(lambda _: ask(cache.url, PICTURE), range(24)))
    assert len({answer.body for answer in answers}) == 1
    assert {answer.status for answer in answers} == {200}
    assert cache.asked == 1


def test_an_outage_is_not_seen(cache: Cache) -> None:
    door = cache.origin.door
    door.max_age = 1
    shown = ask(cache.url, PICTURE)
    for trouble in (Trouble("status", status=503), Trouble("lost")):
        door.go_wrong(trouble)
        stale = eventually(lambda: _with_status(cache, "STALE"))
        assert (stale.status, stale.body) == (200, shown.body)
    # What is not here is an error, which is not kept.
    assert ask(cache.url, f"{PICTURE}.jpg").status >= 500
    door.mend()
    assert ask(cache.url, f"{PICTURE}.jpg").status == 200


def test_who_comes_after_the_hour_gets_the_old_one_at_once_and_the_next_the_new_one(
    cache: Cache, artwork_host: ArtworkHost
) -> None:
    cache.origin.door.max_age = 1
    services = cache.origin.services
    old = ask(cache.url, PICTURE).body
    artwork_host.show(PATH, poster(1))
    due_again(services.database)
    for prefix in run(services.kitchen, 11).changed:
        services.notices.announce(prefix)
    new = eventually(lambda: (found := ask(cache.url, PICTURE).body) != old and found)
    assert new == ask(cache.origin.door.url, PICTURE).body


def test_what_is_the_same_after_its_time_comes_without_its_bytes(cache: Cache) -> None:
    door = cache.origin.door
    door.max_age = 1
    shown = ask(cache.url, PATH)
    assert (shown.status, shown.headers["Cache-Control"]) == (200, "public, max-age=1")
    eventually(lambda: ask(cache.url, PATH) and _conditions(cache))
    again = eventually(lambda: (found := ask(cache.url, PATH)).cache == "HIT" and found)
    assert again.body == shown.body
    assert _conditions(cache)[-1] == shown.headers["ETag"]


def _conditions(cache: Cache) -> list[str]:
    """The entity tags that the service was asked with."""
    told = [headers.get("if-none-match") for _, _, headers in cache.origin.door.requests]
    return [tag for tag in told if tag]


def test_errors_are_not_kept(cache: Cache) -> None:
    for _ in range(2):
        assert ask(cache.url, "/images/series/404/poster/medium").status == 404
    assert cache.asked == 2


def test_who_shows_a_key_is_answered_by_the_service_and_for_himself(cache: Cache) -> None:
    for header in ({"Authorization": "Bearer x"}, {"X-API-Key": "x"}):
        before = cache.asked
        assert ask(cache.url, PICTURE, **header).cache == "BYPASS"
        assert cache.asked == before + 1
    assert ask(cache.url, PICTURE).cache == "MISS"


PAGES = ("/", "/api/v1/images/storage/stats", "/api/v1/images/artwork/11", "/healthz", "/v4/x")


def test_what_is_no_picture_is_asked_for_each_time(cache: Cache) -> None:
    for path in PAGES * 2:
        before = cache.asked
        assert ask(cache.url, path, accept="application/json").cache in (None, "BYPASS"), path
        assert cache.asked == before + 1
        assert cache.origin.door.requests[-1][2]["accept"] == "application/json"


@pytest.mark.parametrize("told", ["private, max-age=3600", "no-store"])
def test_a_picture_that_is_for_one_alone_is_not_kept(cache: Cache, told: str) -> None:
    cache.origin.door.cache_control = told
    for times in (1, 2):
        assert ask(cache.url, PICTURE).cache != "HIT"
        assert cache.asked == times


def test_private_answers_are_not_kept(cache: Cache) -> None:
    key = {"X-API-Key": ADMIN_KEY}
    made = ask(cache.url, "/api/v1/admin/sync/images/missing", method="POST", body=b"", **key)
    assert made.status == 202
    assert ask(cache.url, "/api/v1/admin/api-keys", **key).status == 200
    assert ask(cache.url, "/api/v1/admin/api-keys").status == 401


def test_the_service_hears_who_asks_and_how(cache: Cache) -> None:
    ask(cache.url, "/healthz", X_Forwarded_For="6.6.6.6", X_Forwarded_Host="evil.example")
    told = cache.origin.door.requests[-1][2]
    assert told["x-forwarded-for"].split(", ") == ["6.6.6.6", "127.0.0.1"]
    assert told["x-forwarded-host"].split(", ")[-1] == told["host"]
    assert told["x-forwarded-proto"] == "http"


def _with_status(cache: Cache, status: str) -> Answer | None:
    answer = ask(cache.url, PICTURE)
    return answer if answer.cache == status else None
