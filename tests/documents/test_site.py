"""The site builds without a warning, and every link in it leads somewhere."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from handbook.pages import PAGES
from tests.documents.site import Page, is_elsewhere, read_site
from tests.house.processes import CHECKOUT


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built as ``make docs`` does it: a warning is a failure."""
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--site-dir", str(folder)],
        cwd=CHECKOUT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def site(folder: Path) -> dict[Path, Page]:
    return read_site(folder)


def test_there_is_a_page_for_each_document(folder: Path, site: dict[Path, Page]) -> None:
    documents = CHECKOUT / "docs"
    for document in documents.rglob("*.md"):
        assert folder / document.relative_to(documents).with_suffix(".html") in site
    for path in PAGES:
        assert (folder / path).with_suffix(".html") in site


def test_every_link_leads_to_a_file_and_to_a_place_in_it(site: dict[Path, Page]) -> None:
    wrong = []
    for page in site.values():
        for link in page.links:
            file, anchor = page.target(link)
            if is_elsewhere(link):
                continue
            if not file.exists() or (anchor and file in site and anchor not in site[file].ids):
                wrong.append(f"{page.file.name}: {link}")
    assert wrong == []


def test_a_page_loads_nothing_from_other_peoples_servers(site: dict[Path, Page]) -> None:
    assert [load for page in site.values() for load in page.loads if is_elsewhere(load)] == []
    styles = {
        page.target(load)[0] for page in site.values() for load in page.loads if ".css" in load
    }
    assert styles
    for style in styles:
        assert not re.search(r"(@import|url\()\s*['\"]?(https?:)?//", style.read_text("utf-8")), (
            style
        )


def test_every_decision_is_in_the_navigation(folder: Path, site: dict[Path, Page]) -> None:
    links = site[folder / "index.html"].links
    for record in (CHECKOUT / "docs/decisions").glob("0*.md"):
        assert f"decisions/{record.stem}.html" in links
