"""The module that signs addresses, as an application of somebody else's uses it."""

from __future__ import annotations

import doctest
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.processes import CHECKOUT
from tvdbproxy import imgproxy
from tvdbproxy.imgproxy import (
    PRESETS,
    Endpoint,
    optimized_url,
    preset_url,
    preset_urls,
    responsive_urls,
    sign_url,
    srcset,
    thumbnail_url,
)
from tvdbproxy.urls.imgproxy.options.table import OPTIONS
from tvdbproxy.urls.imgproxy.parse import Grammar
from tvdbproxy.urls.imgproxy.presets import defined
from tvdbproxy.urls.imgproxy.request import TransformRequest
from tvdbproxy.urls.imgproxy.signature import Signatures

HERE = Endpoint("https://img.example.com/imgproxy/", key="aa" * 32, salt="bb" * 32)
SIGNATURES = Signatures(((b"\xaa" * 32, b"\xbb" * 32),))
SOURCE = "tvdb://series/910001/poster"


def served(address: str) -> TransformRequest:
    """What the service makes of it, after its check of the signature."""
    assert address.startswith("https://img.example.com/imgproxy/")
    grammar = Grammar()
    signature, path = grammar.split(address.removeprefix("https://img.example.com/imgproxy"))
    SIGNATURES.check(signature, path)
    return grammar.parse(path, 0)


def test_the_examples_of_its_documentation_are_true() -> None:
    assert doctest.testmod(imgproxy).failed == 0
    assert doctest.testmod(imgproxy).attempted >= 8


def test_it_needs_nothing_but_the_standard_library(tmp_path: Path) -> None:
    """Copied elsewhere, and started without site packages."""
    (tmp_path / "copied.py").write_bytes((CHECKOUT / "tvdbproxy" / "imgproxy.py").read_bytes())
    program = "import copied; print(copied.thumbnail_url('tvdb://movie/7/poster'))"
    ended = subprocess.run(
        [sys.executable, "-S", "-E", "-c", program],
        cwd=tmp_path,
        env={},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.stderr == ""
    assert ended.stdout.startswith("/imgproxy/unsafe/rt:fill/w:150/h:150/g:sm/")


def test_its_presets_are_those_of_the_service() -> None:
    assert set(PRESETS) == set(defined(""))
    for preset in PRESETS:
        served(preset_url(SOURCE, preset, endpoint=HERE))


def test_every_argument_of_sign_url_is_understood_by_the_service() -> None:
    request = served(
        sign_url(
            "https://example.com/ä ö?a=b@c",
            width=400,
            height=300,
            resizing_type="fill",
            gravity="fp:0.5:0.2",
            enlarge=True,
            quality=90,
            format="webp",
            blur=5,
            sharpen=0.5,
            grayscale=True,
            brightness=-10,
            contrast=1.2,
            saturation=0.5,
            preset="hero",
            expires=4_000_000_000,
            options="/pd:10/w:500/",
            endpoint=HERE,
        )
    )
    spec = request.spec
    assert request.source == "https://example.com/ä ö?a=b@c"
    assert (spec.width, spec.height, spec.resizing_type, spec.enlarge) == (500, 300, "fill", True)
    assert (spec.gravity.type, spec.gravity.x, spec.gravity.y) == ("fp", 0.5, 0.2)
    assert (spec.quality, spec.format, spec.blur, spec.sharpen) == (90, "webp", 5, 0.5)
    assert (spec.grayscale, spec.brightness, spec.contrast, spec.saturation) == (
        True,
        -10,
        1.2,
        0.5,
    )
    assert spec.padding.top == 10
    assert request.expires == 4_000_000_000


def test_every_option_that_it_writes_is_one_of_the_service() -> None:
    assert set(imgproxy._OPTIONS.values()) - set(OPTIONS) == {"pr"}


def test_a_thumbnail_is_a_square_of_what_matters() -> None:
    spec = served(thumbnail_url(SOURCE, 48, endpoint=HERE)).spec
    assert (spec.width, spec.height, spec.resizing_type, spec.gravity.type) == (
        48,
        48,
        "fill",
        "sm",
    )
    assert served(thumbnail_url(SOURCE, endpoint=HERE)).spec.width == 150


def test_an_optimized_picture_is_webp_or_negotiated() -> None:
    spec = served(optimized_url(SOURCE, 800, 600, endpoint=HERE)).spec
    assert (spec.width, spec.height, spec.format, spec.quality) == (800, 600, "webp", 85)
    assert not served(optimized_url(SOURCE, 800, webp=False, endpoint=HERE)).explicit_format


def test_urls_by_preset() -> None:
    assert list(responsive_urls(SOURCE, endpoint=HERE)) == ["thumbnail", "small", "medium", "large"]
    every = preset_urls(SOURCE, endpoint=HERE)
    assert list(every) == list(PRESETS)
    assert every["avatar"] == preset_url(SOURCE, "avatar", endpoint=HERE)
    assert served(responsive_urls(SOURCE, endpoint=HERE)["large"]).spec.width == 1200


def test_a_srcset_has_an_address_for_each_width() -> None:
    parts = srcset(SOURCE, [154, 342], quality=70, format="webp", options="bl:1", endpoint=HERE)
    assert [part.split(" ")[1] for part in parts.split(", ")] == ["154w", "342w"]
    for part, width in zip(parts.split(", "), (154, 342), strict=True):
        spec = served(part.split(" ")[0]).spec
        assert (spec.width, spec.quality, spec.format, spec.blur) == (width, 70, "webp", 1)
    assert srcset(SOURCE, endpoint=HERE).count(", ") == 3


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, Endpoint("/imgproxy")),
        ({"BASE_URL": "http://a/"}, Endpoint("http://a/imgproxy")),
        (
            {"PUBLIC_BASE_URL": "https://b", "BASE_URL": "http://a"},
            Endpoint("https://b/imgproxy"),
        ),
        (
            {
                "IMGPROXY_URL": "https://c",
                "BASE_URL": "http://a",
                "IMGPROXY_KEY": "aa,bb",
                "IMGPROXY_SALT": "cc,dd",
                "IMGPROXY_SIGNATURE_SIZE": "8",
            },
            Endpoint("https://c", "aa,bb", "cc,dd", 8),
        ),
    ],
)
def test_the_environment_says_where_and_with_what(
    environ: dict[str, str], expected: Endpoint
) -> None:
    assert Endpoint.from_environment(environ) == expected


