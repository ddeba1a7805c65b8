"""The built site, as a browser would find it on a disk."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

_LEADS = {("a", "href"), ("img", "src"), ("link", "href"), ("script", "src")}


@dataclass
class Page:
    """What a page leads to, what it loads, and what in it can be led to."""

    file: Path
    links: list[str] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)

    def target(self, link: str) -> tuple[Path, str]:
        """The file that a link leads to, and the anchor in it."""
        parts = urlsplit(link)
        path = unquote(parts.path)
        file = (self.file.parent / path).resolve() if path else self.file
        return (file / "index.html" if file.is_dir() else file), unquote(parts.fragment)


class _Reader(HTMLParser):
    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        if given.get("id"):
            self.page.ids.add(str(given["id"]))
        for name, value in attributes:
            if (tag, name) in _LEADS and value:
                (self.page.links if tag == "a" else self.page.loads).append(value)


def read_site(folder: Path) -> dict[Path, Page]:
    """Every page by its file. The page for what is not found is nobody's target."""
    pages = {file: Page(file) for file in folder.rglob("*.html") if file.name != "404.html"}
    for file, page in pages.items():
        _Reader(page).feed(file.read_text("utf-8"))
    return pages


def is_elsewhere(link: str) -> bool:
    """Whether a link leads out of the site."""
    return bool(urlsplit(link).scheme or urlsplit(link).netloc)
