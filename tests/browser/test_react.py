"""The components in React's development build, which tells what is wrong with them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Tab
from tests.house.react_page import open_react_page, run_module

Run = Callable[[str], Page]

IMPORTS = """
import { createElement as h, StrictMode } from "react";
import { createRoot } from "react-dom/client";
import * as tvdb from "tvdbproxy-client/react";
const tree = window.tree ??= createRoot(document.getElementById("root"));
const show = (...children) => tree.render(h(StrictMode, null, ...children));
"""


@pytest.fixture
def run(tab: Tab, npm_packages: Path) -> Run:
    """Runs a module in a page with React."""
    open_react_page(tab.page, tab.address, npm_packages)

    def run_(code: str) -> Page:
        run_module(tab.page, IMPORTS + code)
        return tab.page

    return run_


def test_a_question_ends_when_its_component_goes(run: Run) -> None:
    page = run("""
      window.signals = [];
      const load = (id, { signal }) => new Promise((done) => {
        window.signals.push(signal);
        window.answer = (style) => done({ style });
      });
      window.at = (id) => show(h(tvdb.AIAnalysisDisplay, { mediaId: id, load }));
      window.at(1);
    """)
    expect(page.get_by_role("status")).to_be_visible()
    page.wait_for_function("signals.length === 2")
    # Strict mode mounts twice: the first question was ended, the second one counts.
    assert page.evaluate("signals.map((signal) => signal.aborted)") == [True, False]
    page.evaluate("at(2)")
    page.wait_for_function("signals.length === 3 && signals[1].aborted")
    page.evaluate("answer('Cubist')")
    expect(page.get_by_text("Cubist")).to_be_visible()
    page.evaluate("at(3)")
    page.wait_for_function("signals.length === 4")
    expect(page.get_by_text("Cubist")).to_be_hidden()
    page.evaluate("tree.unmount()")
    assert page.evaluate("signals[3].aborted")


def test_an_analysis_tells_what_is_known_and_no_more(run: Run) -> None:
    page = run("""
      const colors = [{ color: "#112233", share: 0.4 }, "#445566"];
      show(
        h(tvdb.AIAnalysisDisplay, { key: 1, mediaId: 1, showMood: false, analysis:
          { style: "Cubist", medium: null, quality_score: 0, mood_keywords: ["calm"],
            dominant_colors: colors } }),
        h(tvdb.AIAnalysisDisplay, { key: 2, mediaId: 2, analysis: { style: null } }),
        h(tvdb.AIAnalysisDisplay, { key: 3, mediaId: 3, load: () => Promise.reject(Error("no")) }),
        h(tvdb.AIAnalysisDisplay, { key: 4, mediaId: 4 }));
    """)
    expect(page.locator("dt")).to_have_text(["Style", "Quality", "Colours"])
    expect(page.get_by_role("meter", name="Quality")).to_have_attribute("value", "0")
    expect(page.locator("dd code")).to_have_text(["#112233", "#445566"])
    expect(page.get_by_text("Nothing is known of this picture.")).to_have_count(2)
    expect(page.get_by_text("could not be loaded")).to_have_count(1)


def test_listeners_and_attributes_follow_the_props(run: Run, tab: Tab) -> None:
    tab.page.route("**/api/images/**", lambda route: route.abort())
    page = run("""
      window.heard = [];
      window.as = (name) => show(h(tvdb.SmartImage, { mediaId: 5, alt: name, size: "thumbnail",
        retries: 0, className: "round", "data-name": name, errorText: "Away",
        onError: () => heard.push(name) }));
      window.as("one");
    """)
    expect(page.get_by_text("Away")).to_be_visible()
    picture = page.locator("tvdb-image")
    expect(picture).to_have_attribute("class", "round")
    page.wait_for_function("heard.includes('one')")
    page.evaluate("as('two')")
    expect(picture).to_have_attribute("data-name", "two")
    page.evaluate("heard.length = 0; document.querySelector('tvdb-image').retry()")
    page.wait_for_function("heard.length === 1")
    assert page.evaluate("heard") == ["two"]
    assert all("net::ERR_FAILED" in line for line in tab.complaints)
    tab.complaints.clear()


def test_without_a_signature_the_picture_itself_is_shown(run: Run) -> None:
    page = run("""
      const Shown = ({ source }) => {
        const address = tvdb.useImgproxyUrl(source, { width: 4 });
        return h("p", null, `${address} ${tvdb.useResponsiveUrls(source).large}`);
      };
      const endpoint = { url: "/there", unsigned: true };
      show(h(Shown, { key: 1, source: "/a.jpg" }),
        h(Shown, { key: 2, source: { image_url: "/b.jpg" } }),
        h(tvdb.TvdbProvider, { key: 3, value: { endpoint } }, h(Shown, { source: "s3://a/b" })));
    """)
    expect(page.locator("p")).to_have_text(
        [
            "/a.jpg /a.jpg",
            "/b.jpg /b.jpg",
            "/there/unsafe/w:4/czM6Ly9hL2I /there/unsafe/pr:large/czM6Ly9hL2I",
        ]
    )
