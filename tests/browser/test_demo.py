"""The page that shows the JavaScript client, with the whole of its code at work."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from sqlalchemy import update

from tests.browser.conftest import Tab
from tests.house.artwork_host import ArtworkHost
from tests.house.axe import grave_faults
from tests.house.house import OpenHouse
from tests.house.media import give
from tests.house.pictures import poster
from tests.house.titles import hang
from tests.house.transforms import settings_for
from tvdbproxy.artwork.pipeline import run
from tvdbproxy.db.models import Artwork
from tvdbproxy.wiring import Services


@pytest.fixture
def services(open_house: OpenHouse, artwork_host: ArtworkHost) -> Services:
    """A house of two titles that signs transforms."""
    house = open_house(**settings_for(artwork_host))
    for number in (1, 2):
        artwork_host.show(f"/banners/{number}.jpg", poster(number))
        hang(house.database, f"/banners/{number}.jpg", artwork_id=number, content_id=number)
        run(house.kitchen, number)
    return house


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_everybody_can_use_it(tab: Tab, scheme: str) -> None:
    tab.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    page = tab.open("/demo")
    expect(page.get_by_role("heading", name="MediaBrowser")).to_be_visible()
    expect(page.locator("#broken")).to_have_js_property("state", "error")

    assert grave_faults(page) == []
    for width in (360, 768):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    forget_missing(tab)


def test_elements_and_components_show_the_catalogue(tab: Tab, services: Services) -> None:
    media_id = give(services).media_id
    page = tab.open(f"/demo?media={media_id}")

    expect(page.locator(".posters tvdb-image").last).to_have_js_property(
        "state", "loaded", timeout=20_000
    )
    optimized = page.locator(".react tvdb-image").first
    expect(optimized).to_have_js_property("state", "loaded", timeout=20_000)
    assert "/imgproxy/" in optimized.evaluate("e => e.currentSrc")
    page.get_by_role("button", name="List").click()
    page.get_by_role("button", name="series 2").click()
    expect(page.get_by_role("button", name="series 2")).to_have_attribute("aria-pressed", "true")
    page.get_by_label("Format").select_option("jpeg")
    page.locator("#tried").scroll_into_view_if_needed()
    expect(page.locator("#said")).to_contain_text(".jpg", timeout=20_000)
    page.locator("#media").scroll_into_view_if_needed()
    expect(page.locator(".own tvdb-image").first).to_have_js_property(
        "state", "loaded", timeout=20_000
    )
    forget_missing(tab)


def test_without_a_picture_it_says_so(tab: Tab, services: Services) -> None:
    with services.database.write() as session:
        session.execute(update(Artwork).values(revision=None))
    expect(tab.open("/demo").locator("#nothing")).to_be_visible()


def forget_missing(tab: Tab) -> None:
    """The browser's lines on pictures that are missing, or still made, as the page shows."""
    refused = [line for line in tab.complaints if "status of 404" in line or "of 503" in line]
    assert refused == tab.complaints
    tab.complaints.clear()
