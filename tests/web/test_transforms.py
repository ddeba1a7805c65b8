"""The transforms door: what it answers, header by header."""

from __future__ import annotations

import base64
import re
import time
from collections.abc import Callable
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from PIL import Image

from tests.house.artwork_host import ArtworkHost
from tests.house.pictures import logo, poster
from tests.house.titles import PATH, hang
from tests.house.transforms import OpenTransforms, encoded, plain, transforming
from tests.imaging.drawing import encoded as drawn
from tests.imaging.drawing import photo
from tvdbproxy.wiring import Services

__all__ = ["transforming"]

OpenDoor = Callable[[Services], FlaskClient]
CHROME = "image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8"


@pytest.fixture
def house(transforming: OpenTransforms, artwork_host: ArtworkHost) -> Services:
    """A house with a poster upstream and one in its catalogue."""
    artwork_host.show("/p.jpg", poster())
    artwork_host.show("/logo.png", logo(), Content_Type="image/png")
    artwork_host.show(PATH, poster(1))
    services = transforming()
    hang(services.database)
    return services


@pytest.fixture
def door(house: Services, open_door: OpenDoor) -> FlaskClient:
    return open_door(house)


@pytest.fixture
def url(artwork_host: ArtworkHost) -> str:
    """The address of a poster of 340x500."""
    return f"{artwork_host.url}/p.jpg"


def test_a_picture_is_resized_as_it_was_asked_for(door: FlaskClient, url: str) -> None:
    answer = door.get(plain("rs:fit:100:100", f"{url}@png"))
    assert answer.status_code == 200, answer.text
    assert answer.mimetype == "image/png"
    assert Image.open(BytesIO(answer.data)).size == (68, 100)


def opened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


@pytest.mark.parametrize(
    ("accept", "mime"),
    [
        (CHROME, "image/avif"),
        ("image/webp,*/*", "image/webp"),
        ("*/*", "image/webp"),
        ("image/*;q=0.8,*/*;q=0.5", "image/webp"),
        (None, "image/webp"),
        ("image/avif;q=0,*/*", "image/webp"),
        ("image/png,image/jpeg", "image/jpeg"),
        ("image/webp;q=0,image/*", "image/jpeg"),
    ],
)
def test_accept_decides_where_the_address_does_not(
    door: FlaskClient, url: str, accept: str | None, mime: str
) -> None:
    answer = door.get(plain("w:50", url), headers={"Accept": accept} if accept else {})
    assert (answer.status_code, answer.mimetype) == (200, mime)
    assert "Accept" in answer.headers["Vary"]
    assert opened(answer.data).format == mime.partition("/")[2].upper()


def test_a_named_format_is_the_same_for_all(door: FlaskClient, url: str) -> None:
    for accept in (CHROME, "image/png"):
        answer = door.get(plain("w:50/q:80", f"{url}@jpg"), headers={"Accept": accept})
        assert answer.mimetype == "image/jpeg"
        assert "Vary" not in answer.headers


def test_for_who_shows_old_formats_alone_alpha_decides(
    door: FlaskClient, artwork_host: ArtworkHost, url: str
) -> None:
    for source, mime in ((f"{artwork_host.url}/logo.png", "image/png"), (url, "image/jpeg")):
        modern = door.get(plain("w:60", f"{source}@webp")).data
        path = artwork_host.show(f"/{mime[6:]}.webp", modern, Content_Type="image/webp")
        answer = door.get(
            plain("w:40", f"{artwork_host.url}{path}"), headers={"Accept": "image/png,image/jpeg"}
        )
        assert (answer.status_code, answer.mimetype) == (200, mime)
        assert opened(answer.data).width == 40


def test_every_header_is_as_clients_expect(door: FlaskClient, url: str) -> None:
    answer = door.get(plain("w:50", f"{url}@webp"))
    headers = answer.headers
    assert headers["Content-Length"] == str(len(answer.data))
    assert headers["Cache-Control"] == "max-age=31536000, public"
    assert headers["Content-Disposition"] == 'inline; filename="p.webp"'
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in headers["Content-Security-Policy"]
    assert headers["Accept-Ranges"] == "bytes"
    assert "W/" not in headers["ETag"]
    assert headers["Last-Modified"]
    assert not any(name.startswith(("X-Origin", "X-Result")) for name, _ in headers)


