"""Every way in which a picture can fail ends in a state, a reason and a next look."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from PIL import Image

from tests.house.artwork_host import ArtworkHost
from tests.house.house import OpenHouse, with_pool
from tests.house.pictures import poster
from tests.house.titles import PATH, artwork, due_again, hang, variants
from tests.imaging.drawing import encoded, one_bit_png_bomb, photo, quarters
from tvdbproxy.artwork.failure import VERDICTS, Verdict
from tvdbproxy.artwork.pipeline import Result, run
from tvdbproxy.errors import Crashed, Kind, Unavailable
from tvdbproxy.imaging.order import Rendered, RenderOrder
from tvdbproxy.wiring import Services


def test_every_kind_of_error_has_a_verdict() -> None:
    assert set(VERDICTS) == set(Kind)
    assert set(VERDICTS.values()) == set(Verdict)


@dataclass(frozen=True)
class Case:
    """What upstream answers, and what the row says afterwards."""

    body: Callable[[], bytes]
    code: str
    state: str = "failed"
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()

    def hang(self, host: ArtworkHost) -> None:
        host.show(PATH, self.body(), self.status, **dict(self.headers))


def _truncated() -> bytes:
    whole = encoded(photo(), "JPEG")
    return whole[: len(whole) // 2]


def _lying_png() -> bytes:
    whole = bytearray(encoded(quarters(), "PNG"))
    struct.pack_into(">II", whole, 16, 60_000, 60_000)
    return bytes(whole)


BROKEN = {
    "a page instead": Case(
        lambda: b"<!doctype html><h1>Hold on</h1>", "bad_upstream_content", "pending"
    ),
    "a note named .jpg": Case(lambda: b"just a note\n", "bad_upstream_content", "pending"),
    "json": Case(lambda: b'{"error": "no"}', "bad_upstream_content", "pending"),
    "a zip": Case(lambda: b"PK\x03\x04" + bytes(60), "bad_upstream_content", "pending"),
    "404": Case(lambda: b"no", "missing_upstream", "missing", 404),
    "410": Case(lambda: b"no", "gone", "missing", 410),
    "401": Case(lambda: b"no", "upstream_denied", "pending", 401),
    "403": Case(lambda: b"no", "upstream_denied", "pending", 403),
    "429": Case(lambda: b"no", "upstream_rate_limited", "pending", 429, (("Retry_After", "1800"),)),
    "500": Case(lambda: b"no", "upstream_unavailable", "pending", 500),
    "503": Case(lambda: b"no", "upstream_unavailable", "pending", 503),
    "cut short": Case(
        lambda: poster(5), "upstream_truncated", "pending", 200, (("Content_Length", "99999"),)
    ),
    "a private place": Case(
        lambda: b"", "source_not_allowed", "pending", 302, (("Location", "http://10.0.0.1/a.jpg"),)
    ),
    "a loop": Case(lambda: b"", "redirect_loop", "pending", 302, (("Location", PATH),)),
    "a truncated jpeg": Case(_truncated, "image_truncated", "pending"),
    "a bomb": Case(one_bit_png_bomb, "image_too_large"),
    "a lying header": Case(_lying_png, "image_too_large"),
    "nothing": Case(lambda: b"", "image_empty", "pending"),
    "one byte": Case(lambda: b"\xff", "image_undecodable"),
    "only magic": Case(lambda: b"\xff\xd8\xff\xe0", "image_truncated", "pending"),
    "too many bytes": Case(lambda: bytes(11 * 1024 * 1024), "source_too_large"),
    "a tiff": Case(lambda: encoded(quarters(), "TIFF"), "bad_upstream_content", "pending"),
}


@pytest.mark.proves("I1", "I5", "I7", "I19", "I25")
@pytest.mark.parametrize("name", BROKEN)
def test_what_upstream_gets_wrong_is_told_on_the_row(
    services: Services, artwork_host: ArtworkHost, name: str
) -> None:
    case = BROKEN[name]
    case.hang(artwork_host)
    hang(services.database)

    ended = run(services.kitchen, 11)

    row = artwork(services.database)
    assert ended.result == Result.FAILED
    assert (row.state, row.error_code) == (case.state, case.code)
    assert row.error_message
    assert len(row.error_message) > 20
    assert "\n" not in row.error_message
    assert (row.claim, row.lease_until, row.attempts, row.failures) == (None, None, 0, 1)
    assert row.due_at is not None
    assert variants(services.database) == {}
    assert list(services.stores.thumbnails.list()) == []
    _still_works(services, artwork_host)


@pytest.mark.proves("F21", "F22", "F31")
@pytest.mark.parametrize("name", BROKEN)
def test_what_was_stored_before_stays_when_upstream_breaks(
    services: Services, artwork_host: ArtworkHost, name: str
) -> None:
    artwork_host.show(PATH, poster())
    hang(services.database)
    run(services.kitchen, 11)
    before = artwork(services.database)
    BROKEN[name].hang(artwork_host)
    due_again(services.database)

    run(services.kitchen, 11)

    row = artwork(services.database)
    assert row.error_code == BROKEN[name].code
    assert (row.revision, row.storage_path) == (before.revision, before.storage_path)
    for variant in variants(services.database).values():
        info = services.stores.thumbnails.head(variant.key)
        assert info.metadata["revision"] == row.revision


@pytest.mark.parametrize(("damaged", "state"), [(False, "ready"), (True, "failed")])
def test_only_a_picture_that_is_whole_is_shown_as_ready_when_upstream_breaks(
    services: Services, artwork_host: ArtworkHost, damaged: bool, state: str
) -> None:
    artwork_host.show(PATH, poster())
    hang(services.database)
    run(services.kitchen, 11)
    services.stores.originals.delete(PATH.removeprefix("/"))
    artwork_host.show(PATH, b"\xff")
    due_again(services.database, damaged=damaged)

    run(services.kitchen, 11)

    row = artwork(services.database)
    assert (row.state, row.damaged, row.error_code) == (state, damaged, "image_undecodable")


def _oriented() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6
    return encoded(quarters(200, 120), "JPEG", exif=exif)


def _palette() -> bytes:
    buffer = io.BytesIO()
    quarters().quantize(16).save(buffer, "PNG", transparency=0)
    return buffer.getvalue()


UNUSUAL = {
    "cmyk": (lambda: encoded(quarters(200, 120).convert("CMYK"), "JPEG"), (200, 120), False),
    "lying on its side": (_oriented, (120, 200), False),
    "a palette with alpha": (_palette, (200, 120), True),
    "one bit": (lambda: encoded(quarters(200, 120).convert("1"), "PNG"), (200, 120), False),
    "one pixel": (lambda: encoded(quarters(2, 2).crop((0, 0, 1, 1)), "PNG"), (1, 1), False),
    "a gif": (lambda: encoded(quarters(200, 120), "GIF"), (200, 120), False),
    "trailing garbage": (lambda: encoded(quarters(200, 120), "JPEG") + b"<?php", (200, 120), False),
}


@pytest.mark.proves("I10", "I11", "I13", "I20", "I23")
@pytest.mark.parametrize("name", UNUSUAL)
def test_what_is_merely_unusual_is_stored(
    services: Services, artwork_host: ArtworkHost, name: str
) -> None:
    body, size, has_alpha = UNUSUAL[name]
    artwork_host.show(PATH, body())
    hang(services.database)

    assert run(services.kitchen, 11).result == Result.STORED

    row = artwork(services.database)
    assert ((row.width, row.height), row.has_alpha) == (size, has_alpha)
    original = variants(services.database)["original", "webp"]
    assert (original.width, original.height) == size
    assert b"<?php" not in services.stores.thumbnails.get(original.key).data


def test_a_slow_drip_ends_at_the_deadline(open_house: OpenHouse, artwork_host: ArtworkHost) -> None:
    services = open_house(fetch_seconds=0.5)
    artwork_host.show(PATH, poster())
    artwork_host.gate.clear()
    hang(services.database)

    run(services.kitchen, 11)

    assert artwork(services.database).error_code == "upstream_timeout"
    assert artwork(services.database).state == "pending"


def test_retry_after_is_honoured(services: Services, artwork_host: ArtworkHost) -> None:
    BROKEN["429"].hang(artwork_host)
    hang(services.database)
    run(services.kitchen, 11)

    row = artwork(services.database)
    assert row.due_at is not None
    hang(services.database, "/banners/other.jpg", artwork_id=12, is_chosen=False)
    run(services.kitchen, 12)
    other = artwork(services.database, 12)
    assert other.error_code == "upstream_rate_limited"
    assert artwork_host.asked == [PATH]  # the host is left alone for the other one as well
    assert other.due_at is not None
    assert abs(other.due_at - row.due_at) < timedelta(minutes=1)


def test_a_fault_that_stays_is_shown_as_failed_after_a_while_and_still_retried(
    services: Services, artwork_host: ArtworkHost
) -> None:
    BROKEN["500"].hang(artwork_host)
    hang(services.database)
    states = []
    for _ in range(3):
        due_again(services.database)
        run(services.kitchen, 11)
        states.append(artwork(services.database).state)

    assert states == ["pending", "pending", "failed"]
    artwork_host.show(PATH, poster())
    due_again(services.database)
    assert run(services.kitchen, 11).result == Result.STORED
    row = artwork(services.database)
    assert (row.state, row.failures, row.error_code, row.error_message) == ("ready", 0, None, None)


@pytest.mark.proves("F28")
def test_a_picture_that_stays_cut_is_looked_at_again_in_a_week(
    services: Services, artwork_host: ArtworkHost
) -> None:
    BROKEN["a truncated jpeg"].hang(artwork_host)
    hang(services.database)
    pauses = []
    for _ in range(3):
        due_again(services.database)
        run(services.kitchen, 11)
        row = artwork(services.database)
        assert row.due_at is not None
        pauses.append(row.due_at - datetime.now(UTC))

    assert [pause < timedelta(hours=1) for pause in pauses] == [True, True, False]
    assert timedelta(days=6) < pauses[-1] < timedelta(days=8)
    assert (row.state, row.error_code) == ("failed", "image_truncated")


class CrashingPool:
    """Every child dies."""

    def __init__(self) -> None:
        self.orders = 0

    def render(self, source: bytes, order: RenderOrder) -> Rendered:
        self.orders += 1
        raise Crashed("The decoder died on this picture.")


def test_a_poisonous_picture_is_tried_three_times_and_then_set_aside(
    services: Services, artwork_host: ArtworkHost
) -> None:
    pool = CrashingPool()
    poisoned = with_pool(services, pool)
    artwork_host.show(PATH, poster())
    hang(services.database)
    states = []
    for _ in range(3):
        due_again(services.database)
        run(poisoned.kitchen, 11)
        states.append(artwork(services.database).state)

    row = artwork(services.database)
    assert states == ["pending", "pending", "failed"]
    assert (row.error_code, pool.orders) == ("decoder_crashed", 3)
    assert row.due_at is not None
    assert row.checked_at is None
    _still_works(services, artwork_host)


class AwayStore:
    """A bucket that does not answer to writing."""

    def __init__(self, store: object) -> None:
        self.store = store

    def __getattr__(self, name: str) -> object:
        return getattr(self.store, name)

    def put(self, *arguments: object, **named: object) -> None:
        raise Unavailable("The object store does not answer.", code="storage_unavailable")


def test_our_own_servers_faults_are_not_the_pictures(
    services: Services, artwork_host: ArtworkHost
) -> None:
    artwork_host.show(PATH, poster())
    hang(services.database)
    away = replace(services.kitchen, thumbnails=AwayStore(services.kitchen.thumbnails))

    for _ in range(5):
        due_again(services.database)
        assert run(away, 11).result == Result.LATER
    row = artwork(services.database)
    assert (row.state, row.error_code, row.failures) == ("pending", "storage_unavailable", 0)
    due_again(services.database)
    assert run(services.kitchen, 11).result == Result.STORED


def _still_works(services: Services, host: ArtworkHost) -> None:
    """The next picture is made as if nothing had been."""
    if services.kitchen.hosts and (429, 500, 503).count(host.files[PATH].status):
        return  # the host asked for rest, or is in trouble for everybody
    path = host.show("/banners/good.jpg", poster(3))
    hang(services.database, path, artwork_id=99, content_id=99)
    assert run(services.kitchen, 99).result == Result.STORED
