"""Each page, empty and full, and what anybody may write in an address."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

from flask.testing import FlaskClient
from sqlalchemy import update

from tests.house.house import OpenHouse
from tests.house.titles import hang
from tests.ingest.test_pipeline import accept
from tests.web.dashboard.conftest import Desk, log_in
from tests.web.test_gallery import HOSTILE
from tvdbproxy.access import keys
from tvdbproxy.access.traits import Traits
from tvdbproxy.db.models import Artwork, Image, ProcessingJob, Series
from tvdbproxy.ingest import pipeline
from tvdbproxy.ops import figures
from tvdbproxy.wiring import Services

OpenDoor = Callable[[Services], FlaskClient]

PAGES = (
    "", "library", "uploads", "jobs", "tasks", "storage", "viewed", "look-alikes", "callbacks",
    "keys", "settings", "audit",
)  # fmt: skip
WORDS = ("\x00", "'; drop table artwork", "9" * 30, "-1", "٣", "\U0001f600" * 200, "x_y", "")
FIELDS = ("q", "state", "type", "image", "code", "before", "status", "user", "cursor", "span",
          "of", "action", "show", "done")  # fmt: skip


def test_every_page_is_there_in_an_empty_house_and_can_be_followed(desk: Desk) -> None:
    for page in PAGES:
        assert "<main" in desk.see(page), page
        answer = desk.client.get(f"/admin/{page}", headers={"Accept": "text/event-stream"})
        assert answer.content_type == "text/event-stream; charset=utf-8", page
        assert answer.headers["Cache-Control"] == "no-store"
        first, name, *data = answer.text.rstrip("\n").split("\n")
        assert first == "retry: 2000"
        assert name.startswith("id: ")
        assert all(line.startswith("data: ") for line in data)


def test_an_address_may_ask_for_anything(desk: Desk) -> None:
    for page, word in product(PAGES, WORDS):
        answer = desk.client.get(f"/admin/{page}", query_string=dict.fromkeys(FIELDS, word))
        assert answer.status_code in (200, 400), (page, word)
        assert "<main" in answer.text


def test_what_has_not_changed_is_not_sent_again(desk: Desk) -> None:
    headers = {"Accept": "text/event-stream"}
    answer = desk.client.get("/admin/keys", headers=headers)
    name = answer.text.split("\n")[1].removeprefix("id: ")
    again = desk.client.get("/admin/keys", headers={**headers, "Last-Event-ID": name})
    assert again.text == "retry: 2000\n\n"
    desk.do("keys", name="Kodi", role="client")
    changed = desk.client.get("/admin/keys", headers={**headers, "Last-Event-ID": name})
    assert "Kodi" in changed.text


def test_what_is_not_there_is_404_in_the_same_design(desk: Desk) -> None:
    for path in (
        "nothing", "library/1", "library/x", f"library/{'9' * 40}", "jobs/nobody", "jobs/%00",
        "uploads/nobody", "uploads/%00", "tasks/nobody", "keys/nobody", "keys/%00",
    ):  # fmt: skip
        assert "Back to the overview" in desk.see(path, status=404), path


def test_hostile_words_are_only_words(services: Services, desk: Desk) -> None:
    hang(services.database, HOSTILE, state="failed", error_message=HOSTILE, error_code=HOSTILE[:60])
    job_id = accept(services, original_name=HOSTILE, user_id=HOSTILE[:200])
    with services.database.write() as session:
        session.execute(update(Series).values(name=HOSTILE))
        session.execute(update(ProcessingJob).values(last_error=HOSTILE, error_code="x"))
        keys.create(session, Traits(name=HOSTILE[:60], role="client"))
    figures.take(services.database, figures.COUNTS, every_seconds=60)
    pages = (*PAGES, "library/11", f"jobs/{job_id}", "library?code=<script>&q=<script>")
    for page in pages:
        text = desk.see(page)
        assert "<script>alert" not in text, page
        assert "<img src=x" not in text, page
        assert "<script>&" not in text, page


def test_the_library_finds_pictures_by_number_name_and_state(
    services: Services, desk: Desk
) -> None:
    hang(services.database, "/a.jpg", artwork_id=11, content_id=1)
    hang(
        services.database, "/b.jpg", artwork_id=12, content_id=2, state="failed", error_code="gone"
    )
    with services.database.write() as session:
        session.execute(update(Series).where(Series.id == 1).values(name="Glass Harbour"))
        session.execute(update(Series).where(Series.id == 2).values(name="Kilnmaker"))

    def found(query: str) -> set[int]:
        text = desk.see(f"library?{query}")
        return {number for number in (11, 12) if f'id="picture-{number}"' in text}

    assert found("") == {11, 12}
    assert found("q=glass") == {11}
    assert found("q=Kiln") == {12}
    assert found("q=nothing") == set()
    assert found("q=12") == {12}
    assert found("q=1") == {11}
    assert found("state=failed") == {12}
    assert found("state=pending") == {11}
    assert found("code=gone") == {12}
    assert found("type=movie") == set()
    assert found("image=poster&type=series") == {11, 12}
    assert found("before=12") == {11}


def test_lists_are_read_page_by_page(services: Services, desk: Desk) -> None:
    with services.database.write() as session:
        session.add_all(
            Artwork(id=n, content_type="series", content_id=1, image_type="poster", path=f"/{n}")
            for n in range(1, 121)
        )
    first = desk.see("library")
    assert first.count('id="picture-') == 50
    assert 'id="picture-120"' in first
    assert "before=71" in first
    last = desk.see("library?before=21")
    assert last.count('id="picture-') == 20
    assert "Older" not in last
    assert "Newest" in last


def test_a_failed_picture_says_why_and_what_to_do(services: Services, desk: Desk) -> None:
    hang(
        services.database,
        state="failed",
        error_code="image_truncated",
        error_message="The picture is cut off before its end: send the whole file.",
        failures=3,
    )
    text = desk.see("library/11")
    assert "cut off before its end" in text
    assert "Only another file helps" in text
    assert "3 failures in a row" in text
    assert "Retry now" in text


def test_a_job_tells_its_steps_and_what_happened(services: Services, desk: Desk) -> None:
    job_id = accept(services, original_name="holiday.jpg")
    pipeline.run(services.ingest, job_id)
    text = desk.see(f"jobs/{job_id}")
    for words in ("holiday.jpg", "retrieve file", "resize optimize", "upload initiated",
                  "completed"):  # fmt: skip
        assert words in text
    with services.database.read() as session:
        image = session.query(Image).one()
    answer = desk.client.get(f"/admin/uploads/{image.image_id}")
    assert answer.location == f"/admin/jobs/{job_id}"
    assert f'id="image-{image.image_id}"' in desk.see("uploads?state=ready")
    assert f'id="image-{image.image_id}"' not in desk.see("uploads?state=failed")
    assert f'id="job-{job_id}"' in desk.see("jobs?status=completed")
    assert f'id="job-{job_id}"' not in desk.see("jobs?user=nobody")


def test_equal_pictures_are_shown_together(services: Services, desk: Desk) -> None:
    for name in ("one.jpg", "two.jpg"):
        pipeline.run(services.ingest, accept(services, original_name=name))
    figures.take(services.database, figures.COUNTS, every_seconds=60)
    text = desk.see("look-alikes")
    assert "2 alike" in text
    assert "one.jpg" in text
    with services.database.read() as session:
        first, _ = session.query(Image).order_by(Image.created_at)
    assert "0 of 64 bits differ" in desk.see(f"look-alikes?of={first.image_id}")


def test_settings_are_shown_without_secrets(open_house: OpenHouse, open_door: OpenDoor) -> None:
    services = open_house(
        jwt_secret_key="j" * 40,
        imgproxy_key="aa" * 16,
        imgproxy_salt="bb" * 16,
        s3_secret_access_key="the-s3-secret",
        tvdb_pin="the-pin",
        media_api_key="the-media-key",
        hot_cache_mb=33,
    )
    client = open_door(services)
    log_in(client)
    text = Desk(client).see("settings")
    for secret in ("j" * 40, "aa" * 16, "bb" * 16, "the-s3-secret", "the-pin", "the-media-key",
                   "the-admin-key"):  # fmt: skip
        assert secret not in text
    changed = Desk(client).see("settings?show=changed")
    assert "HOT_CACHE_MB" in changed
    assert "ORPHAN_GRACE_HOURS" not in changed


def test_an_unknown_span_is_a_clear_line(desk: Desk) -> None:
    assert "choose one of hour, day, week" in desk.see("?span=year", status=400)