def test_the_tag_is_of_the_source_and_of_what_was_asked_for(
    door: FlaskClient, url: str, artwork_host: ArtworkHost
) -> None:
    def tag(options: str, source: str = url) -> str:
        return door.get(plain(options, f"{source}@png")).headers["ETag"]

    artwork_host.show("/other.jpg", poster(2))
    artwork_host.show("/same.jpg", poster())
    tags = [tag("w:50"), tag("w:51"), tag("w:50", f"{artwork_host.url}/other.jpg")]
    assert len(set(tags)) == 3
    assert tag("cb:1/w:50") == tags[0]
    assert tag("w:50", f"{artwork_host.url}/same.jpg") == tags[0]


def test_who_has_it_hears_so_and_nothing_is_made(
    door: FlaskClient, house: Services, url: str
) -> None:
    address = plain("w:50", f"{url}@png")
    first = door.get(address)
    house.hot.clear()
    for info in list(house.stores.originals.list("transforms/results/")):
        house.stores.originals.delete(info.key)
    answer = door.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (answer.status_code, answer.data) == (304, b"")
    assert answer.headers["ETag"] == first.headers["ETag"]
    assert answer.headers["Cache-Control"] == first.headers["Cache-Control"]
    assert not list(house.stores.originals.list("transforms/results/"))
    other = door.get(address, headers={"If-None-Match": '"other"'})
    assert other.status_code == 200


def test_a_date_serves_as_condition_too(door: FlaskClient, artwork_host: ArtworkHost) -> None:
    moment = "Tue, 03 Mar 2020 10:00:00 GMT"
    artwork_host.show("/dated.jpg", poster(), Last_Modified=moment)
    address = plain("w:50", f"{artwork_host.url}/dated.jpg")
    assert door.get(address).headers["Last-Modified"] == moment
    assert door.get(address, headers={"If-Modified-Since": moment}).status_code == 304
    before = {"If-Modified-Since": "Mon, 02 Mar 2020 10:00:00 GMT"}
    assert door.get(address, headers=before).status_code == 200


@pytest.mark.parametrize(
    "date", ["yesterday", "", "Mon, 01 Jan 0001 00:00:00 +2359", "Fri, 31 Dec 9999 23:59:59 -2359"]
)
def test_a_date_that_makes_no_sense_is_none(
    door: FlaskClient, artwork_host: ArtworkHost, date: str
) -> None:
    artwork_host.show("/dated.jpg", poster(), Last_Modified=date, ETag="x" * 3000)
    for size in (50, 60):
        assert door.get(plain(f"w:{size}", f"{artwork_host.url}/dated.jpg")).status_code == 200
    assert artwork_host.times("/dated.jpg") == 1


@pytest.mark.parametrize("cold", ["head", "get"])
def test_head_predicts_get(door: FlaskClient, url: str, cold: str) -> None:
    address = plain("w:50", url)
    first, second = ("HEAD", "GET") if cold == "head" else ("GET", "HEAD")
    answers = {method: door.open(address, method=method) for method in (first, second)}
    told = {method: dict(answer.headers) for method, answer in answers.items()}
    for headers in told.values():
        headers.pop("Date", None)  # a server's business
        headers.pop("X-Request-ID", None)
    assert told["HEAD"] == told["GET"]
    assert answers["HEAD"].data == b""
    assert told["HEAD"]["Content-Length"] == str(len(answers["GET"].data))


def test_a_range_is_a_part(door: FlaskClient, url: str) -> None:
    address = plain("w:50", f"{url}@png")
    whole = door.get(address).data
    part = door.get(address, headers={"Range": "bytes=2-9"})
    assert (part.status_code, part.data) == (206, whole[2:10])
    assert door.get(address, headers={"Range": "bytes=9999999-"}).status_code == 416


