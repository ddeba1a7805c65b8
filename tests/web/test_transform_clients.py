"""Addresses that client libraries made are served as they are, through the whole door."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

from tests.house.artwork_host import ArtworkHost
from tests.house.pictures import logo, poster
from tests.house.transforms import OpenTransforms, transforming
from tests.urls.imgproxy.test_clients import KEY, PAIR, RUBY, SALT, SHORT, SIGNED, UNSIGNED
from tvdbproxy.imaging.formats import Format
from tvdbproxy.imaging.transform.geometry.layout import lay_out
from tvdbproxy.urls.imgproxy.parse import Grammar
from tvdbproxy.urls.imgproxy.signature import Signatures
from tvdbproxy.wiring import Services

__all__ = ["transforming"]

OpenDoor = Callable[[Services], FlaskClient]
OpenRecorded = Callable[..., FlaskClient]

NOW = 1_800_000_000.0
POSTER = (340, 500)
# No format is named, and none but the source's own is taken.
OLD = {"Accept": "image/jpeg,image/png"}


@pytest.fixture
def recorded(
    transforming: OpenTransforms, open_door: OpenDoor, artwork_host: ArtworkHost
) -> OpenRecorded:
    """The door of a house that has the key, the salt and the sources of the recorded addresses."""
    artwork_host.show("/a%20b/%C3%A9@2x.jpg?v=1", poster())

    def open_(**given: Any) -> FlaskClient:
        house = transforming(
            imgproxy_key=KEY,
            imgproxy_salt=SALT,
            s3_bucket_originals="pictures",
            imgproxy_url_replacements=f"https://img.example.com/={artwork_host.url}/",
            **given,
        )
        house.stores.originals.put("posters/910001.jpg", poster(), content_type="image/jpeg")
        return open_door(house)

    return open_


@pytest.mark.parametrize("target", [target for target, _, _ in SIGNED.values()], ids=SIGNED)
def test_a_librarys_signed_address_is_served(
    recorded: OpenRecorded, target: str, watermark: dict[str, str]
) -> None:
    _check(recorded(**watermark).get(f"/imgproxy{target}", headers=OLD), target)


@pytest.mark.parametrize("path", [path for path, _, _ in RUBY])
def test_an_address_of_the_shape_of_rubys_library_is_served(
    recorded: OpenRecorded, path: str
) -> None:
    target = f"/{Signatures((PAIR,)).sign(path)}{path}"
    _check(recorded().get(f"/imgproxy{target}", headers=OLD), target)


@pytest.mark.parametrize("target", UNSIGNED)
def test_an_unsigned_address_of_a_library_is_served_where_that_is_permitted(
    recorded: OpenRecorded, target: str
) -> None:
    door = recorded(imgproxy_allow_unsigned=True)
    _check(door.get(f"/imgproxy{target}", headers=OLD), target)


def test_an_address_with_a_shorter_signature_is_served(recorded: OpenRecorded) -> None:
    door = recorded(imgproxy_signature_size=8)
    _check(door.get(f"/imgproxy{SHORT}", headers=OLD), SHORT)


@pytest.fixture
def watermark(tmp_path: Any) -> dict[str, str]:
    """The setting of one, which one of the addresses asks for."""
    path = tmp_path / "watermark.png"
    path.write_bytes(logo())
    return {"imgproxy_watermark_path": str(path)}


def _check(answer: TestResponse, target: str) -> None:
    """A picture of the format and the size that the address foretells."""
    assert answer.status_code == 200, answer.text
    grammar = Grammar()
    spec = grammar.parse(grammar.split(target)[1], NOW).spec
    kind = spec.format or "jpeg"
    assert answer.mimetype == f"image/{kind}"
    image = Image.open(BytesIO(answer.data))
    assert image.format == kind.upper()
    # A poster has no border of the colour that one of them trims.
    assert image.size == lay_out(replace(spec, trim=None), POSTER, Format(kind)).result
