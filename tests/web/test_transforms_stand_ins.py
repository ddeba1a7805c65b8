"""What is sent where a source cannot be had, what is drawn on pictures, and who must be told a
secret."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from PIL import Image

from tests.house.artwork_host import ArtworkHost
from tests.house.pictures import logo, poster, still
from tests.house.transforms import OpenTransforms, plain, transforming
from tvdbproxy.errors import ConfigurationError, Unavailable
from tvdbproxy.wiring import Services

__all__ = ["transforming"]

OpenDoor = Callable[[Services], FlaskClient]
OpenHouse = Callable[..., FlaskClient]
BASE64 = base64.b64encode(still()).decode()


@pytest.fixture
def door(transforming: OpenTransforms, open_door: OpenDoor, artwork_host: ArtworkHost) -> OpenHouse:
    """A door with a poster behind it; settings by field name."""
    artwork_host.show("/p.jpg", poster())
    return lambda **given: open_door(transforming(**given))


def size_of(data: bytes) -> tuple[int, int]:
    return Image.open(BytesIO(data)).size


def code_of(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.get_json()["code"]


def test_a_source_that_is_not_there_is_the_fallback_as_it_was_asked_for(
    door: OpenHouse, artwork_host: ArtworkHost
) -> None:
    answer = door(imgproxy_fallback_image_data=BASE64).get(
        plain("rs:fill:100:100", f"{artwork_host.url}/none.jpg@png")
    )
    assert (answer.status_code, answer.mimetype) == (200, "image/png")
    assert size_of(answer.data) == (100, 100)
    assert answer.headers["Cache-Control"] == "max-age=60, public"
    assert 'filename="image.png"' in answer.headers["Content-Disposition"]


@pytest.mark.parametrize("status", [404, 410, 500, 503])
def test_whatever_the_sources_server_says_there_is_a_picture(
    door: OpenHouse, artwork_host: ArtworkHost, status: int
) -> None:
    artwork_host.show("/bad.jpg", b"no", status=status)
    url = plain("w:40", f"{artwork_host.url}/bad.jpg")
    assert door(imgproxy_fallback_image_data=BASE64).get(url).status_code == 200
    assert (
        door(imgproxy_fallback_image_data=BASE64, imgproxy_fallback_image_http_code=404)
        .get(url)
        .status_code
        == 404
    )
    kept = door(imgproxy_fallback_image_data=BASE64, imgproxy_fallback_image_http_code=0).get(url)
    assert kept.status_code == (status if status < 500 else 502)
    assert size_of(kept.data) == (40, 23)


@pytest.mark.parametrize(
    "source",
    ["http://127.0.0.1:9/closed.jpg", "s3://tvdb-images-originals/none.jpg", "local:///none.jpg",
     "tvdb://series/404/poster"],
)  # fmt: skip
def test_sources_of_every_kind_have_it(
    door: OpenHouse, artwork_host: ArtworkHost, source: str
) -> None:
    allowed = f"{artwork_host.url}/,http://127.0.0.1:9/"
    given = {
        "imgproxy_fallback_image_data": BASE64,
        "imgproxy_allowed_sources": allowed,
        "fetch_private_hosts": (artwork_host.site, "127.0.0.1:9"),
    }
    assert size_of(door(**given).get(plain("w:40", source)).data) == (40, 23)


def test_what_is_refused_broken_or_unsigned_has_none(
    door: OpenHouse, artwork_host: ArtworkHost
) -> None:
    artwork_host.show("/broken.jpg", poster()[:900])
    artwork_host.show("/page.jpg", b"<!doctype html><title>no</title>")
    open_ = door(imgproxy_fallback_image_data=BASE64)
    url = artwork_host.url
    assert code_of(open_.get(plain("w:40", "https://elsewhere.example/a.jpg"))) == (
        404,
        "source_not_allowed",
    )
    assert code_of(open_.get(plain("w:40", f"{url}/broken.jpg")))[0] == 422
    assert code_of(open_.get(plain("w:40", f"{url}/page.jpg")))[0] == 422
    assert code_of(open_.get(plain("w:x", f"{url}/none.jpg"))) == (404, "invalid_url")
    assert open_.get(f"/imgproxy/abc/w:40/plain/{url}/none.jpg").status_code == 403


def test_a_source_as_it_is_has_none(door: OpenHouse, artwork_host: ArtworkHost) -> None:
    open_ = door(imgproxy_fallback_image_data=BASE64, imgproxy_allow_raw=True)
    assert open_.get(plain("raw:1", f"{artwork_host.url}/none.jpg")).status_code == 404


def test_the_source_is_shown_as_soon_as_it_is_there(
    door: OpenHouse, artwork_host: ArtworkHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_ = door(imgproxy_fallback_image_data=BASE64)
    url = plain("w:34", f"{artwork_host.url}/late.jpg@png")
    stand_in = open_.get(url)
    assert size_of(stand_in.data) == (34, 19)
    artwork_host.show("/late.jpg", poster())
    moment = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: moment + 6)  # a failure is remembered for five
    shown = open_.get(url, headers={"If-None-Match": stand_in.headers["ETag"]})
    assert (shown.status_code, size_of(shown.data)) == (200, (34, 50))
    assert shown.headers["Cache-Control"] == "max-age=31536000, public"


def test_a_source_that_is_lost_when_it_is_read_has_it_too(
    transforming: OpenTransforms, open_door: OpenDoor
) -> None:
    services = transforming(imgproxy_fallback_image_data=BASE64)
    originals = services.stores.originals
    originals.put("x/p.jpg", poster(), content_type="image/jpeg")
    door = open_door(services)

    class Losing:
        def __getattr__(self, name: str) -> Any:
            return getattr(originals, name)

        def get(self, key: str, *given: Any) -> Any:
            if key == "x/p.jpg":
                raise Unavailable("The disk is broken.", code="storage_corrupt")
            return originals.get(key, *given)

    buckets: Any = services.transforms.sources.by_scheme["s3"]
    names = [name for name, store in buckets.stores.items() if store is originals]
    address = plain("w:34", f"s3://{names[0]}/x/p.jpg@png")
    object.__setattr__(buckets, "stores", {names[0]: Losing()})
    assert size_of(door.get(address).data) == (34, 19)
    object.__setattr__(buckets, "stores", {names[0]: originals})
    assert size_of(door.get(address).data) == (34, 50)


def test_the_fallback_is_unchanged_for_who_has_it(
    door: OpenHouse, artwork_host: ArtworkHost
) -> None:
    url = plain("w:40", f"{artwork_host.url}/none.jpg")
    open_ = door(imgproxy_fallback_image_data=BASE64, imgproxy_fallback_image_ttl=0)
    first = open_.get(url)
    again = open_.get(url, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert first.headers["Cache-Control"] == "max-age=31536000, public"
    open_ = door(imgproxy_fallback_image_data=BASE64, imgproxy_fallback_image_http_code=404)
    headers = {"If-None-Match": first.headers["ETag"], "Range": "bytes=0-9"}
    gone = open_.get(url, headers=headers)
    assert (gone.status_code, gone.data) == (404, first.data)
    head = open_.head(url)
    assert (head.status_code, head.content_length, head.data) == (404, len(first.data), b"")


def test_a_file_and_a_source_serve_as_well_as_text(
    door: OpenHouse, artwork_host: ArtworkHost, tmp_path: Path
) -> None:
    path = tmp_path / "fallback.jpg"
    path.write_bytes(still())
    artwork_host.show("/fallback.jpg", still())
    url = plain("w:40", f"{artwork_host.url}/none.jpg@png")
    by_text = door(imgproxy_fallback_image_data=BASE64).get(url)
    by_file = door(imgproxy_fallback_image_path=str(path)).get(url)
    by_source = door(
        imgproxy_fallback_image_url=f"{artwork_host.url}/fallback.jpg",
        imgproxy_allowed_sources=f"{artwork_host.url}/none",
    ).get(url)
    assert by_text.data == by_file.data == by_source.data
    assert by_text.headers["ETag"] == by_file.headers["ETag"] == by_source.headers["ETag"]


def test_what_stands_in_opens_nothing_else(door: OpenHouse, artwork_host: ArtworkHost) -> None:
    artwork_host.show("/fallback.jpg", still())
    open_ = door(
        imgproxy_fallback_image_url=f"{artwork_host.url}/fallback.jpg",
        imgproxy_allowed_sources="https://elsewhere.example/",
    )
    answer = open_.get(plain("w:40", f"{artwork_host.url}/fallback.jpg"))
    assert code_of(answer) == (404, "source_not_allowed")


def test_without_its_fallback_a_source_fails_as_ever(
    door: OpenHouse, artwork_host: ArtworkHost
) -> None:
    open_ = door(imgproxy_fallback_image_url=f"{artwork_host.url}/none-either.jpg")
    assert open_.get(plain("w:40", f"{artwork_host.url}/none.jpg")).status_code == 404


def test_a_watermark_may_be_a_source(door: OpenHouse, artwork_host: ArtworkHost) -> None:
    artwork_host.show("/logo.png", logo())
    url = plain("wm:1:ce/w:100", f"{artwork_host.url}/p.jpg@png")
    given = {"imgproxy_allowed_sources": f"{artwork_host.url}/p"}
    by_source = door(imgproxy_watermark_url=f"{artwork_host.url}/logo.png", **given)
    by_text = door(imgproxy_watermark_data=base64.b64encode(logo()).decode(), **given)
    marked = by_source.get(url)
    assert marked.data == by_text.get(url).data
    assert marked.headers["ETag"] == by_text.get(url).headers["ETag"]
    unmarked = plain("w:100", f"{artwork_host.url}/p.jpg@png")
    assert marked.data != by_source.get(unmarked).data


def test_a_watermark_that_cannot_be_had_is_no_picture_without_one(
    door: OpenHouse, artwork_host: ArtworkHost
) -> None:
    open_ = door(
        imgproxy_watermark_url=f"{artwork_host.url}/none.png", imgproxy_fallback_image_data=BASE64
    )
    answer = open_.get(plain("wm:1:ce/w:100", f"{artwork_host.url}/p.jpg"))
    assert code_of(answer) == (503, "watermark_unavailable")
    assert answer.headers["Retry-After"]
    assert open_.get(plain("w:100", f"{artwork_host.url}/p.jpg")).status_code == 200


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"imgproxy_fallback_image_data": "no base64"}, "IMGPROXY_FALLBACK_IMAGE_DATA"),
        ({"imgproxy_fallback_image_path": "/nothing/here"}, "IMGPROXY_FALLBACK_IMAGE_PATH"),
        ({"imgproxy_fallback_image_url": "/a.png"}, "IMGPROXY_FALLBACK_IMAGE_URL"),
        ({"imgproxy_fallback_image_http_code": 304}, "IMGPROXY_FALLBACK_IMAGE_HTTP_CODE"),
        ({"imgproxy_fallback_image_http_code": 99}, "IMGPROXY_FALLBACK_IMAGE_HTTP_CODE"),
        ({"imgproxy_watermark_data": "no base64"}, "IMGPROXY_WATERMARK_DATA"),
        ({"imgproxy_watermark_url": "ftp://a/b"}, "IMGPROXY_WATERMARK_URL"),
    ],
)
def test_a_picture_that_is_set_wrongly_is_told_at_the_start(
    door: OpenHouse, given: dict[str, Any], name: str
) -> None:
    with pytest.raises(ConfigurationError, match=name):
        door(**given)


@pytest.mark.parametrize(
    ("header", "status"),
    [
        ("Bearer open-sesame", 200),
        ("bearer  open-sesame", 200),
        ("Bearer open-sesam", 403),
        ("Bearer open-sesame-and-more", 403),
        ("Bearer öpen", 403),
        ("Basic open-sesame", 403),
        ("open-sesame", 403),
        (None, 403),
    ],
)
def test_with_a_secret_only_those_who_know_it_are_answered(
    door: OpenHouse, artwork_host: ArtworkHost, header: str | None, status: int
) -> None:
    open_ = door(imgproxy_secret="open-sesame")
    url = plain("w:40", f"{artwork_host.url}/p.jpg")
    headers = {"Authorization": header} if header else {}
    answer = open_.get(url, headers=headers)
    assert answer.status_code == status
    if status == 403:
        assert code_of(answer) == (403, "secret_wrong")
        assert "open-sesame" not in answer.text


def test_the_secret_is_no_signature_and_no_answer_is_given_without_it_later(
    door: OpenHouse, artwork_host: ArtworkHost
) -> None:
    open_ = door(imgproxy_secret="open-sesame")
    headers = {"Authorization": "Bearer open-sesame"}
    url = plain("w:40", f"{artwork_host.url}/p.jpg")
    unsigned = open_.get(f"/imgproxy/unsafe/w:40/plain/{artwork_host.url}/p.jpg", headers=headers)
    assert unsigned.status_code == 403
    for _ in range(3):
        assert open_.get(url, headers=headers).status_code == 200
        assert open_.get(url).status_code == open_.head(url).status_code == 403
    assert open_.get("/imgproxy/health").status_code == 200


def test_the_secret_is_not_told_where_settings_are_wrong(door: OpenHouse) -> None:
    with pytest.raises(ConfigurationError) as refused:
        door(imgproxy_secret="two words")
    assert "two words" not in str(refused.value)