def test_without_an_endpoint_the_environment_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "IMGPROXY_URL": "https://img.example.com/imgproxy",
        "IMGPROXY_KEY": "aa" * 32,
        "IMGPROXY_SALT": "bb" * 32,
        "IMGPROXY_SIGNATURE_SIZE": "",
    }.items():
        monkeypatch.setenv(name, value)
    assert served(preset_url(SOURCE, "hero")).spec.width == 1920
    assert served(srcset(SOURCE, [5]).split(" ")[0]).spec.width == 5
    assert set(preset_urls(SOURCE)) == set(PRESETS)


def test_the_first_of_several_keys_signs() -> None:
    several = Endpoint(HERE.url, f"{HERE.key},cc", f"{HERE.salt},dd")
    assert served(thumbnail_url(SOURCE, endpoint=several)).spec.width == 150


@pytest.mark.parametrize(
    "wrong",
    [
        {"key": "aa"},
        {"salt": "aa"},
        {"key": "xy", "salt": "aa"},
        {"key": "aa", "salt": "abc"},
        {"signature_size": 0},
        {"signature_size": 33},
    ],
)
def test_an_endpoint_that_cannot_sign_is_refused_when_it_is_made(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"key|salt|signature"):
        Endpoint("https://a", **wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "wrong",
    [
        {"preset": "a/b"},
        {"format": "web p"},
        {"gravity": "no?"},
        {"preset": "é"},
        {"options": "fn:a?b"},
        {"options": "fn:é"},
        {"preset": ""},
    ],
)
def test_what_would_break_an_address_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"cannot be|a path begins"):
        sign_url(SOURCE, endpoint=HERE, **wrong)  # type: ignore[arg-type]


def test_there_is_no_address_without_a_source() -> None:
    with pytest.raises(ValueError, match="source"):
        sign_url("", endpoint=HERE)


def test_no_key_is_shown_by_accident() -> None:
    assert "aaaa" not in repr(HERE)
    assert "bbbb" not in repr(HERE)
