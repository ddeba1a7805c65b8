"""A house with a served page, and a browser to look at it with."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.house.artwork_host import artwork_host
from tests.house.house import clean_environment, image_pool, open_house, services
from tests.servers.absent import absent
from tvdbproxy.web.app import create_app
from tvdbproxy.wiring import Services

__all__ = ["artwork_host", "clean_environment", "image_pool", "open_house", "services"]

CHROMIUM = Path("/usr/bin/chromium")


class _Quiet(WSGIRequestHandler):
    """Says nothing of requests."""

    def log_request(self, *_: object) -> None:
        """Not even this one."""


@dataclass
class Tab:
    """A page that is looked at, and what the browser complained of."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str = "/") -> Page:
        """Go there and wait for everything that the page asks for at once."""
        self.page.goto(self.address + path, wait_until="load")
        return self.page


@pytest.fixture
def address(services: Services) -> Iterator[str]:
    """Where the application over ``services`` is served."""
    app = create_app(services)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium as the system has it; tests do not fetch one."""
    if not CHROMIUM.exists():
        absent(f"Install Debian's package chromium, so that {CHROMIUM} is there.")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"]
        )
        yield opened
        opened.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A window on a desk; tests make phones of it."""
    opened = browser.new_context(viewport={"width": 1280, "height": 900})
    yield opened
    opened.close()


@pytest.fixture
def tab(context: BrowserContext, address: str) -> Iterator[Tab]:
    """A tab without complaints at the end: errors of scripts, violations of the policy."""
    page = context.new_page()
    found = Tab(page, address)
    page.on("console", lambda message: found.complaints.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: found.complaints.append(str(error)))
    yield found
    assert found.complaints == []
