"""The client's addresses and tables beside the service's own."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from fast_thumbhash import rgba_to_thumb_hash, thumb_hash_to_rgba

from tests.servers.node import Node
from tvdbproxy import imgproxy
from tvdbproxy.imaging.ladders import BY_IMAGE_TYPE, OF_IMAGE
from tvdbproxy.imaging.profiles import BUILT_IN
from tvdbproxy.imgproxy import Endpoint, sign_url
from tvdbproxy.ingest.pending.fields import FIELDS
from tvdbproxy.urls.images import PublicUrls
from tvdbproxy.urls.media import MediaUrls
from tvdbproxy.urls.srcset import srcset
from tvdbproxy.vocabulary import MAIN_IMAGE, PLURALS, image_type_of

HERE = Endpoint("/imgproxy")
UNSIGNED = {"url": "/imgproxy", "unsigned": True}
SOURCE = "https://example.com/ä ö?a=b@c"
OPTIONS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({}, {}),
    ({"width": 400, "quality": 90}, {"width": 400, "quality": 90}),
    ({"format": "webp", "width": 4, "preset": "hero"},) * 2,
    ({"resizingType": "fill", "height": 3}, {"resizing_type": "fill", "height": 3}),
    ({"enlarge": True, "grayscale": False, "gravity": "fp:0.5:0.2"},) * 2,
    ({"blur": 5, "sharpen": 0.5, "brightness": -10, "contrast": 1.2, "saturation": 0.5},) * 2,
    ({"expires": 4_000_000_000, "options": "/pd:10/w:500/"},) * 2,
]


def asked(node: Node, *calls: tuple[str, Any]) -> list[Any]:
    """What these functions of the client give, or the name of what they throw."""
    program = f"""
