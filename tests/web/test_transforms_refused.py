"""What the transforms door refuses, and in which words."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.fetch.spellings import NAMES, hosts
from tests.house.artwork_host import ArtworkHost
from tests.house.house import with_pool
from tests.house.pictures import poster
from tests.house.titles import hang
from tests.house.transforms import ENDPOINT, OpenTransforms, encoded, plain, transforming
from tests.house.waiting import eventually
from tests.imaging.bombs import animated, lying_png, squeezed_png
from tvdbproxy.imaging.pool import ImagePool
from tvdbproxy.wiring import Services

__all__ = ["transforming"]

OpenDoor = Callable[[Services], FlaskClient]


@pytest.fixture
def house(transforming: OpenTransforms, artwork_host: ArtworkHost) -> Services:
    artwork_host.show("/p.jpg", poster())
    return transforming()


@pytest.fixture
def door(house: Services, open_door: OpenDoor) -> FlaskClient:
    return open_door(house)


@pytest.fixture
def url(artwork_host: ArtworkHost) -> str:
    return f"{artwork_host.url}/p.jpg"


def told(answer: Any) -> tuple[int, str]:
    """Status and code of a problem document, which is one."""
    assert answer.mimetype == "application/problem+json", answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    document = answer.get_json()
    assert document["status"] == answer.status_code
    assert len(document["detail"]) > 20
    return answer.status_code, document["code"]


def test_without_a_key_the_door_is_closed(
    transforming: OpenTransforms, open_door: OpenDoor, artwork_host: ArtworkHost
) -> None:
    door = open_door(transforming(imgproxy_key="", imgproxy_salt=""))
    for address in ("/imgproxy/unsafe/w:1/plain/http://a/b", plain("w:1", "http://a/b")):
        answer = door.get(address)
        assert told(answer) == (403, "transforms_closed")
        assert "IMGPROXY_KEY" in answer.get_json()["detail"]


def test_unsigned_addresses_pass_where_that_is_wished(
    transforming: OpenTransforms, open_door: OpenDoor, artwork_host: ArtworkHost, url: str
) -> None:
    artwork_host.show("/p.jpg", poster())
    door = open_door(transforming(imgproxy_key="", imgproxy_salt="", imgproxy_allow_unsigned=True))
    assert door.get(f"/imgproxy/unsafe/w:50/plain/{url}").status_code == 200
    assert told(door.get(f"/imgproxy/w:50/plain/{url}"))[0] == 403


@pytest.mark.parametrize("change", ["signature", "options", "source", "none"])
def test_a_signature_is_of_the_whole_address(door: FlaskClient, url: str, change: str) -> None:
    signature, rest = plain("w:50", url).removeprefix("/imgproxy/").split("/", 1)
    addresses = {
        "signature": f"/imgproxy/A{signature[1:]}B/{rest}",
        "options": f"/imgproxy/{signature}/{rest.replace('w:50', 'w:51')}",
        "source": f"/imgproxy/{signature}/{rest}x",
        "none": f"/imgproxy/unsafe/{rest}",
    }
    assert told(door.get(addresses[change])) == (403, "signature_invalid")


def test_the_signature_is_looked_at_before_anything_else(
    door: FlaskClient, artwork_host: ArtworkHost, url: str
) -> None:
    assert told(door.get(f"/imgproxy/unsafe/nonsense:1/plain/{url}"))[0] == 403
    assert not artwork_host.asked


@pytest.mark.parametrize(
    ("options", "status", "code"),
    [
        ("w:x", 404, "invalid_url"),
        ("nonsense:1", 404, "invalid_url"),
        ("pr:nothing", 404, "invalid_url"),
        ("rot:45", 404, "invalid_url"),
        ("exp:1", 404, "url_expired"),
        ("msr:1", 403, "option_not_permitted"),
        ("f:svg", 422, "unsupported_format"),
    ],
)
def test_an_address_that_makes_no_sense(
    door: FlaskClient, url: str, options: str, status: int, code: str
) -> None:
    assert told(door.get(plain(options, url))) == (status, code)


@pytest.mark.parametrize(
    "path", ["", "/", "/x", "//x/y", "/sig/", "/sig/w:10", "/x?y=/imgproxy/a/b", "/%00/%ff/plain/%"]
)
def test_what_is_no_address(door: FlaskClient, path: str) -> None:
    answer = door.get(f"/imgproxy{path}")
    assert answer.status_code in (403, 404)
    assert told(answer)


@pytest.mark.proves("S5")
@pytest.mark.parametrize(
    "source",
    ["https://elsewhere.example/x.jpg", "ftp://a/b", "file:///etc/passwd", "data:image/png,x",
     "s3://other/x.jpg", "gs://b/x", "nothing", "s3://tvdb-images-originals/transforms/results/x",
     "s3://tvdb-images-originals/../x", "local://host/x", "local:///../x", "local:////etc/passwd",
     "local:///tvdb-images-originals/transforms/x"],
)  # fmt: skip
def test_a_source_that_is_not_admitted(door: FlaskClient, source: str) -> None:
    assert told(door.get(encoded("w:10", source))) == (404, "source_not_allowed")


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("s3://tvdb-images-originals/nothing.jpg", "source_missing"),
        ("local:///nothing.jpg", "source_missing"),
        ("tvdb://series/1", "source_missing"),
        ("tvdb://series/77/poster", "unknown_content"),
        ("tvdb://book/1/poster", "unknown_content"),
        ("tvdb://series/1/nothing", "unknown_image_type"),
        ("tvdb://series/1/banner", "no_artwork"),
    ],
)
def test_a_source_that_is_not_there(
    house: Services, door: FlaskClient, source: str, code: str
) -> None:
    hang(house.database)
    assert told(door.get(encoded("w:10", source))) == (404, code)


@pytest.mark.proves("S1", "S2", "S3", "S4")
def test_no_spelling_of_a_private_address_is_fetched_from(
    transforming: OpenTransforms, open_door: OpenDoor
) -> None:
    """All of them, which takes some seconds: each is an errand of its own."""
    door = open_door(transforming(imgproxy_allowed_sources="http://*,https://*"))
    for host in hosts():
        status, code = told(door.get(encoded("w:10", f"http://{host}/x.jpg")))
        assert status == 404, host
        refusals = {"source_not_allowed", "invalid_url"}
        # Names of a machine's own that this one may not have.
        assert code in refusals | ({"source_unreachable"} if host in NAMES else set()), host


@pytest.mark.proves("S4")
def test_a_redirect_to_another_host_leads_nowhere(
    door: FlaskClient, artwork_host: ArtworkHost
) -> None:
    port = artwork_host.site.rpartition(":")[2]
    for number, there in enumerate(
        (
            "http://169.254.169.254/",
            f"http://localhost:{port}/p.jpg",
            "file:///etc/passwd",
            "//[::1]/",
        )
    ):
        path = artwork_host.show(f"/r{number}.jpg", b"", 302, Location=there)
        answer = door.get(plain("w:10", f"{artwork_host.url}{path}"))
        assert told(answer) == (404, "source_not_allowed"), there


def test_a_name_that_resolves_to_another_address_is_checked_where_it_is_dialled(
    transforming: OpenTransforms, open_door: OpenDoor, monkeypatch: pytest.MonkeyPatch
) -> None:
    services = transforming(imgproxy_allowed_sources="http://rebinding.example/")
    fetcher: Any = services.transforms.sources.by_scheme["http"]
    looked_up: list[str] = []

    def resolve(host: str, port: int, **_: Any) -> list[Any]:
        looked_up.append(host)
        return [(2, 1, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(fetcher.fetcher, "_resolver", resolve)
    answer = open_door(services).get(encoded("w:10", "http://rebinding.example/x.jpg"))
    assert told(answer) == (404, "source_not_allowed")
    assert looked_up == ["rebinding.example"]


@pytest.mark.parametrize(
    ("status", "expected", "code"),
    [
        (404, 404, "missing_upstream"),
        (403, 403, "upstream_denied"),
        (401, 401, "upstream_denied"),
        (410, 410, "gone"),
        (418, 418, "upstream_refused"),
        (500, 502, "upstream_unavailable"),
        (503, 502, "upstream_unavailable"),
        (206, 404, "source_unreachable"),
        (204, 404, "source_unreachable"),
    ],
)
def test_what_a_sources_server_says_is_passed_on(
    door: FlaskClient, artwork_host: ArtworkHost, status: int, expected: int, code: str
) -> None:
    artwork_host.show("/x.jpg", b"" if status == 204 else b"no", status)
    answer = door.get(plain("w:10", f"{artwork_host.url}/x.jpg"))
    assert told(answer) == (expected, code)
    assert ("WWW-Authenticate" in answer.headers) == (status == 401)


def test_a_source_that_wants_fewer_requests_gets_them(
    door: FlaskClient, artwork_host: ArtworkHost
) -> None:
    artwork_host.show("/x.jpg", b"", 429, Retry_After="7")
    answer = door.get(plain("w:10", f"{artwork_host.url}/x.jpg"))
    assert told(answer) == (429, "upstream_rate_limited")
    assert int(answer.headers["Retry-After"]) <= 7


def test_a_server_that_is_not_there(transforming: OpenTransforms, open_door: OpenDoor) -> None:
    services = transforming(
        imgproxy_allowed_sources="http://127.0.0.1:1/", fetch_private_hosts="127.0.0.1:1"
    )
    answer = open_door(services).get(encoded("w:10", "http://127.0.0.1:1/x.jpg"))
    assert told(answer) == (404, "source_unreachable")


def test_a_source_that_goes_round_in_circles(door: FlaskClient, artwork_host: ArtworkHost) -> None:
    artwork_host.show("/r.jpg", b"", 302, Location="/r.jpg")
    answer = door.get(plain("w:10", f"{artwork_host.url}/r.jpg"))
    assert told(answer) == (404, "source_unreachable")


def test_a_source_that_takes_too_long(
    transforming: OpenTransforms, open_door: OpenDoor, artwork_host: ArtworkHost, url: str
) -> None:
    artwork_host.gate.clear()
    door = open_door(transforming(imgproxy_download_timeout=0.2))
    assert told(door.get(plain("w:10", url))) == (504, "upstream_timeout")


PICTURES = {
    "a page": (b"<!doctype html><p>no picture", "unsupported_media_type"),
    "nothing": (b"", "image_empty"),
    "noise": (b"\x01\x02\x03" * 50, "unsupported_media_type"),
    "a drawing": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "unsupported_media_type"),
    "half a picture": (poster()[:2000], "image_truncated"),
    "a claim": (lying_png(16_000, 16_000), "image_too_large"),
}


@pytest.mark.parametrize("name", PICTURES)
def test_what_is_no_picture(door: FlaskClient, artwork_host: ArtworkHost, name: str) -> None:
    data, code = PICTURES[name]
    artwork_host.show("/x.jpg", data)
    assert told(door.get(plain("w:10", f"{artwork_host.url}/x.jpg"))) == (422, code)


def test_an_answer_that_breaks_off(door: FlaskClient, artwork_host: ArtworkHost) -> None:
    artwork_host.show("/x.jpg", poster(), Content_Length=str(len(poster()) + 100))
    answer = door.get(plain("w:10", f"{artwork_host.url}/x.jpg"))
    assert told(answer) == (422, "source_incomplete")


def test_a_source_that_is_too_large(
    transforming: OpenTransforms, open_door: OpenDoor, artwork_host: ArtworkHost, url: str
) -> None:
    artwork_host.show("/p.jpg", poster())
    services = transforming(imgproxy_max_src_file_size=1000)
    (services.settings.storage.storage_path / "plain.jpg").write_bytes(poster())
    services.stores.originals.put("x.jpg", poster(), content_type="image/jpeg")
    door = open_door(services)
    for source in (url, "local:///plain.jpg", "s3://tvdb-images-originals/x.jpg"):
        assert told(door.get(encoded("w:10", source))) == (422, "source_too_large"), source
    dense = open_door(transforming(imgproxy_max_src_resolution=0.1))
    assert told(dense.get(plain("w:10", url))) == (422, "image_too_large")


def test_an_animation_that_is_too_large(
    transforming: OpenTransforms, open_door: OpenDoor, artwork_host: ArtworkHost
) -> None:
    """Three frames of 0.024 megapixels."""
    artwork_host.show("/film.gif", animated("GIF", 3))
    url = f"{artwork_host.url}/film.gif"
    together = transforming(imgproxy_max_animation_frames=9, imgproxy_max_src_resolution=0.05)
    assert told(open_door(together).get(plain("w:10", url))) == (422, "image_too_large")
    one_by_one = transforming(
        imgproxy_max_animation_frames=9,
        imgproxy_max_src_resolution=0.05,
        imgproxy_max_animation_frame_resolution=0.03,
        imgproxy_allow_security_options=True,
    )
    door = open_door(one_by_one)
    assert door.get(plain("w:10", url)).status_code == 200
    assert told(door.get(plain("w:10/mafr:0.02", url))) == (422, "image_too_large")


def test_an_address_that_may_bounds_its_source(
    transforming: OpenTransforms, open_door: OpenDoor, artwork_host: ArtworkHost, url: str
) -> None:
    artwork_host.show("/p.jpg", poster())
    door = open_door(transforming(imgproxy_allow_security_options=True))
    assert told(door.get(plain("w:10/msfs:1000", url))) == (422, "source_too_large")
    assert told(door.get(plain("w:10/msr:0.1", url))) == (422, "image_too_large")
    assert door.get(plain("w:10/msfs:1000000/msr:10", url)).status_code == 200


def test_too_many_at_once_hear_so_at_once(
    transforming: OpenTransforms, open_door: OpenDoor, artwork_host: ArtworkHost
) -> None:
    paths = [artwork_host.show(f"/{number}.jpg", poster(number)) for number in range(3)]
    services = transforming(imgproxy_requests_queue_size=1)
    doors = [open_door(services) for _ in paths]
    artwork_host.gate.clear()
    with ThreadPoolExecutor(1) as thread:
        first = thread.submit(doors[0].get, plain("w:10", f"{artwork_host.url}{paths[0]}"))
        eventually(lambda: artwork_host.asked)
        answer = doors[1].get(plain("w:10", f"{artwork_host.url}{paths[1]}"))
        assert told(answer) == (429, "overloaded")
        assert int(answer.headers["Retry-After"]) >= 1
        artwork_host.gate.set()
        assert first.result().status_code == 200
    assert doors[1].get(plain("w:10", f"{artwork_host.url}{paths[2]}")).status_code == 200


def test_what_is_not_done_in_time_is_given_up_and_costs_no_more(
    transforming: OpenTransforms, open_door: OpenDoor, artwork_host: ArtworkHost
) -> None:
    artwork_host.show("/large.png", squeezed_png(4000, 4000))
    services = transforming()
    with ImagePool(1) as pool:
        door = open_door(with_pool(services, pool))
        assert door.get(plain("w:10", f"{artwork_host.url}/large.png")).status_code == 200
        (child,) = pool.pids()
        hurried = replace(services.transforms, seconds=0.3)
        door = open_door(with_pool(replace(services, transforms=hurried), pool))
        answer = door.get(plain("bl:200/f:avif", f"{artwork_host.url}/large.png"))
        assert told(answer) == (503, "transform_timeout")
        assert int(answer.headers["Retry-After"]) >= 1
        assert child not in pool.pids()
        assert not Path(f"/proc/{child}").exists()


def test_the_catalogue_is_not_asked_upstream_where_that_is_not_wished(
    transforming: OpenTransforms, open_door: OpenDoor, artwork_host: ArtworkHost
) -> None:
    services = transforming(image_on_miss="404")
    hang(services.database)
    answer = open_door(services).get(encoded("w:10", "tvdb://series/1/poster"))
    assert told(answer) == (404, "no_artwork")
    assert not artwork_host.asked


def test_the_list_bounds_our_own_sources_if_it_names_them(
    transforming: OpenTransforms, open_door: OpenDoor
) -> None:
    services = transforming(imgproxy_allowed_sources="tvdb://movie/,s3://x/,local:///y/")
    hang(services.database)
    door = open_door(services)
    for source in ("tvdb://series/1/poster", "s3://tvdb-images-originals/a", "local:///x/a"):
        assert told(door.get(encoded("w:10", source))) == (404, "source_not_allowed")


def test_errors_may_be_read_by_scripts_and_are_guarded(door: FlaskClient) -> None:
    answer = door.get("/imgproxy/unsafe/w:1/plain/http://a/b")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    for address in ("/imgproxy/unsafe/w:1/plain/http://a/b", "/imgproxy/health", "/imgproxy/x"):
        for method in ("GET", "HEAD", "OPTIONS"):
            guarded = door.open(address, method=method)
            assert "sandbox" in guarded.headers["Content-Security-Policy"], (address, method)


def test_a_herd_of_one_cold_result_is_one_fetch_and_one_making(
    house: Services, open_door: OpenDoor, artwork_host: ArtworkHost, url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    made: list[int] = []
    make = type(house.transforms.maker).make

    def counted(*arguments: Any) -> Any:
        made.append(1)
        return make(*arguments)

    monkeypatch.setattr(type(house.transforms.maker), "make", counted)
    app = open_door(house).application
    begun = threading.Barrier(30)

    def ask(_: int) -> int:
        begun.wait()
        return app.test_client().get(ENDPOINT.address(f"/w:40/plain/{url}")).status_code

    with ThreadPoolExecutor(30) as threads:
        assert set(threads.map(ask, range(30))) == {200}
    assert (len(made), artwork_host.times("/p.jpg")) == (1, 1)
