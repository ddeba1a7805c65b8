"""The macros that other applications' pages import."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from jinja2 import Environment, PackageLoader, StrictUndefined

IMPORT = '{% from "tvdbproxy/picture.html" import artwork, picture %}'


class Tags(HTMLParser):
    """What a page shows: each tag with its attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@pytest.fixture(params=[True, False])
def environment(request: pytest.FixtureRequest) -> Environment:
    """An application's own, which knows nothing of ours."""
    loader = PackageLoader("tvdbproxy.web")
    return Environment(loader=loader, autoescape=request.param, undefined=StrictUndefined)


def shown(environment: Environment, call: str, **values: object) -> Tags:
    return Tags(environment.from_string(f"{IMPORT}{{{{ {call} }}}}").render(values))


def test_an_artwork_is_negotiated_by_the_server(environment: Environment) -> None:
    tags = shown(
        environment,
        'artwork("/images/series/1/poster", [342, 185], sizes="50vw", alt="A & B", '
        'revision="abc", class="wide")',
    ).found
    assert tags == [
        ("picture", {}),
        (
            "img",
            {
                "src": "/images/series/1/poster/w342?v=abc",
                "srcset": "/images/series/1/poster/w185?v=abc 185w, "
                "/images/series/1/poster/w342?v=abc 342w",
                "sizes": "50vw",
                "alt": "A & B",
                "decoding": "async",
                "loading": "lazy",
                "class": "wide",
            },
        ),
    ]


def test_or_by_the_browser(environment: Environment) -> None:
    call = 'artwork("/i/p", [100], formats=["avif", "webp"], lazy=false)'
    tags = shown(environment, call).found
    assert [(tag, told.get("type"), told.get("srcset")) for tag, told in tags] == [
        ("picture", None, None),
        ("source", "image/avif", "/i/p/w100.avif 100w"),
        ("source", "image/webp", "/i/p/w100.webp 100w"),
        ("img", None, "/i/p/w100 100w"),
    ]
    assert "loading" not in tags[-1][1]


def test_any_picture_has_sources_by_width_of_the_window(environment: Environment) -> None:
    sources = [{"media": "(min-width: 900px)", "srcset": "/large.jpg"}]
    tags = shown(environment, 'picture("/small.jpg", sources=sources)', sources=sources).found
    assert tags[1] == (
        "source",
        {"media": "(min-width: 900px)", "srcset": "/large.jpg", "sizes": "100vw"},
    )
    assert tags[2][1]["src"] == "/small.jpg"
    assert "srcset" not in tags[2][1]


def test_nothing_gets_out_of_its_attribute(environment: Environment) -> None:
    evil = '"><script>alert(1)</script>'
    call = "picture(evil, evil, [{'type': evil, 'media': evil, 'srcset': evil}], evil, evil)"
    tags = shown(environment, call, evil=evil).found
    assert [tag for tag, _ in tags] == ["picture", "source", "img"]
    assert tags[2][1]["alt"] == evil
