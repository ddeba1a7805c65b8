"""Pictures of applications over HTTP: addresses, headers, and who is asked for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.house.house import OpenHouse
from tests.house.media import (
    LOGO,
    PHOTO,
    change,
    delete,
    give,
    lose,
    lose_source,
    staged,
    variants_of,
)
from tests.imaging.drawing import decoded
from tests.web.conditions import CONDITIONS, filled_in
from tests.web.test_hot_path import Door
from tests.web.test_images import FOR_EVER, FOR_NOW, statements
from tvdbproxy.db.models import Image, ImageState
from tvdbproxy.ingest import jobs
from tvdbproxy.ingest.repair import make_again
from tvdbproxy.wiring import Services
from workers.ingest import IngestActors

OpenDoor = Callable[[Services], FlaskClient]

AVIF, OLD = "image/avif,image/webp,*/*", "image/jpeg,image/png"


@pytest.fixture
def image(services: Services) -> Image:
    """A photo that was processed."""
    return give(services)


@pytest.fixture
def url(image: Image) -> str:
    return f"/api/images/{image.media_id}"


def test_a_picture_has_every_header_that_a_page_needs(
    client: FlaskClient, url: str, image: Image
) -> None:
    answer = client.get(url)

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "image/webp"
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    assert answer.headers["ETag"].startswith('"')  # strong
    assert answer.headers["Last-Modified"].endswith("GMT")
    assert answer.headers["Cache-Control"] == FOR_NOW
    assert answer.headers["Vary"] == "Accept"
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Access-Control-Expose-Headers"] == "X-Size, X-Background"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    disposition = f'inline; filename="{image.media_id}-detail.webp"'
    assert answer.headers["Content-Disposition"] == disposition
    assert answer.headers["X-Size"] == "detail"
    assert answer.headers["X-Background"] == "original"
    assert "Set-Cookie" not in answer.headers
    assert decoded(answer.data).size == (1200, 720)


@pytest.mark.parametrize(
    "address",
    ["/api/images/{0.media_id}", "/serve/{0.media_id}", "/api/images/{0.image_id}",
     "/serve/{0.image_id}", "/api/v1/images/{0.image_id}/direct"],
)  # fmt: skip
def test_a_picture_has_several_addresses(client: FlaskClient, image: Image, address: str) -> None:
    for size in ("thumbnail", "header"):
        answer = client.get(f"{address.format(image)}?size={size}")
        assert (answer.status_code, answer.headers["X-Size"]) == (200, size)
        assert answer.data == client.get(f"/api/images/{image.media_id}?size={size}").data


def test_the_name_that_it_was_uploaded_with_is_nobodys_business(
    services: Services, client: FlaskClient
) -> None:
    image = give(services, original_name="my bank account.jpg")
    assert "bank" not in str(client.get(f"/serve/{image.media_id}").headers)


def test_of_two_sizes_in_an_address_the_last_one_counts(client: FlaskClient, url: str) -> None:
    """Pages hang a size on addresses that have one already."""
    for query in ("?size=detail?size=thumbnail", "?size=detail&size=thumbnail",
                  "?size=detail&bg=removed?size=thumbnail&v=1"):  # fmt: skip
        assert client.get(url + query).headers["X-Size"] == "thumbnail"


@pytest.mark.parametrize(
    ("accept", "query", "mime"),
    [
        (AVIF, "?size=grid", "image/avif"),
        (AVIF, "?size=detail", "image/webp"),
        ("image/webp", "", "image/webp"),
        (OLD, "", "image/jpeg"),
        ("image/avif,image/webp;q=0", "?size=grid", "image/avif"),
        (AVIF, "?format=jpg", "image/jpeg"),
        (OLD, "?format=avif", "image/avif"),
        (OLD, "?format=png", "image/png"),
        (OLD, "?format=", "image/jpeg"),
    ],
)
def test_the_format_suits_whoever_asks(
    client: FlaskClient, url: str, accept: str, query: str, mime: str
) -> None:
    answer = client.get(url + query, headers={"Accept": accept})
    named = query.startswith("?format") and not query.endswith("=")
    assert (answer.status_code, answer.mimetype) == (200, mime)
    assert answer.headers.get("Vary") == (None if named else "Accept")
    assert decoded(answer.data).format == mime.partition("/")[2].upper()


def test_head_has_the_headers_of_get(client: FlaskClient, url: str) -> None:
    for query in ("", "?size=thumbnail", "?format=jpeg"):
        got, asked = client.get(url + query), client.head(url + query)
        assert asked.data == b""
        for answer in (got, asked):
            answer.headers.pop("Date", None)
        for answer in (asked, got):
            answer.headers.pop("X-Request-ID", None)
        assert dict(asked.headers) == dict(got.headers)


@pytest.mark.parametrize("name", CONDITIONS)
def test_who_has_it_is_told_so(client: FlaskClient, url: str, name: str) -> None:
    headers, status = CONDITIONS[name]
    whole = client.get(url)
    answer = client.get(url, headers=filled_in(headers, whole))
    assert answer.status_code == status
    assert answer.data == (whole.data if status == 200 else b"")
    for kept in ("ETag", "Cache-Control", "Vary", "Access-Control-Allow-Origin"):
        assert answer.headers[kept] == whole.headers[kept]


def test_parts_of_a_picture_are_sent_to_who_asks_for_them(client: FlaskClient, url: str) -> None:
    whole = client.get(url).data
    part = client.get(url, headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.data) == (206, whole[10:20])
    assert part.headers["Content-Range"] == f"bytes 10-19/{len(whole)}"
    beyond = client.get(url, headers={"Range": f"bytes={len(whole)}-"})
    assert (beyond.status_code, beyond.get_json()["code"]) == (416, "range_not_satisfiable")


def test_a_current_revision_makes_it_immutable(client: FlaskClient, url: str, image: Image) -> None:
    for query, control in ((f"?v={image.revision}", FOR_EVER), ("?v=old", FOR_NOW)):
        assert client.get(f"{url}{query}&size=grid").headers["Cache-Control"] == control
        # From memory, too.
        assert client.get(f"{url}{query}&size=grid").headers["Cache-Control"] == control


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("?size=huge", 404, "unknown_size"),
        ("?size=w342", 404, "unknown_size"),
        ("?size=" + "x" * 5000, 404, "unknown_size"),
        ("?size=%00%ff", 404, "unknown_size"),
        ("?format=gif", 400, "unknown_format"),
        ("?bg=blue", 400, "unknown_background"),
    ],
)
def test_words_that_mean_nothing_are_refused(
    client: FlaskClient, url: str, query: str, status: int, code: str
) -> None:
    answer = client.get(url + query)
    assert (answer.status_code, answer.get_json()["code"]) == (status, code)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("place", ["/api/images", "/serve"])
@pytest.mark.parametrize(
    "address", ["123456789012345", "1", "0", "abc", "%00", "..", "9" * 300, "1%0a", "-1"]
)
def test_nobody_has_what_was_never_given(client: FlaskClient, place: str, address: str) -> None:
    answer = client.get(f"{place}/{address}")
    assert answer.status_code == 404
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("state", "code", "again"),
    [(ImageState.AWAITED, "image_pending", "2"), (ImageState.STAGED, "image_pending", "2"),
     (ImageState.FAILED, "image_failed", None)],
)  # fmt: skip
def test_what_cannot_be_shown_yet_is_no_picture_and_kept_by_nobody(
    services: Services, client: FlaskClient, state: str, code: str, again: str | None
) -> None:
    _, image_id = staged(services)
    change(services.database, image_id, state=state)
    answer = client.get(f"/api/images/{image_id}")
    assert (answer.status_code, answer.get_json()["code"]) == (404, code)
    assert answer.headers.get("Retry-After") == again
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_logo_is_shown_without_its_background_where_that_was_removed(
    services: Services, client: FlaskClient
) -> None:
    logo, photo = (give(services, data, data_type="logo") for data in (LOGO, PHOTO))
    for query in ("&bg=removed", "&bg=original", ""):
        answer = client.get(f"/serve/{logo.media_id}?size=thumbnail{query}")
        background = "removed" if query == "&bg=removed" else "original"
        assert answer.headers["X-Background"] == background
        assert ("A" in decoded(answer.data).getbands()) == (background == "removed")
        stays = client.get(f"/serve/{photo.media_id}?size=thumbnail{query}")
        assert (stays.status_code, stays.headers["X-Background"]) == (200, "original")


def test_a_stand_in_is_kept_for_a_moment_and_never_remembered(
    services: Services, image: Image
) -> None:
    door = Door(services)
    lose_source(services, image)
    for size in ("zoom", "detail"):
        lose(services, image, size)
    url = f"/api/images/{image.media_id}?size=zoom"
    answer = door.client.get(url)
    assert (answer.status_code, answer.headers["X-Size"]) == (200, "grid")
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    assert not door.is_hot(url)


def test_the_second_request_asks_neither_database_nor_flask(
    services: Services, image: Image
) -> None:
    door = Door(services)
    for place in ("/api/images", "/serve"):
        for query in ("", "?size=thumbnail", f"?v={image.revision}&size=grid", "?format=png",
                      "?size=detail?size=small", "?bg=original&size=zoom"):  # fmt: skip
            url = f"{place}/{image.media_id}{query}"
            first = door.client.get(url)
            with statements(services) as said:
                assert door.is_hot(url)
                second = door.client.get(url)
            assert said == []
            assert (second.status, second.data) == (first.status, first.data)
            assert _told(second) == _told(first)
            assert door.is_hot(url, headers={"If-None-Match": first.headers["ETag"]})


def test_other_queries_are_flasks(services: Services, image: Image) -> None:
    door = Door(services)
    for query in ("?w=1", "?size=Grid", "?size", "?v=%31", "?size=small&x=1"):
        url = f"/api/images/{image.media_id}{query}"
        assert not door.is_hot(url)
        assert not door.is_hot(url)


def test_where_the_application_is_asked_it_asks_nobody_else(
    services: Services, client: FlaskClient, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    headers = {"Range": "bytes=0-9"}  # which is never answered in front of it
    assert client.get(url, headers=headers).status_code == 206

    def away(*_: Any) -> None:
        raise AssertionError("memory has it")

    monkeypatch.setattr(type(services.stores.thumbnails), "get", away)
    with statements(services) as said:
        assert client.get(url, headers=headers).status_code == 206
    assert said == []


def test_what_is_deleted_is_gone_at_once_from_every_memory(
    services: Services, client: FlaskClient, image: Image
) -> None:
    twin = give(services)
    urls = [f"{place}/{image.media_id}?size=grid" for place in ("/api/images", "/serve")]
    other = f"/api/images/{twin.media_id}?size=grid"
    for url in (*urls, other):
        assert client.get(url).status_code == client.get(url).status_code == 200
    delete(services, image)
    for url in urls:
        answer = client.get(url)
        assert (answer.status_code, answer.get_json()["code"]) == (404, "unknown_image")
    assert client.get(other).status_code == 200


def test_what_is_made_again_in_another_way_is_shown_at_once(
    open_house: OpenHouse, services: Services, client: FlaskClient, image: Image
) -> None:
    url = f"/api/images/{image.media_id}?size=grid&v={image.revision}"
    before = client.get(url)
    assert client.get(url).headers["Cache-Control"] == FOR_EVER
    with services.database.write() as session:
        rows = variants_of(services.database, image.image_id)
        make_again(session, [row.key for row in rows.values()])
        job_id = jobs.of_image(session, image.image_id).job_id
    other = replace(services.ingest, recipes=open_house(image_quality=40).ingest.recipes)

    IngestActors(replace(services, ingest=other)).process_image(job_id)

    after = client.get(url)
    assert (after.status_code, after.headers["Cache-Control"]) == (200, FOR_NOW)
    assert after.data != before.data


def test_redirects_go_to_the_object_at_the_cdn(open_house: OpenHouse, open_door: OpenDoor) -> None:
    services = open_house(cdn_base_url="https://cdn.example", image_delivery="redirect")
    image = give(services)
    row = variants_of(services.database, image.image_id)["small", "original", "webp"]
    answer = open_door(services).get(f"/api/images/{image.media_id}?size=small")
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"https://cdn.example/{row.key}"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Vary"] == "Accept"


def test_pages_of_every_origin_may_ask_whatever_the_rest_allows(
    open_house: OpenHouse, open_door: OpenDoor
) -> None:
    services = open_house(cors_origins=("https://app.example",))
    image = give(services)
    answer = open_door(services).get(
        f"/api/images/{image.media_id}", headers={"Origin": "https://other.example"}
    )
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Vary"] == "Accept"


def _told(answer: Any) -> dict[str, str]:
    headers = {name.lower(): value for name, value in answer.headers}
    headers.pop("date", None)
    headers.pop("x-request-id", None)  # of each request that the application sees
    return headers