def test_an_address_that_expires_is_kept_no_longer(door: FlaskClient, url: str) -> None:
    expires = int(time.time()) + 100
    answer = door.get(plain(f"exp:{expires}", url))
    (age,) = re.findall(r"^max-age=(\d+), public$", answer.headers["Cache-Control"])
    assert 90 <= int(age) <= 100


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ("fn:cover", 'inline; filename="cover.png"'),
        ("att:1", 'attachment; filename="p.png"'),
        ("fn:ZsO8cg:1", "inline; filename=\"f_r.png\"; filename*=UTF-8''f%C3%BCr.png"),
        ("fn:a%22b", 'inline; filename="a22b.png"'),
        ("fn:Li4vLi4veA:1", 'inline; filename="x.png"'),
    ],
)
def test_a_file_has_a_name_that_cannot_do_harm(
    door: FlaskClient, url: str, options: str, told: str
) -> None:
    answer = door.get(plain(options, f"{url}@png"))
    assert answer.headers["Content-Disposition"] == told


def test_settings_decide_what_is_told(
    transforming: OpenTransforms, open_door: OpenDoor, house: Services, url: str
) -> None:
    door = open_door(
        transforming(
            imgproxy_ttl=0,
            imgproxy_enable_debug_headers=True,
            imgproxy_allow_origin="https://app.example",
            imgproxy_enable_webp_detection=False,
            imgproxy_enable_avif_detection=False,
        )
    )
    answer = door.get(plain("w:34", url), headers={"Accept": CHROME})
    headers = answer.headers
    assert answer.mimetype == "image/jpeg"
    assert headers["Vary"] == "Save-Data"
    assert headers["Cache-Control"] == "no-cache"
    assert headers["Access-Control-Allow-Origin"] == "https://app.example"
    assert headers["X-Origin-Content-Length"] == str(len(poster()))
    assert (headers["X-Origin-Width"], headers["X-Origin-Height"]) == ("340", "500")
    assert (headers["X-Result-Width"], headers["X-Result-Height"]) == ("34", "50")


def test_hints_count_where_they_are_wanted_and_the_address_says_nothing(
    transforming: OpenTransforms, open_door: OpenDoor, house: Services, url: str, door: FlaskClient
) -> None:
    hinted = open_door(transforming(imgproxy_enable_client_hints=True))

    def width(client: FlaskClient, options: str, **hints: str) -> int:
        named = {name.replace("_", "-"): value for name, value in hints.items()}
        answer = client.get(plain(options, f"{url}@png"), headers=named)
        assert ("Sec-CH-DPR" in answer.headers.get("Vary", "")) == (client is hinted)
        return opened(answer.data).width

    assert width(hinted, "w:50") == 50
    assert width(hinted, "w:50", Sec_CH_DPR="2") == 100
    assert width(hinted, "w:50", DPR="2") == 100
    assert width(hinted, "w:50", Sec_CH_DPR="2", Save_Data="on") == 50
    assert width(hinted, "w:50/dpr:1", Sec_CH_DPR="2") == 50
    assert width(hinted, "h:0", Sec_CH_Width="120", Sec_CH_DPR="2") == 120
    assert width(hinted, "w:50", Width="99") == 50
    assert width(hinted, "w:50", Sec_CH_DPR="99") == 50
    assert width(door, "w:50", Sec_CH_DPR="2") == 50


def test_who_saves_data_is_sent_fewer_bytes(door: FlaskClient, artwork_host: ArtworkHost) -> None:
    artwork_host.show("/photo.jpg", drawn(photo(400, 300), "JPEG", quality=90))
    address = plain("w:300", f"{artwork_host.url}/photo.jpg@webp")
    usual = door.get(address)
    less = door.get(address, headers={"Save-Data": "on"})
    assert len(less.data) < len(usual.data)
    assert less.headers["ETag"] != usual.headers["ETag"]
    assert "Save-Data" in usual.headers["Vary"]
    assert "Save-Data" in less.headers["Vary"]


def test_the_catalogue_is_a_source(door: FlaskClient, artwork_host: ArtworkHost) -> None:
    answer = door.get(plain("w:34", "tvdb://series/1/poster@png"))
    assert answer.status_code == 200, answer.text
    assert opened(answer.data).size == (34, 50)
    door.get(encoded("w:50", "tvdb://series/1/poster/11"))
    assert artwork_host.times(PATH) == 1


