"""The operators' pages in a real browser: found and mended in four clicks, followed without
reloading, usable by keyboard and on a phone, and by those who do not see them."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Tab
from tests.house.axe import grave_faults
from tests.house.house import ADMIN_KEY
from tests.house.titles import artwork, change, hang
from tests.ingest.test_pipeline import accept
from tvdbproxy.access import keys
from tvdbproxy.access.traits import Traits
from tvdbproxy.ingest import pipeline
from tvdbproxy.ops import figures
from tvdbproxy.ops.history import series
from tvdbproxy.ops.history.names import Measured
from tvdbproxy.wiring import Services

PAGES = (
    "", "library", "library/11", "uploads", "jobs", "tasks", "storage", "viewed", "look-alikes",
    "callbacks", "keys", "settings", "audit",
)  # fmt: skip
NARROW = {"width": 360, "height": 800}


@pytest.fixture
def busy(services: Services) -> Services:
    """A house with a picture that failed, two of applications, a key, and figures of all."""
    hang(
        services.database,
        state="failed",
        error_code="upstream_timeout",
        error_message="The artwork host did not answer in time.",
        failures=2,
        due_at=None,
    )
    for name in ("one.jpg", "two.jpg"):
        pipeline.run(services.ingest, accept(services, original_name=name))
    with services.database.write() as session:
        keys.create(session, Traits(name="Kodi", role="client"))
        series.measure(session, {Measured.WAITING: 12, Measured.OVERDUE_SECONDS: 3})
    figures.take(services.database, figures.COUNTS, every_seconds=60)
    return services


def log_in(tab: Tab) -> Page:
    page = tab.open("/admin/")
    page.get_by_label("Admin key").fill(ADMIN_KEY)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url("**/admin/")
    return page


def test_a_failed_picture_is_found_understood_and_retried_in_four_clicks(
    busy: Services, tab: Tab
) -> None:
    page = log_in(tab)
    page.get_by_role("link", name="1 not to be had").click()
    page.get_by_role("link", name="series 1").click()
    expect(page.get_by_text("The artwork host did not answer in time.")).to_be_visible()
    expect(page.get_by_text("Upstream did not answer, or not in order.")).to_be_visible()
    page.get_by_role("button", name="Retry now").click()
    expect(page.get_by_role("status")).to_contain_text("It is tried now")
    assert artwork(busy.database).state == "pending"


def test_a_page_follows_what_happens_and_leaves_open_what_is_open(busy: Services, tab: Tab) -> None:
    log_in(tab)
    page = tab.open("/admin/library")
    page.get_by_label("Number, or how a title begins").fill("half a wo")
    state = page.locator("#picture-11 .state")
    expect(state).to_have_text("failed")
    change(busy.database, state="processing")
    expect(state).to_have_text("processing")
    expect(page.get_by_label("Number, or how a title begins")).to_have_value("half a wo")

    page = tab.open("/admin/callbacks?status=dead")
    page.get_by_text("Retry those that were given up").first.click()
    expect(page.get_by_role("button", name="Retry those that were given up")).to_be_visible()


def test_everything_can_be_reached_by_keyboard(busy: Services, tab: Tab) -> None:
    log_in(tab)
    page = tab.open("/admin/keys")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("region", name="Keys")).to_be_focused()
    page.get_by_role("link", name="Kodi").press("Enter")
    page.wait_for_url("**/admin/keys/*")
    page.get_by_text("Revoke").first.press("Enter")
    button = page.get_by_role("button", name="Revoke")
    page.keyboard.press("Tab")
    expect(button).to_be_focused()
    button.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("revoked")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_a_grave_fault_or_is_wider_than_a_phone(
    busy: Services, tab: Tab, context: BrowserContext, scheme: str
) -> None:
    tab.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    page = tab.open("/admin/")
    assert grave_faults(page) == []
    log_in(tab)
    for path in PAGES:
        for size in (NARROW, {"width": 1440, "height": 900}):
            page.set_viewport_size(size)  # type: ignore[arg-type]
            tab.open(f"/admin/{path}")
            assert page.evaluate("document.documentElement.scrollWidth") <= size["width"], path
        assert grave_faults(page) == [], path