import * as client from "./src/index.js";
const plain = (value) => value?.rgba ? {{ ...value, rgba: [...value.rgba] }} : value;
const answers = {json.dumps(calls)}.map(([name, given]) => {{
  const found = client[name];
  try {{ return plain(typeof found === "function" ? found(...given) : found); }}
  catch (error) {{ return error.name; }}
}});
console.log(JSON.stringify(answers));"""
    answers: list[Any] = json.loads(node.run("--input-type=module", "--eval", program))
    return answers


def test_the_tables_are_those_of_the_service(node: Node) -> None:
    main, profiles, presets, fields = asked(
        node, ("MAIN_IMAGE", []), ("PROFILES", []), ("PRESETS", []), ("MEDIA_TYPE_MAPPING", [])
    )
    assert main == dict(MAIN_IMAGE)
    assert presets == list(imgproxy.PRESETS)
    assert set(fields) == set(FIELDS)
    for name in ("media", "upload", "presigned"):
        boxes = [
            (size, box.get("width"), box.get("height"), "fill" if box.get("crops") else "fit")
            for size, box in profiles[name].items()
        ]
        assert boxes == [(size.name, size.width, size.height, size.fit) for size in BUILT_IN[name]]


def test_every_kind_has_the_widths_and_addresses_of_the_service(node: Node) -> None:
    urls = PublicUrls(base="https://a.example.com")
    kinds = [(kind, word) for kind in PLURALS for word in (*BY_IMAGE_TYPE, "image", "thumbnail")]
    pictures = [(kind, word, width) for kind, word in kinds for width in (None, 100, 342, 5000)]
    calls = [
        {
            "contentType": kind,
            "contentId": 7,
            "imageType": word,
            "base": urls.base,
            **({"width": width} if width else {}),
        }
        for kind, word, width in pictures
    ]
    given = asked(node, *(("contentSrcset", [call]) for call in calls))

    assert len(OF_IMAGE) == 2
    for (kind, word, width), said in zip(pictures, given, strict=True):
        expected = srcset(
            kind,
            image_type_of(kind, word),
            width,
            lambda size, kind=kind, word=word: urls.image(kind, 7, word, size),  # type: ignore[misc]
        )
        assert said == expected, (kind, word, width)


def test_single_addresses_are_those_of_the_service(node: Node) -> None:
    urls, media = PublicUrls(base="https://a.example.com"), MediaUrls(base="https://a.example.com")
    title = {"contentType": "people", "contentId": 7, "imageType": "image", "base": urls.base}
    own = {"mediaId": 789, "base": urls.base}
    said = asked(
        node,
        ("contentImageUrl", [{**title, "size": "w45", "format": "jpeg", "revision": "ab"}]),
        ("contentImageUrl", [{**title, "artworkId": 63, "size": "original"}]),
        ("mediaImageUrl", [own]),
        ("mediaImageUrl", [{**own, "size": "grid", "bg": "removed"}]),
    )
    assert said == [
        urls.image("people", 7, "image", "w45.jpg", revision="ab"),
        urls.image("people", 7, "image", "original", artwork_id=63),
        media.smart(789),
        media.smart(789, "grid", bg="removed"),
    ]


def test_an_applications_picture_has_the_widths_that_it_comes_out_with(node: Node) -> None:
    own = {"mediaId": 7, "base": "", "width": 1500, "height": 3000}
    media, given, unknown = asked(
        node,
        ("mediaSrcset", [own]),
        ("mediaSrcset", [{**own, "profile": {"a": {"width": 900}, "b": {"width": 100}}}]),
        ("mediaSrcset", [{**own, "profile": "none"}]),
    )
    assert [part.split(" ")[1] for part in media.split(", ")] == ["240w", "250w", "600w", "1200w"]
    assert given == "/api/images/7?size=b 100w, /api/images/7?size=a 900w"
    assert unknown == "RangeError"


@pytest.mark.parametrize("extra", [{}, {"width": 48}])
def test_addresses_of_transforms_are_those_of_the_service(
    node: Node, extra: dict[str, int]
) -> None:
    given = [
        ("generateImgproxyUrl", [SOURCE, {**theirs, **extra}, UNSIGNED]) for theirs, _ in OPTIONS
    ]
    expected = [sign_url(SOURCE, endpoint=HERE, **{**ours, **extra}) for _, ours in OPTIONS]
    assert asked(node, *given) == expected


def test_so_are_thumbnails_presets_and_widths(node: Node) -> None:
    said = asked(
        node,
        ("generateThumbnailUrl", [SOURCE, 48, UNSIGNED]),
        ("generateOptimizedUrl", [SOURCE, {"width": 800, "height": 600}, UNSIGNED]),
        ("generateOptimizedUrl", [SOURCE, {"width": 800, "webp": False}, UNSIGNED]),
        ("generatePresetUrl", [SOURCE, "hero", UNSIGNED]),
        ("generateResponsiveUrls", [SOURCE, UNSIGNED]),
        ("generateSrcset", [SOURCE, [154, 342], {"quality": 70}, UNSIGNED]),
    )
    assert said == [
        imgproxy.thumbnail_url(SOURCE, 48, endpoint=HERE),
        imgproxy.optimized_url(SOURCE, 800, 600, endpoint=HERE),
        imgproxy.optimized_url(SOURCE, 800, webp=False, endpoint=HERE),
        imgproxy.preset_url(SOURCE, "hero", endpoint=HERE),
        imgproxy.responsive_urls(SOURCE, endpoint=HERE),
        imgproxy.srcset(SOURCE, [154, 342], quality=70, endpoint=HERE),
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        {"preset": "a/b"},
        {"format": "web p"},
        {"gravity": "no?"},
        {"preset": "é"},
        {"preset": ""},
        {"options": "fn:a?b"},
        {"options": "fn:é"},
        {"hue": 3},
    ],
)
def test_what_would_break_an_address_is_refused(node: Node, wrong: dict[str, Any]) -> None:
    assert asked(node, ("generateImgproxyUrl", [SOURCE, wrong, UNSIGNED])) == ["TypeError"]


def test_of_an_answer_that_size_is_taken_that_suffices(node: Node) -> None:
    answer = {"imgproxy_preset_urls": {preset: f"/{preset}" for preset in imgproxy.PRESETS}}
    asking: list[tuple[dict[str, Any], str]] = [
        ({"width": 200}, "/small"),
        ({"width": 200, "height": 301}, "/medium"),
        ({"width": 5000}, "/large"),
        ({"preset": "avatar"}, "/avatar"),
        ({}, "/large"),
        ({"width": 600, "blur": 3}, "ImgproxyError"),
        ({"preset": "mine"}, "ImgproxyError"),
    ]
    said = asked(node, *(("generateImgproxyUrl", [answer, options]) for options, _ in asking))
    assert said == [expected for _, expected in asking]
    assert asked(
        node,
        ("generateThumbnailUrl", [answer, 48]),
        ("generateThumbnailUrl", [{"imgproxy_thumbnail_url": "/t"}]),
        ("generateSrcset", [answer, [], {"aspectRatio": 0.5}]),
        ("generateImgproxyUrl", [{"imgproxy_preset_urls": None}, {}]),
        ("generateImgproxyUrl", [SOURCE, {}]),
    ) == [
        "/thumbnail",
        "/t",
        "/small 150w, /medium 300w, /large 600w",
        "ImgproxyError",
        "ImgproxyError",
    ]


@pytest.mark.parametrize(("width", "height"), [(40, 60), (60, 40), (32, 32), (90, 20)])
@pytest.mark.parametrize("alpha", [255, 90])
def test_a_placeholder_looks_as_the_service_draws_it(
    node: Node, width: int, height: int, alpha: int
) -> None:
    pixels = [(5 * x % 256, 9 * y % 256, 255 - 3 * x) for y in range(height) for x in range(width)]
    seen = [(*pixel, alpha if place % 7 else 255) for place, pixel in enumerate(pixels)]
    flat = bytes(part % 256 for pixel in seen for part in pixel)
    found = bytes(rgba_to_thumb_hash(width, height, flat))
    [drawn] = asked(node, ("thumbhashPixels", [base64.b64encode(found).decode()]))
    across, down, rgba = thumb_hash_to_rgba(found)

    assert (drawn["width"], drawn["height"]) == (across, down)
    assert max(abs(a - b) for a, b in zip(drawn["rgba"], rgba, strict=True)) <= 1


@pytest.mark.parametrize("text", ["", "no", "%", "AAAA", "AAAAAAAA", "dc370e25"])
def test_what_is_no_placeholder_is_none(node: Node, text: str) -> None:
    assert asked(node, ("thumbhashPixels", [text])) == [None]
