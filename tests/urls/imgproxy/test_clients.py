"""Addresses that client libraries made, as they made them: signed and understood here.

Recorded from ``imgproxy`` 1.0.0 (PyPI), ``@imgproxy/imgproxy-node`` 1.1.0 with
``@imgproxy/imgproxy-js-core`` 1.9.0, ``@bitpatty/imgproxy-url-builder`` 2.1.0 and ``imgproxy``
1.4.1 (npm), with one key and salt. The shapes of Ruby's library are written by hand.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.urls.imgproxy.test_options import NOW, changed
from tvdbproxy.errors import Forbidden
from tvdbproxy.imaging.transform.spec import (
    Crop,
    Extend,
    Gravity,
    Monochrome,
    Padding,
    TransformSpec,
    Trim,
    Watermark,
)
from tvdbproxy.imgproxy import Endpoint
from tvdbproxy.urls.imgproxy.parse import Grammar
from tvdbproxy.urls.imgproxy.signature import Signatures

KEY = "943b421c9eb07c830af81030552c86009268de4e532ba2ee2eab8247c6da0881"
SALT = "520f986b998545b4785e0defbc4f3c1203f22de2374a3d53cb7a7fe9fea309c5"
PAIR = (bytes.fromhex(KEY), bytes.fromhex(SALT))
PLAIN = "plain/s3://pictures/posters/910001.jpg"
BASE64 = "czM6Ly9waWN0dXJlcy9wb3N0ZXJzLzkxMDAwMS5qcGc"
SOURCE = "s3://pictures/posters/910001.jpg"
STRANGE = "https://img.example.com/a b/é@2x.jpg?v=1"
STRANGE_BASE64 = "aHR0cHM6Ly9pbWcuZXhhbXBsZS5jb20vYSBiL8OpQDJ4LmpwZz92PTE"

# The target, what of the picture it asks for, and of which source.
SIGNED: dict[str, tuple[str, dict[str, Any], str]] = {
    "Python": (
        f"/ERZRM0DnD7U_NsHe3Kbl8pYe-MBqqBmMfdp5fS2Sff4/g:ce/rs:auto:800:400:0/{BASE64}",
        {"resizing_type": "auto", "width": 800, "height": 400},
        SOURCE,
    ),
    "Python with options": (
        "/R_k7vbG98OuZkRCMEAN6ZUtUhKf5VX158AClRixl0qE/q:90/bl:2/g:sm/rs:fill:300:200:1/"
        f"{BASE64}.png",
        {
            "resizing_type": "fill",
            "width": 300,
            "height": 200,
            "enlarge": True,
            "gravity": Gravity("sm"),
            "blur": 2.0,
            "quality": 90,
            "format": "png",
        },
        SOURCE,
    ),
    "Node without options": (
        f"/Qc8Gjt7_iSTtIrJCLErN7X8lEanDxeCINCYUIlrFOss/{PLAIN}",
        {},
        SOURCE,
    ),
    "Node without options, base64": (
        f"/MR-LRmfmlTswRaHjzQXQjpNEolp-BNSWrGmzFUOhx20/{BASE64}",
        {},
        SOURCE,
    ),
    "Node": (
        "/iRfcjVOPq-0lsTEfkLgA5KTlQxbeounzzF-UjaRu7QU/el:t/g:no/h:200/rt:fill/w:300/" + PLAIN,
        {
            "resizing_type": "fill",
            "width": 300,
            "height": 200,
            "enlarge": True,
            "gravity": Gravity("no"),
        },
        SOURCE,
    ),
    "Node with a source that needs base64": (
        "/6MqH8JlqiiILYuQHyR-Awq3mXg7CEhhOvMKgbX_yq3E/f:webp/rs:auto:300:400:t:t/" + STRANGE_BASE64,
        {
            "resizing_type": "auto",
            "width": 300,
            "height": 400,
            "enlarge": True,
            "extend": Extend(True),
            "format": "webp",
        },
        STRANGE,
    ),
    "Node with presets": (
        f"/Tc_x58ewP_LmVBAfM6rIgqWWa8pze1odj5p454bIt60/pr:thumbnail:avatar/{BASE64}",
        {
            "resizing_type": "fill",
            "width": 128,
            "height": 128,
            "gravity": Gravity("sm"),
            "format": "webp",
        },
        SOURCE,
    ),
    "Node with options of the paid edition": (
        "/gM8zyoaUb9wS9fz-Mw2E6yZ8cuSDy58rPvszNA7TSMs/a:20:1.1:1.2/br:51/co:1.2/mc:0.5:ff0000/"
        f"sa:0.8/{BASE64}",
        {
            "brightness": 51.0,
            "contrast": 1.2,
            "saturation": 0.8,
            "monochrome": Monochrome(0.5, (255, 0, 0)),
        },
        SOURCE,
    ),
    "Node with everything": (
        "/TZtj3bB9cgWsiT9JB1MHpvD4Q3cpF9mAo25iSb0rDd8/ar:t/bg:255:128:0/bl:2.5/"
        "c:0.5:200:noea:0.3:7/dpr:2/eth:t/exp:4102444800/ex:t:nowe::5/fn:poster/fq:jpeg:80:webp:70/"
        "kcr:f/mb:100000/mh:10/mw:10/pd:10:20/pix:4/q:90/att:t/rot:90/sh:0.7/s:300:400:f:t:nowe::5/"
        f"sp:gif:svg/scp:t/sm:t/t:10:ffcc00:t/wm:0.5:soea:10:10:0.2/z:1.5:2/{BASE64}",
        {
            "background": (255, 128, 0),
            "blur": 2.5,
            "crop": Crop(0.5, 200, Gravity("noea", 0.3, 7)),
            "dpr": 2.0,
            "extend": Extend(True, Gravity("nowe", 0, 5)),
            "format_quality": {"jpeg": 80, "webp": 70},
            "keep_copyright": False,
            "max_bytes": 100_000,
            "min_height": 10,
            "min_width": 10,
            "padding": Padding(10, 20, 10, 20),
            "pixelate": 4,
            "quality": 90,
            "rotate": 90,
            "sharpen": 0.7,
            "width": 300,
            "height": 400,
            "trim": Trim(10, (255, 204, 0), True),
            "watermark": Watermark(0.5, "soea", 10, 10, 0.2),
            "zoom_x": 1.5,
            "zoom_y": 2.0,
        },
        SOURCE,
    ),
    "TypeScript builder": (
        "/AlmB98qiW8Rrf9ZFGm9b9fSr_aJP3_6bY21wuxzm27c/rot:90/bl:10/f:webp/q:80/" + BASE64,
        {"rotate": 90, "blur": 10.0, "format": "webp", "quality": 80},
        SOURCE,
    ),
    "TypeScript builder, plain": (
        "/FoJTSSwTwmRBsB28SgYNS-T3Ln6ByVZkN_BxqhIrCyU/rs:fill:300:200/g:sm/bl:10/" + PLAIN,
        {
            "resizing_type": "fill",
            "width": 300,
            "height": 200,
            "gravity": Gravity("sm"),
            "blur": 10.0,
        },
        SOURCE,
    ),
    "npm's imgproxy": (
        "/EJIzQEvsAkLghrynvMJMXZC1hpI5l7JcI40gIVW_VHE/rs:fill:300:200:0/g:no/dpr:2/" + BASE64,
        {
            "resizing_type": "fill",
            "width": 300,
            "height": 200,
            "gravity": Gravity("no"),
            "dpr": 2.0,
        },
        SOURCE,
    ),
    "npm's imgproxy, plain": (
        f"/OZT6f4VtVvU4aCJxMf-LM73x9GTO48BRIuSygXHER7I/rs:fill:300:200:0/g:no/dpr:2/{PLAIN}@png",
        {
            "resizing_type": "fill",
            "width": 300,
            "height": 200,
            "gravity": Gravity("no"),
            "dpr": 2.0,
            "format": "png",
        },
        SOURCE,
    ),
}


UNSIGNED = (
    f"/insecure/g:ce/rs:auto:800:400:0/{BASE64}",
    f"/insecure/w:300/{PLAIN}",
    f"/-/rot:90/{BASE64}",
    f"/unsafe/rs:fill:300:200/{PLAIN}",
)

SHORT = f"/Y2zdAazRUUU/rot:90/{PLAIN}"
"""Of the TypeScript builder, with a signature of 8 bytes."""

# The path, what of the picture it asks for, and of which source.
RUBY: tuple[tuple[str, dict[str, Any], str], ...] = (
    (f"/s:300:200/{PLAIN}", {"width": 300, "height": 200}, SOURCE),
    (
        "/rs:fill:300:200/g:fp:0.5:0.25/czM6Ly9waWN0dXJl/cy9wb3N0ZXJzLzkx/MDAwMS5qcGc.webp",
        {
            "resizing_type": "fill",
            "width": 300,
            "height": 200,
            "gravity": Gravity("fp", 0.5, 0.25),
            "format": "webp",
        },
        SOURCE,
    ),
    (
        "/w:100/plain/https%3A%2F%2Fimg.example.com%2Fa%20b%2F%C3%A9%402x.jpg%3Fv%3D1@png",
        {"width": 100, "format": "png"},
        STRANGE,
    ),
)


@pytest.mark.parametrize(("target", "expected", "source"), SIGNED.values(), ids=SIGNED)
def test_a_librarys_signed_address(target: str, expected: dict[str, Any], source: str) -> None:
    grammar = Grammar()
    signature, path = grammar.split(target)
    Signatures((PAIR,)).check(signature, path)
    request = grammar.parse(path, NOW)
    assert changed(request.spec, TransformSpec()) == expected
    assert request.source == source


def test_the_rest_of_everything_is_understood_too() -> None:
    grammar = Grammar()
    request = grammar.parse(grammar.split(SIGNED["Node with everything"][0])[1], NOW)
    assert request.expires == 4_102_444_800
    assert request.filename == "poster"
    assert request.attachment
    assert request.skip_processing == {"gif", "svg"}


def test_a_shorter_signature_of_the_typescript_builder() -> None:
    signature, path = Grammar().split(SHORT)
    Signatures((PAIR,), size=8).check(signature, path)
    with pytest.raises(Forbidden):
        Signatures((PAIR,)).check(signature, path)


@pytest.mark.parametrize("target", UNSIGNED)
def test_unsigned_addresses_of_libraries(target: str) -> None:
    grammar = Grammar()
    signature, path = grammar.split(target)
    for signatures in (
        Signatures(allow_unsigned=True),
        Signatures((PAIR,), allow_unsigned=True),
    ):
        signatures.check(signature, path)
    assert grammar.parse(path, NOW).source == SOURCE


@pytest.mark.parametrize(("path", "expected", "source"), RUBY)
def test_the_shapes_of_rubys_library(path: str, expected: dict[str, Any], source: str) -> None:
    request = Grammar().parse(path, NOW)
    assert changed(request.spec, TransformSpec()) == expected
    assert request.source == source


def test_a_path_that_was_signed_without_its_slash_is_forbidden() -> None:
    """As an early library did, whose addresses no server took."""
    path = f"/rs:auto:800:400/{BASE64}"
    without = Signatures((PAIR,)).sign(path[1:])
    with pytest.raises(Forbidden):
        Signatures((PAIR,)).check(without, path)


def test_our_own_module_signs_as_the_libraries_do() -> None:
    endpoint = Endpoint("https://i.example", KEY, SALT)
    for target, _, _ in SIGNED.values():
        _, path = Grammar().split(target)
        assert endpoint.address(path) == f"https://i.example{target}"
