"""What the JavaScript client's documents show is run, each line of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Tab
from tests.house.artwork_host import ArtworkHost
from tests.house.house import OpenHouse
from tests.house.media import give
from tests.house.pictures import poster
from tests.house.processes import CHECKOUT
from tests.house.react_page import open_react_page, run_module, transpiled
from tests.house.titles import hang
from tests.house.transforms import KEY, SALT, settings_for
from tests.servers.node import Node
from tvdbproxy.artwork.pipeline import run
from tvdbproxy.wiring import Services

TEXT = "".join(
    (CHECKOUT / page).read_text("utf-8") for page in ("docs/javascript.md", "clients/js/README.md")
)
RENDER = """
import { createElement, StrictMode } from "react";
import { createRoot } from "react-dom/client";
const root = document.getElementById("root");
for (const component of Object.values(window.exported)) {
  const place = root.appendChild(document.createElement("section"));
  createRoot(place).render(createElement(StrictMode, null, createElement(component, window.given)));
}
"""


def blocks(language: str) -> list[str]:
    """The snippets in this language, as they are in a page of their own."""
    found = re.findall(rf"^( *)```{language}\n(.*?)^ *```", TEXT, re.M | re.S)
    assert found
    return [re.sub(rf"^{indent}", "", code, flags=re.M) for indent, code in found]


ON_A_PAGE = [code for code in blocks("js") if "sign-node" not in code]
ON_A_SERVER = [code for code in blocks("js") if "sign-node" in code]


@pytest.fixture
def services(open_house: OpenHouse, artwork_host: ArtworkHost) -> Services:
    """A house with the title that the documents speak of."""
    house = open_house(**settings_for(artwork_host))
    artwork_host.show("/banners/1.jpg", poster())
    hang(house.database, "/banners/1.jpg", artwork_id=63900001, content_id=910001)
    run(house.kitchen, 63900001)
    return house


def test_the_pages(tab: Tab, services: Services, npm_packages: Path) -> None:
    media_id = str(give(services).media_id)
    shown = "".join(blocks("html")).replace('"789"', f'"{media_id}"')
    body = shown.replace("https://pics.example.com", tab.address)
    open_react_page(tab.page, tab.address, npm_packages, body)
    elements = tab.page.locator("tvdb-image")

    assert elements.count() == 6
    expect_all_loaded(tab)
    only_refused(tab, "503")


def test_the_modules(tab: Tab, services: Services, npm_packages: Path) -> None:
    open_react_page(tab.page, tab.address, npm_packages)
    for code in ON_A_PAGE:
        run_module(tab.page, code.replace("https://pics.example.com", tab.address))

    expect_all_loaded(tab)
    only_refused(tab, "404")  # what the snippet asks for in vain


def test_the_components(tab: Tab, services: Services, npm_packages: Path, node: Node) -> None:
    media_id = str(give(services).media_id)
    known = '{"analysis": {"style": "Cubist", "quality_score": 85, "dominant_colors": ["#112233"]}}'
    open_react_page(tab.page, tab.address, npm_packages)
    tab.page.route(
        "**/my-server/**", lambda route: route.fulfill(body=known, content_type="application/json")
    )
    tab.page.evaluate(
        """async (mediaId) => {
          const reply = await fetch("/api/v1/images/artwork/63900001");
          window.given = { mediaId, artwork: await reply.json() };
        }""",
        media_id,
    )
    for code in blocks("jsx"):
        run_module(tab.page, transpiled(node, code))
        run_module(tab.page, RENDER)

    expect(tab.page.get_by_text("Stil")).to_be_visible()
    expect(tab.page.get_by_role("img", name="340 pixels wide")).to_be_visible()
    expect_all_loaded(tab)
    only_refused(tab, "503")  # until they are made


@pytest.mark.parametrize("code", ON_A_SERVER)
def test_the_servers(node: Node, code: str) -> None:
    fail = 'console.assert = (good) => { if (!good) throw new Error("it is not so"); };\n'
    program = code + 'console.log(new URL(poster).pathname.split("/").length);'
    told = node.run(
        "--input-type=module", "--eval", fail + program, IMGPROXY_KEY=KEY, IMGPROXY_SALT=SALT
    )
    assert told == "7\n"


def expect_all_loaded(tab: Tab) -> None:
    """All elements of the page come to show their pictures."""
    elements = tab.page.locator("tvdb-image")
    for place in range(elements.count()):
        elements.nth(place).scroll_into_view_if_needed()
        expect(elements.nth(place)).to_have_js_property("state", "loaded", timeout=20_000)
    assert elements.count() > 0


def only_refused(tab: Tab, status: str) -> None:
    """The browser has nothing to complain of but answers with this status."""
    refused = [line for line in tab.complaints if f"status of {status}" in line]
    assert refused == tab.complaints
    tab.complaints.clear()
