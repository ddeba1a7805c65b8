"""The function for CloudFront puts every client into the class that the service has for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.deploy.asking import AVIF, PLAIN, WEBP
from tests.deploy.test_caches import ODD
from tvdbproxy.delivery.negotiate import Capability, capability

FUNCTION = Path(__file__).resolve().parents[2] / "deploy" / "cloudfront" / "accept.js"
SAID = {
    Capability.AVIF: "image/avif,image/webp",
    Capability.AVIF_ALONE: "image/jpeg,image/png",
    Capability.WEBP: "image/webp",
    Capability.PLAIN: "image/jpeg,image/png",
}
ACCEPTS = (*ODD, AVIF, WEBP, PLAIN, "", " ", "*", "nonsense", ",,;;==", "image/webp;q=0.001")
PICTURE = "/images/series/1/poster/small"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    opened = browser.new_page()
    yield opened
    opened.close()


def call(page: Page, request: dict[str, Any]) -> dict[str, Any]:
    """What the function makes of a request."""
    made: dict[str, Any] = page.evaluate(
        f"request => {{ {FUNCTION.read_text()}; return handler({{request: request}}); }}", request
    )
    return made


def test_every_client_is_in_its_class(page: Page) -> None:
    for accept in ACCEPTS:
        headers = {} if accept is None else {"accept": {"value": accept}}
        made = call(page, {"uri": PICTURE, "headers": headers, "querystring": {}})
        assert made["headers"]["accept"]["value"] == SAID[capability(accept)], accept


@pytest.mark.parametrize(
    ("uri", "given", "left"),
    [
        (PICTURE, {"v": {"value": "ab12"}, "x": {"value": "1"}}, {"v": {"value": "ab12"}}),
        (PICTURE, {"v": {"value": "AB"}}, {}),
        (PICTURE, {"v": {"value": "ab", "multiValue": [{"value": "ab"}, {"value": "cd"}]}}, {}),
        ("/api/images/1", {"size": {"value": "grid"}}, {"size": {"value": "grid"}}),
    ],
)
def test_of_the_question_only_the_revision_is_left(
    page: Page, uri: str, given: dict[str, Any], left: dict[str, Any]
) -> None:
    made = call(page, {"uri": uri, "headers": {}, "querystring": given})
    assert made["querystring"] == left
