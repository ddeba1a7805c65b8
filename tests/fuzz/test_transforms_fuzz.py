"""Addresses of transforms, made up: whatever is signed, no answer is our own fault."""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from tests.house.artwork_host import ArtworkHost, artwork_host
from tests.house.house import clean_environment, settings_of
from tests.house.pictures import logo, poster, still
from tests.house.titles import PATH, hang
from tests.house.transforms import settings_for, signed
from tvdbproxy.urls.imgproxy.options.table import OPTIONS, PRESET_NAMES
from tvdbproxy.web.app import create_app
from tvdbproxy.wiring import build

__all__ = ["artwork_host", "clean_environment"]

# What somebody may be told. A source that is in trouble is none of these here.
FINE = {200, 304, 403, 404, 422}

numbers = some.one_of(
    some.integers(-2, 700).map(str),
    some.floats(allow_nan=True, allow_infinity=True, width=32).map(str),
    some.sampled_from(["", "0", "1", "0.5", "1e3", "0x10", "٣", "1_0", "-0", "999999999999"]),
)
words = some.sampled_from(
    ["fit", "fill", "fill-down", "force", "auto", "crop", "no", "so", "ce", "sm", "fp", "re", "t",
     "f", "1", "true", "ff0000", "fff", "webp", "avif", "jpg", "png", "gif", "bmp", "ico", "tiff",
     "svg", "jxl", "heic", "thumbnail", "avatar", "nothing"]
)  # fmt: skip
arguments = some.one_of(numbers, words, some.text(max_size=6).map(lambda text: quote(text, "")))
names = some.sampled_from(sorted({*OPTIONS, *PRESET_NAMES}))
nonsense = some.builds(
    lambda name, given: ":".join([name, *given]),
    names,
    some.lists(arguments, min_size=1, max_size=6),
)
# Forms that make sense, with numbers that need not.
forms = some.sampled_from(
    ["rs:{t}:{n}:{n}:{b}:{b}", "s:{n}:{n}", "w:{n}", "h:{n}", "mw:{n}", "mh:{n}", "z:{f}:{f}",
     "dpr:{f}", "el:{b}", "ex:{b}:{g}", "exar:{b}:{g}", "g:{g}:{f}:{f}", "g:fp:{u}:{u}", "g:sm",
     "c:{n}:{n}:{g}", "c:{u}:{u}", "t:{n}", "t:{n}:ff00ff:{b}:{b}", "pd:{s}:{s}", "ar:{b}",
     "rot:90", "rot:270", "fl:{b}:{b}", "bg:{s}:{s}:{s}", "bl:{s}", "sh:{f}", "pix:{s}",
     "wm:{u}:{g}:{n}:{n}:{u}", "br:{s}", "co:{f}", "sa:{f}", "mc:{u}", "grayscale:{b}", "sm:{b}",
     "kcr:{b}", "scp:{b}", "q:{s}", "fq:webp:{s}", "mb:{n}", "f:{x}", "mrd:{n}", "maf:{s}",
     "skp:jpeg:png", "pr:{p}", "exp:9999999999", "att:{b}", "fn:name", "cb:{n}"]
)  # fmt: skip
filled = some.builds(
    lambda form, n, s, f, u, b, t, g, x, p: form.format(
        n=n, s=s, f=f, u=u, b=b, t=t, g=g, x=x, p=p
    ),
    forms,
    some.integers(0, 700),
    some.integers(0, 60),
    some.floats(0.1, 4).map(lambda number: f"{number:.3f}"),
    some.floats(0, 1).map(lambda number: f"{number:.3f}"),
    some.sampled_from("tf01"),
    some.sampled_from(["fit", "fill", "fill-down", "force", "auto", "crop"]),
    some.sampled_from(["no", "so", "ea", "we", "noea", "nowe", "soea", "sowe", "ce"]),
    some.sampled_from(["webp", "png", "jpg", "gif", "bmp", "ico", "tiff", "avif", "svg"]),
    some.sampled_from(["thumbnail", "small", "avatar", "nothing"]),
)
options = some.integers(0, 15).flatmap(lambda number: filled if number else nonsense)
paths = ("/p.jpg", "/logo.png", "/still.jpg", "/page.html", "/nothing", "/half.jpg", "/old.gif")


@pytest.fixture
def door(
    clean_environment: None, tmp_path: Path, sqlite_template: Path, artwork_host: ArtworkHost
) -> Iterator[FlaskClient]:
    """A house with sources of all kinds, and children of its own, which do not work for long."""
    shown = (poster(), logo(), still(), b"<html>", None, poster()[:900], b"GIF89a")
    for path, data in zip(paths, shown, strict=True):
        if data is not None:
            artwork_host.show(path, data)
    artwork_host.show(PATH, poster(1))
    given = settings_for(artwork_host) | {"imgproxy_allow_security_options": True}
    services = build(settings_of(tmp_path, sqlite_template, artwork_host, given))
    hang(services.database)
    yield create_app(services).test_client()
    services.close()


def sources(host: str) -> some.SearchStrategy[str]:
    ours = ("tvdb://series/1/poster", "tvdb://series/x/poster", "s3://nothing/x", "local:///x", "x")
    here = [f"{host}{path}" for path in paths]
    known = some.sampled_from([*here[:3] * 6, *here[3:], *ours])
    return some.integers(0, 9).flatmap(lambda number: known if number else some.text(max_size=20))


@pytest.mark.proves("Q1")
def test_nothing_that_is_signed_is_our_own_fault(
    door: FlaskClient, artwork_host: ArtworkHost
) -> None:
    """Some seconds: as many pictures are made as a short run needs to reach every step."""
    seen: Counter[int] = Counter()

    @settings(
        max_examples=150,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(
        chosen=some.lists(options, max_size=4),
        source=sources(artwork_host.url),
        form=some.sampled_from(["base64", "plain", "escaped"]),
        extension=some.sampled_from([*[""] * 9, "webp", "png", "jpg", "gif", "xyz", "@", "."]),
        accept=some.sampled_from(
            [None, "*/*", "image/avif", "image/png", ";;q=", "image/webp;q=x"]
        ),
        method=some.sampled_from(["GET", "HEAD"]),
    )
    def ask(
        chosen: list[str], source: str, form: str, extension: str, accept: str | None, method: str
    ) -> None:
        text = source.encode("utf-8", "surrogatepass")
        if form == "base64":
            last = base64.urlsafe_b64encode(text).decode() + (f".{extension}" if extension else "")
        else:
            spelled = quote(text, safe="/:" if form == "plain" else "")
            last = f"plain/{spelled}" + (f"@{extension}" if extension else "")
        address = signed("/" + "/".join([quote(text, safe=":%") for text in chosen] + [last]))
        headers = {"Accept": accept} if accept is not None else {}
        answer = door.open(address, method=method, headers=headers)
        assert answer.status_code in FINE, (address, answer.status_code, answer.text[:300])
        seen[answer.status_code] += 1
        if answer.status_code >= 400:
            assert answer.mimetype == "application/problem+json"

    ask()
    assert seen[200] > 30, seen


@pytest.mark.proves("Q1")
def test_nothing_that_is_not_signed_gets_in(door: FlaskClient) -> None:
    @settings(max_examples=300, deadline=None, derandomize=True)
    @given(path=some.text(max_size=60))
    def ask(path: str) -> None:
        answer = door.get("/imgproxy/" + quote(path.encode("utf-8", "surrogatepass"), safe="/:@"))
        assert answer.status_code in (301, 308, 403, 404), (path, answer.status_code)

    ask()
