"""Houses whose transforms door is open, and addresses that are signed for them."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import pytest

from tests.house.artwork_host import ArtworkHost
from tests.house.house import OpenHouse
from tvdbproxy.imgproxy import Endpoint, signature_of
from tvdbproxy.wiring import Services

KEY, SALT = "943b421c9eb07c830af81030552c8600", "520f986b998545b4785e0defbc4f3c12"
ENDPOINT = Endpoint("/imgproxy", KEY, SALT)

OpenTransforms = Callable[..., Services]


@pytest.fixture
def transforming(open_house: OpenHouse, artwork_host: ArtworkHost) -> OpenTransforms:
    """Build a house that signs, and takes sources of the artwork host."""

    def open_(**given: Any) -> Services:
        return open_house(**{**settings_for(artwork_host), **given})

    return open_


def settings_for(host: ArtworkHost) -> dict[str, Any]:
    """What opens the door, by field name."""
    return {
        "imgproxy_key": KEY,
        "imgproxy_salt": SALT,
        "imgproxy_allowed_sources": f"{host.url}/",
    }


def plain(options: str, source: str) -> str:
    """A signed address with a plain source."""
    return ENDPOINT.address(f"/{options}/plain/{source}" if options else f"/plain/{source}")


def encoded(options: str, source: str, extension: str = "") -> str:
    """A signed address with a base64 source."""
    text = base64.urlsafe_b64encode(source.encode()).decode().rstrip("=")
    parts = [part for part in (options, f"{text}{extension}") if part]
    return ENDPOINT.address("/" + "/".join(parts))


def signed(path: str) -> str:
    """An address with a good signature, whatever the path says."""
    signature = signature_of(path, bytes.fromhex(KEY), bytes.fromhex(SALT))
    return f"{ENDPOINT.url}/{signature}{path}"
