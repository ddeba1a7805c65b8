"""Which format whom is sent."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tests.house.artwork_host import ArtworkHost
from tests.house.house import OpenHouse
from tests.house.pictures import logo, poster
from tests.house.titles import PATH, hang
from tests.imaging.drawing import decoded, encoded, photo
from tvdbproxy.artwork.pipeline import run
from tvdbproxy.wiring import Services

URL = "/images/series/1/poster/medium"


OpenDoor = Callable[[Services], FlaskClient]


BROWSERS = {
    "chrome": "image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8",
    "firefox": "image/avif,image/webp,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5",
    "safari": "image/webp,image/avif,image/jxl,image/heic,video/*;q=0.8,image/png,*/*;q=0.5",
    "curl": "*/*",
}


@pytest.mark.proves("H2")
@pytest.mark.parametrize("name", BROWSERS)
def test_browsers_get_webp_where_there_is_no_avif(
    stored: Services, client: FlaskClient, name: str
) -> None:
    assert client.get(URL, headers={"Accept": BROWSERS[name]}).mimetype == "image/webp"


@pytest.mark.proves("Q9", "H2")
@pytest.mark.parametrize(
    ("accept", "mime"),
    [
        (None, "image/webp"),
        ("", "image/webp"),
        ("image/*", "image/webp"),
        ("image/*;q=0", "image/jpeg"),
        ("image/webp;q=0", "image/jpeg"),
        ("image/webp;q=0,*/*", "image/jpeg"),
        ("image/webp;q=0, image/avif", "image/jpeg"),
        ("image/png,image/svg+xml;q=0.8,video/*;q=0.8", "image/jpeg"),
        ("IMAGE/WEBP", "image/webp"),
        ("image/webp;q=banana", "image/webp"),
        ("image/webp;q=0.001", "image/webp"),
        (";;;,,,=", "image/jpeg"),
    ],
)
def test_accept_decides_the_format(
    stored: Services, client: FlaskClient, accept: str | None, mime: str
) -> None:
    headers = {} if accept is None else {"Accept": accept}
    answer = client.get(URL, headers=headers)
    assert (answer.status_code, answer.mimetype) == (200, mime)
    assert answer.headers["Vary"] == "Accept"


def test_avif_goes_only_to_those_who_name_it(
    open_house: OpenHouse, open_door: OpenDoor, artwork_host: ArtworkHost
) -> None:
    services = open_house(image_formats=("avif",))
    artwork_host.show(PATH, encoded(photo(), "JPEG"))
    hang(services.database)
    run(services.kitchen, 11)
    client = open_door(services)

    def mime(accept: str) -> str:
        return client.get("/images/series/1/poster/small", headers={"Accept": accept}).mimetype

    assert mime(BROWSERS["chrome"]) == "image/avif"
    assert mime("image/avif") == "image/avif"
    assert mime("image/avif;q=0,image/webp") == "image/webp"
    assert mime("image/avif;q=0") == "image/jpeg"
    assert mime("*/*") == "image/webp"


@pytest.mark.proves("H2")
@pytest.mark.parametrize(
    ("extension", "mime"),
    [("webp", "image/webp"), ("avif", "image/avif"), ("jpg", "image/jpeg"), ("png", "image/png")],
)
def test_an_extension_wins_over_accept(
    stored: Services, client: FlaskClient, extension: str, mime: str
) -> None:
    answer = client.get(f"{URL}.{extension}", headers={"Accept": "image/tiff"})
    assert (answer.status_code, answer.mimetype) == (200, mime)
    assert "Vary" not in answer.headers
    assert decoded(answer.data).size == (340, 500)


def test_old_clients_get_png_where_alpha_matters(
    services: Services, client: FlaskClient, artwork_host: ArtworkHost
) -> None:
    path = artwork_host.show("/banners/logo.png", logo())
    hang(services.database, path, image_type="clearlogo")

    plain = client.get("/images/series/1/clearlogo/medium", headers={"Accept": "image/png"})
    assert plain.mimetype == "image/png"
    assert decoded(plain.data).mode in ("RGBA", "LA", "P")
    forced = client.get("/images/series/1/clearlogo/medium.jpg")
    assert decoded(forced.data).mode == "RGB"


@pytest.mark.parametrize("asked_first", [".png", ".jpg"])
@pytest.mark.parametrize(("picture", "mime"), [(poster, "image/jpeg"), (logo, "image/png")])
def test_alpha_decides_and_not_what_somebody_asked_for_before(
    services: Services,
    client: FlaskClient,
    artwork_host: ArtworkHost,
    picture: Callable[[], bytes],
    mime: str,
    asked_first: str,
) -> None:
    artwork_host.show(PATH, picture())
    hang(services.database)
    run(services.kitchen, 11)
    assert client.get(URL + asked_first).status_code == 200
    for _ in ("from memory", "from the store"):
        assert client.get(URL, headers={"Accept": "image/jpeg"}).mimetype == mime
        services.hot.clear()


def test_a_stored_avif_is_sent_although_the_webp_is_in_memory(
    open_house: OpenHouse, open_door: OpenDoor, artwork_host: ArtworkHost
) -> None:
    services = open_house(image_formats=("avif",))
    artwork_host.show(PATH, encoded(photo(), "JPEG"))
    hang(services.database)
    run(services.kitchen, 11)
    client = open_door(services)
    small = "/images/series/1/poster/small"
    assert client.get(small).mimetype == "image/webp"
    assert client.get(small, headers={"Accept": "image/avif,*/*"}).mimetype == "image/avif"


def test_what_is_stored_as_jpeg_is_sent_as_jpeg(
    open_house: OpenHouse, open_door: OpenDoor, artwork_host: ArtworkHost
) -> None:
    services = open_house(image_format="jpeg")
    artwork_host.show(PATH, poster())
    hang(services.database)
    run(services.kitchen, 11)
    assert open_door(services).get(URL).mimetype == "image/jpeg"
