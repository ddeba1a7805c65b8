"""The pages as axe-core judges them, and that it judges."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext

from tests.browser.conftest import Tab
from tests.house.artwork_host import ArtworkHost
from tests.house.axe import grave_faults
from tests.house.pictures import poster
from tests.house.titles import hang
from tvdbproxy.artwork.pipeline import run
from tvdbproxy.wiring import Services


def test_it_finds_what_nobody_can_use(context: BrowserContext) -> None:
    page = context.new_page()
    page.set_content("<html lang=en><title>a</title><main><img src='data:,'><h1>b</h1></main>")
    assert [line.split(":")[0] for line in grave_faults(page)] == ["image-alt"]
    assert grave_faults(page, "h1") == []


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_the_catalogue_has_no_grave_fault(
    services: Services, artwork_host: ArtworkHost, tab: Tab, scheme: str
) -> None:
    artwork_host.show("/banners/1.jpg", poster())
    hang(services.database, "/banners/1.jpg")
    run(services.kitchen, 11)
    tab.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    for path in ("/", "/title/series/1"):
        assert grave_faults(tab.open(path)) == [], path
