"""The pages in a real browser: what only a browser knows of them."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Tab
from tests.house.artwork_host import ArtworkHost
from tests.house.pictures import poster
from tests.house.titles import hang
from tvdbproxy.artwork.pipeline import run
from tvdbproxy.db.models import Movie, Season, Series
from tvdbproxy.wiring import Services

LONG = "Donaudampfschifffahrtsgesellschaftskapitänswitwenrentenauszahlungsstelle"
PAGES = ["/", "/?q=nothing", "/title/series/1", "/title/movie/1"]


@pytest.fixture
def hung(services: Services, artwork_host: ArtworkHost) -> Services:
    """A wall of forty titles, a stored poster on the first."""
    artwork_host.show("/banners/1.jpg", poster())
    hang(services.database, "/banners/1.jpg")
    with services.database.write() as session:
        series = session.get_one(Series, 1)
        series.name, series.score, series.overview = "Glass Harbour", 99, LONG * 4
        session.add(Season(id=3, series_id=1, number=1, season_type="official"))
        session.add_all(
            Movie(id=n, name=LONG if n == 1 else f"Film {n}", score=50 - n) for n in range(1, 41)
        )
    return services


@pytest.mark.parametrize("width", [320, 360, 768])
def test_nothing_scrolls_sideways(hung: Services, tab: Tab, width: int) -> None:
    run(hung.kitchen, 11)
    tab.page.set_viewport_size({"width": width, "height": 740})

    for path in PAGES:
        page = tab.open(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_words_can_be_read_in_both_schemes(hung: Services, tab: Tab, scheme: str) -> None:
    tab.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page = tab.open()

    for selector in ("h1", ".card-name", ".card-note", ".tabs a:not([aria-current])", ".foot a"):
        assert page.locator(selector).first.evaluate(_CONTRAST) >= 4.5, selector


def test_a_picture_has_its_place_and_a_placeholder_before_it_comes(
    hung: Services, tab: Tab
) -> None:
    run(hung.kitchen, 11)
    tab.page.route("**/images/**", lambda route: None)  # never answered
    tab.page.goto(tab.address, wait_until="domcontentloaded")
    frame = tab.page.locator("#series-1 .frame")
    blur = frame.locator("img.blur")

    expect(blur).to_be_visible()
    assert blur.evaluate("image => image.naturalWidth") > 0
    box = frame.bounding_box()
    assert box is not None
    assert box["height"] / box["width"] == pytest.approx(25 / 17, rel=0.02)


def test_pictures_below_the_first_rows_wait_until_they_are_near(
    hung: Services, tab: Tab, artwork_host: ArtworkHost
) -> None:
    artwork_host.show("/banners/last.jpg", poster(1))
    hang(
        hung.database,
        "/banners/last.jpg",
        artwork_id=40,
        content_type="movie",
        content_id=40,
    )
    run(hung.kitchen, 40)
    tab.page.set_viewport_size({"width": 360, "height": 640})
    page = tab.open()
    last = page.locator("#movie-40 img.picture")

    assert last.get_attribute("loading") == "lazy"
    assert not last.evaluate("image => image.complete && image.naturalWidth > 0")
    last.scroll_into_view_if_needed()
    expect(last).not_to_have_js_property("naturalWidth", 0)


def test_pictures_are_shown_without_a_script(hung: Services, tab: Tab) -> None:
    run(hung.kitchen, 11)
    tab.page.route("**/*.js", lambda route: route.abort())
    page = tab.open("/title/series/1")

    assert page.locator("#main-picture img.picture").evaluate("i => i.naturalWidth") > 0
    expect(page.locator("#main-picture img.picture")).to_have_css("opacity", "1")
    tab.complaints.clear()  # of the script that was kept away


def test_a_keyboard_is_enough(hung: Services, tab: Tab) -> None:
    page = tab.open()

    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    expect(page.locator(".skip")).to_be_in_viewport()
    page.locator("#series-1 a").focus()
    page.keyboard.press("ArrowRight")
    second = page.locator("#movie-1 a")
    expect(second).to_be_focused()
    expect(second).to_have_css("outline-style", "solid")
    page.keyboard.press("ArrowDown")
    expect(second).not_to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(second).to_be_focused()
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("glass")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("glass")
    expect(page.locator(".card")).to_have_count(1)


def test_a_poster_appears_as_soon_as_it_is_stored(hung: Services, tab: Tab) -> None:
    page = tab.open()
    card = page.locator("#series-1")
    expect(card.locator(".blank")).to_be_visible()
    expect(page.locator("#sync")).to_have_attribute("data-phase", "syncing")
    card.locator("a").focus()

    run(hung.kitchen, 11)

    expect(card.locator("img.picture")).to_be_visible(timeout=20_000)
    expect(page.locator("#sync")).to_have_attribute("data-phase", "idle", timeout=20_000)
    expect(page.locator("#sync [data-count=ready]")).to_have_text("1")
    expect(card.locator("a")).to_be_focused()


def test_the_first_titles_take_the_place_of_the_empty_wall(services: Services, tab: Tab) -> None:
    hang(services.database, "/banners/none.jpg", content_id=9, content_type="person")
    page = tab.open()
    expect(page.locator("[data-empty]")).to_be_visible()

    with services.database.write() as session:
        session.add(Movie(id=7, name="The First"))

    expect(page.locator("#movie-7")).to_be_visible(timeout=20_000)
    expect(page.locator("[data-empty]")).to_have_count(0)


_CONTRAST = """element => {
  const channels = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((c) => c / 255)
    .map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  let behind = element;
  while (behind && channels(getComputedStyle(behind).backgroundColor)[3] === 0) {
    behind = behind.parentElement;
  }
  const ground = getComputedStyle(behind ?? document.documentElement).backgroundColor;
  const front = light(channels(getComputedStyle(element).color)), back = light(channels(ground));
  return (Math.max(front, back) + 0.05) / (Math.min(front, back) + 0.05);
}"""