def test_a_picture_that_is_stored_already_is_not_fetched_again(
    stored: Services, transforming: OpenTransforms, open_door: OpenDoor, artwork_host: ArtworkHost
) -> None:
    door = open_door(transforming())
    assert door.get(plain("w:34", "tvdb://series/1/poster")).status_code == 200
    assert artwork_host.times(PATH) == 1


def test_objects_of_our_buckets_and_files_are_sources(house: Services, door: FlaskClient) -> None:
    house.stores.originals.put("uploads/x/ä.jpg", poster(), content_type="image/jpeg")
    (house.settings.storage.storage_path / "plain.jpg").write_bytes(poster())
    bucket = house.settings.storage.s3_bucket_originals
    for source in (
        f"s3://{bucket}/uploads/x/ä.jpg",
        f"local:///{bucket}/uploads/x/ä.jpg",
        "local:///plain.jpg",
    ):
        answer = door.get(encoded("w:34", source, ".png"))
        assert answer.status_code == 200, (source, answer.text)
        assert opened(answer.data).size == (34, 50)


def test_health_is_asked_without_a_signature(door: FlaskClient) -> None:
    answer = door.get("/imgproxy/health")
    assert (answer.status_code, answer.mimetype) == (200, "text/plain")
    assert answer.headers["Cache-Control"] == "no-cache"


def test_preflight_and_other_methods(door: FlaskClient, url: str) -> None:
    address = plain("w:50", url)
    answer = door.options(address)
    assert answer.status_code == 200
    assert "GET" in answer.headers["Access-Control-Allow-Methods"]
    assert door.post(address).status_code == 405


def test_a_source_as_it_is_takes_the_operators_leave(
    transforming: OpenTransforms, open_door: OpenDoor, door: FlaskClient, url: str
) -> None:
    assert door.get(plain("raw:1", url)).status_code == 403
    leave = open_door(transforming(imgproxy_allow_raw=True))
    answer = leave.get(plain("raw:1", url))
    assert (answer.status_code, answer.data) == (200, poster())
    assert answer.mimetype == "image/jpeg"
    assert "Vary" not in answer.headers
    tag = answer.headers["ETag"]
    assert leave.get(plain("raw:1", url), headers={"If-None-Match": tag}).status_code == 304
    assert leave.get(plain("raw:1", url), headers={"Range": "bytes=0-1"}).data == poster()[:2]


def test_raw_text_is_no_page(
    transforming: OpenTransforms, open_door: OpenDoor, artwork_host: ArtworkHost
) -> None:
    artwork_host.show("/x.html", b"<script>alert(1)</script>", Content_Type="text/html")
    door = open_door(transforming(imgproxy_allow_raw=True))
    answer = door.get(plain("raw:1", f"{artwork_host.url}/x.html"))
    assert answer.mimetype == "application/octet-stream"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_formats_to_skip_pass_as_they_are(door: FlaskClient, url: str) -> None:
    assert door.get(plain("skp:jpeg/w:50", url)).data == poster()
    assert door.get(plain("skp:png/w:50", f"{url}@jpg")).data != poster()
    assert opened(door.get(plain("skp:jpeg/w:50", f"{url}@png")).data).width == 50


def test_a_watermark_is_drawn(
    transforming: OpenTransforms, open_door: OpenDoor, door: FlaskClient, url: str
) -> None:
    data = base64.b64encode(logo()).decode()
    marked = open_door(transforming(imgproxy_watermark_data=data))
    address = plain("wm:1:ce/w:100", f"{url}@png")
    assert marked.get(address).data != door.get(address).data
    same = plain("w:100", f"{url}@png")
    assert marked.get(same).headers["ETag"] == door.get(same).headers["ETag"]


def test_the_document_tells_of_it(door: FlaskClient) -> None:
    paths = door.get("/docs/openapi.json").get_json()["paths"]
    assert {"/imgproxy/{path}", "/imgproxy/health"} <= set(paths)


def test_requests_are_counted_by_route(door: FlaskClient, url: str) -> None:
    door.get(plain("w:50", url))
    text = door.get("/metrics").get_data(as_text=True)
    assert 'route="/imgproxy/<path:path>",status="200"' in text
