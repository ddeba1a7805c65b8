"""<tvdb-image> in a page whose content policy is as strict as they come."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.conftest import Tab
from tests.house.artwork_host import ArtworkHost
from tests.house.axe import grave_faults
from tests.house.house import OpenHouse
from tests.house.media import give
from tests.house.pictures import logo, poster
from tests.house.titles import artwork, hang
from tvdbproxy.artwork.pipeline import run
from tvdbproxy.catalogue.rewriting.enrich import thumbhash
from tvdbproxy.wiring import Services

Show = Callable[[str], Page]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "require-trusted-types-for 'script'"
)
POSTER = 'content-type="series" content-id="1" image-type="poster" alt="Poster of Harbour"'


@pytest.fixture
def services(open_house: OpenHouse, artwork_host: ArtworkHost) -> Services:
    """A house with one poster, whose reader makes what is asked for."""
    house = open_house()
    artwork_host.show("/banners/1.jpg", poster())
    hang(house.database, "/banners/1.jpg")
    run(house.kitchen, 11)
    return house


@pytest.fixture
def show(tab: Tab) -> Show:
    """Opens a page with this in its body."""

    def open_(body: str, head: str = "") -> Page:
        html = (
            f"<!doctype html><html lang=en><title>A page</title>{head}"
            f"<script type=module src=/clients/js/element.js></script><main>{body}</main>"
        )
        tab.page.route(
            f"{tab.address}/page",
            lambda route: route.fulfill(
                body=html, content_type="text/html", headers={"Content-Security-Policy": POLICY}
            ),
        )
        tab.page.goto(f"{tab.address}/page")
        return tab.page

    return open_


def asked_for(page: Page) -> list[str]:
    """The addresses of all pictures that the page asks for, from now on."""
    found: list[str] = []
    page.on(
        "request",
        lambda request: found.append(request.url) if request.resource_type == "image" else None,
    )
    return found


def hold(page: Page) -> list[Route]:
    """Pictures are not answered; they are in the list."""
    held: list[Route] = []
    page.route("**/images/**", lambda route: held.append(route))
    return held


def test_it_takes_the_width_that_its_place_needs(show: Show, tab: Tab) -> None:
    asked = asked_for(tab.page)
    page = show(f"<tvdb-image {POSTER} width=200 id=one></tvdb-image>")
    expect_state(page, "loaded")

    assert [address.rpartition("/")[2] for address in asked] == ["w342"]
    page.evaluate("one.setAttribute('width', 90)")
    assert page.locator("#one").evaluate("e => e.getBoundingClientRect().width") == 90
    expect(page.get_by_role("img", name="Poster of Harbour")).to_be_visible()


def test_its_place_is_kept_and_nothing_moves(show: Show, tab: Tab) -> None:
    held = hold(tab.page)
    page = show(f"<tvdb-image {POSTER} width=340></tvdb-image><p>below</p>")
    expect_state(page, "loading")
    before = page.locator("main > p").bounding_box()
    box = page.locator("tvdb-image").bounding_box()
    while not held:
        page.wait_for_timeout(10)
    for route in held:
        route.continue_()
    expect_state(page, "loaded")

    assert box is not None
    assert box["width"] / box["height"] == pytest.approx(0.68, rel=0.01)
    assert page.locator("main > p").bounding_box() == before


def test_a_placeholder_shows_until_the_picture_is_there(
    show: Show, tab: Tab, services: Services
) -> None:
    held = hold(tab.page)
    blur = thumbhash(artwork(services.database).placeholder)
    page = show(f'<tvdb-image {POSTER} width=200 placeholder="{blur}"></tvdb-image>')
    canvas = page.locator("tvdb-image canvas")

    expect(canvas).to_be_visible()
    expect(canvas).to_have_css("opacity", "1")
    assert canvas.evaluate("c => c.getContext('2d').getImageData(5, 5, 1, 1).data[3]") == 255
    expect(page.locator("tvdb-image img")).to_have_css("opacity", "0")
    while not held:
        page.wait_for_timeout(10)
    tab.page.unroute("**/images/**")
    for route in held:
        route.continue_()
    expect(page.locator("tvdb-image img")).to_have_css("opacity", "1")
    expect(canvas).to_have_css("opacity", "0")


def test_a_placeholder_can_be_asked_for(show: Show, tab: Tab) -> None:
    tab.page.route("**/images/series/**", lambda route: None)  # never answered
    page = show(f"<tvdb-image {POSTER} width=200 placeholder=auto></tvdb-image>" * 2)

    expect(page.locator("tvdb-image canvas").first).to_be_visible()
    expect(page.locator("tvdb-image canvas").last).to_be_visible()
    colour = page.locator("tvdb-image [part~=frame]").first.evaluate("e => e.style.backgroundColor")
    assert colour.startswith("rgb(")


def test_what_is_far_below_waits(show: Show, tab: Tab) -> None:
    asked = asked_for(tab.page)
    page = show(
        f"<tvdb-image {POSTER} width=100></tvdb-image>"
        + "<p>down</p>" * 400
        + f"<tvdb-image {POSTER} width=300 id=far></tvdb-image>"
    )
    expect_state(page, "loaded")
    assert page.evaluate("far.state") == "loading"
    assert len(asked) == 1

    page.locator("#far").scroll_into_view_if_needed()
    expect_state(page, "loaded", "#far")
    assert len(asked) == 2


def test_where_there_is_no_picture_there_are_words_and_a_way_to_ask_again(
    show: Show, tab: Tab, services: Services, artwork_host: ArtworkHost
) -> None:
    page = show(
        "<tvdb-image content-type=series content-id=2 image-type=poster width=240 retries=0 "
        'alt="Poster of nothing" id=one></tvdb-image>'
    )
    expect_state(page, "error")
    button = page.get_by_role("button", name="Try again: Poster of nothing")

    expect(page.get_by_text("This picture could not be loaded.")).to_be_visible()
    expect(page.get_by_text("Poster of nothing")).to_be_visible()
    assert grave_faults(page) == []
    artwork_host.show("/banners/2.jpg", poster(1))
    hang(services.database, "/banners/2.jpg", artwork_id=12, content_id=2)
    run(services.kitchen, 12)
    page.keyboard.press("Tab")
    expect(button).to_be_focused()
    page.keyboard.press("Enter")

    expect_state(page, "loaded")
    expect(button).to_be_hidden()
    complained_only_of(tab, "404")


def test_a_busy_service_is_asked_again_without_a_word(show: Show, tab: Tab) -> None:
    refused: list[str] = []

    def refuse_once(route: Route) -> None:
        if refused:
            route.continue_()
        else:
            refused.append(route.request.url)
            route.fulfill(status=503)

    tab.page.route("**/images/series/**", refuse_once)
    page = show(f"<tvdb-image {POSTER} width=200 id=one></tvdb-image>")
    page.evaluate("one.addEventListener('error', () => { one.hasFailed = true; })")

    expect_state(page, "loaded")
    assert len(refused) == 1
    assert page.evaluate("one.hasFailed") is None
    complained_only_of(tab, "503")


def test_it_tells_of_what_happens(show: Show, tab: Tab) -> None:
    page = show("<p></p>")
    told = page.evaluate(
        """async () => {
          const told = [];
          const one = document.createElement("tvdb-image");
          let done;
          for (const name of ["load", "error"]) {
            one.addEventListener(name, () => { told.push(name); done(); });
          }
          const next = () => new Promise((resolve) => { done = resolve; });
          one.setAttribute("content-type", "series");
          one.setAttribute("content-id", "1");
          one.setAttribute("retries", "0");
          document.body.append(one);
          await next();
          one.setAttribute("content-id", "3");
          await next();
          one.setAttribute("content-id", "1");
          await next();
          return [...told, one.state];
        }"""
    )
    assert told == ["load", "error", "load", "loaded"]
    complained_only_of(tab, "404")


def test_several_changes_at_once_are_one_request(show: Show, tab: Tab) -> None:
    page = show(f"<tvdb-image {POSTER} width=200 id=one></tvdb-image>")
    expect_state(page, "loaded")
    asked = asked_for(page)
    page.evaluate("""() => {
      one.setAttribute("size", "small");
      one.setAttribute("format", "jpeg");
      one.setAttribute("alt", "Another");
      one.setAttribute("fit", "contain");
      one.setAttribute("position", "0 0");
    }""")
    expect(page.locator("#one")).to_have_js_property(
        "currentSrc", f"{tab.address}/images/series/1/poster/small.jpg"
    )
    expect_state(page, "loaded")

    assert len(asked) == 1
    image = page.get_by_role("img", name="Another")
    expect(image).to_have_css("object-fit", "contain")
    expect(image).to_have_css("object-position", "0px 0px")
    page.evaluate("one.setAttribute('alt', '')")
    expect(page.locator("tvdb-image img")).to_have_attribute("alt", "")
    assert len(asked) == 1


def test_formats_are_the_browsers_choice_where_they_are_named(show: Show, tab: Tab) -> None:
    page = show(f'<tvdb-image {POSTER} width=90 format="webp, jpeg"></tvdb-image>')
    expect_state(page, "loaded")

    assert page.evaluate("document.querySelector('tvdb-image').currentSrc").endswith("/w92.webp")
    image = page.locator("tvdb-image img")
    assert str(image.get_attribute("src")).endswith("/w500.jpg")


def test_an_applications_picture_comes_by_its_id(show: Show, tab: Tab, services: Services) -> None:
    media_id = give(services).media_id
    body = (
        f'<tvdb-image media-id="{media_id}" width=300 height=180 alt="A photograph"></tvdb-image>'
    )
    page = show(body + f'<tvdb-image media-id="{media_id}" size=thumbnail alt=""></tvdb-image>')
    expect_state(page, "loaded")
    expect_state(page, "loaded", "[size]")

    chosen = page.evaluate("[...document.querySelectorAll('tvdb-image')].map((e) => e.currentSrc)")
    assert [address.partition("?")[2] for address in chosen] == ["size=small", "size=thumbnail"]
    square = page.locator("tvdb-image").last.bounding_box()
    assert square is not None
    assert square["width"] == pytest.approx(square["height"])


def test_a_logo_is_never_cut(
    show: Show, tab: Tab, services: Services, artwork_host: ArtworkHost
) -> None:
    artwork_host.show("/banners/logo.png", logo())
    hang(services.database, "/banners/logo.png", artwork_id=12, image_type="clearlogo")
    run(services.kitchen, 12)
    page = show(
        "<tvdb-image content-type=series content-id=1 image-type=clearlogo width=200 height=200 "
        'placeholder="#ff0000" alt="Logo"></tvdb-image>'
    )
    expect_state(page, "loaded")

    expect(page.get_by_role("img", name="Logo")).to_have_css("object-fit", "contain")
    frame = page.locator("tvdb-image [part~=frame]")
    expect(frame).to_have_css("background-color", "rgba(0, 0, 0, 0)")  # nothing shines through


def test_inside_of_a_link_there_is_no_button(show: Show, tab: Tab) -> None:
    body = "<tvdb-image content-type=series content-id=9 alt=Nothing retries=0></tvdb-image>"
    page = show(f"<a href=#there>{body}</a>")
    expect_state(page, "error")

    expect(page.get_by_role("button")).to_have_count(0)
    assert grave_faults(page) == []
    complained_only_of(tab, "404")


def test_pages_have_words_and_pictures_of_their_own_for_failures(show: Show, tab: Tab) -> None:
    place = "content-type=series content-id=9 alt='' retries=0 width=240"
    page = show(
        f"<tvdb-image {place} error-text='Kein Bild' retry-text='Noch einmal'></tvdb-image>"
        f"<tvdb-image {place} id=own><b slot=error>Nothing hangs here</b></tvdb-image>"
    )
    expect_state(page, "error", "#own")

    expect(page.get_by_text("Kein Bild")).to_be_visible()
    expect(page.get_by_role("button", name="Noch einmal")).to_be_visible()
    expect(page.get_by_text("Nothing hangs here")).to_be_visible()
    expect(page.locator("#own [part=retry]")).to_be_hidden()
    complained_only_of(tab, "404")


@pytest.mark.parametrize(("motion", "seconds"), [("reduce", "0s"), ("no-preference", "0.35s")])
def test_nothing_moves_for_who_does_not_want_it(
    show: Show, tab: Tab, motion: str, seconds: str
) -> None:
    tab.page.emulate_media(reduced_motion=motion)  # type: ignore[arg-type]
    page = show(f"<tvdb-image {POSTER} width=200></tvdb-image>")
    expect_state(page, "loaded")
    expect(page.locator("tvdb-image img")).to_have_css("transition-duration", seconds)


def test_a_page_of_another_origin_imports_it_and_says_nothing_more(
    context: BrowserContext, address: str
) -> None:
    page = context.new_page()
    page.goto(f"{address.replace('127.0.0.1', 'localhost')}/healthz")
    page.evaluate(
        """([address, html]) => {
          document.body.setHTMLUnsafe(html);
          return import(`${address}/clients/js/element.js`);
        }""",
        [address, f"<tvdb-image {POSTER} width=200></tvdb-image>"],
    )
    expect_state(page, "loaded")
    chosen = page.evaluate("document.querySelector('tvdb-image').currentSrc")
    assert chosen == f"{address}/images/series/1/poster/w342"


def test_taken_out_and_put_back_it_goes_on(show: Show, tab: Tab) -> None:
    page = show(f"<tvdb-image {POSTER} width=200 id=one></tvdb-image><div id=there></div>")
    expect_state(page, "loaded")
    asked = asked_for(page)
    page.evaluate("there.append(one)")
    page.evaluate("one.removeAttribute('content-id')")
    expect_state(page, "empty")
    page.evaluate("one.setAttribute('content-id', '1')")
    expect_state(page, "loaded")
    assert len(asked) <= 1


def expect_state(page: Page, state: str, selector: str = "tvdb-image") -> None:
    """Wait until the first of these is in this state."""
    expect(page.locator(selector).first).to_have_js_property("state", state)


def complained_only_of(tab: Tab, status: str) -> None:
    """The browser's own lines on answers that the test wants, and nothing else."""
    assert tab.complaints
    assert all(f"status of {status}" in line for line in tab.complaints)
    tab.complaints.clear()
