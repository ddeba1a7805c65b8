"""What each option sets, by every one of its names; and what it does not take."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

import pytest

from tvdbproxy.errors import Forbidden, NotFound
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
from tvdbproxy.urls.imgproxy.options.table import OPTIONS, PRESET_NAMES
from tvdbproxy.urls.imgproxy.parse import Grammar
from tvdbproxy.urls.imgproxy.request import TransformRequest

NOW = 1_800_000_000.0
SOURCE = "s3://pictures/poster.jpg"
GRAMMAR = Grammar(allow_security_options=True, allow_raw=True)


def parsed(options: str, grammar: Grammar = GRAMMAR) -> TransformRequest:
    return grammar.parse(f"/{options}/plain/{SOURCE}", NOW)


def changed(given: Any, default: Any) -> dict[str, Any]:
    """The fields in which the two differ."""
    names = (item.name for item in fields(default))
    return {n: getattr(given, n) for n in names if getattr(given, n) != getattr(default, n)}


SPEC = {
    # resize and size
    "resize rs": {
        "fill:300:200": {"resizing_type": "fill", "width": 300, "height": 200},
        "fill:300:200:1": {
            "resizing_type": "fill",
            "width": 300,
            "height": 200,
            "enlarge": True,
        },
        "fit:300": {"width": 300},
        ":300": {"width": 300},
        "::200": {"height": 200},
        "auto": {"resizing_type": "auto"},
        "": {},
        ":::t:t": {"enlarge": True, "extend": Extend(True)},
        "fit:1:2:0:1:no:3:4": {
            "width": 1,
            "height": 2,
            "extend": Extend(True, Gravity("no", 3, 4)),
        },
    },
    "size s": {
        "300:200": {"width": 300, "height": 200},
        "300": {"width": 300},
        ":200": {"height": 200},
        "": {},
        "1:2:1:1:soea:5:6": {
            "width": 1,
            "height": 2,
            "enlarge": True,
            "extend": Extend(True, Gravity("soea", 5, 6)),
        },
        "1:2:0:": {"width": 1, "height": 2},
    },
    "resizing_type rt": {
        "fit": {},
        **{name: {"resizing_type": name} for name in ("fill", "fill-down", "force", "auto")},
        "crop": {"resizing_type": "crop"},
    },
    "width w": {"0": {}, "300": {"width": 300}, "+300": {"width": 300}},
    "height h": {"0": {}, "200": {"height": 200}},
    "min-width mw": {"50": {"min_width": 50}},
    "min-height mh": {"50": {"min_height": 50}},
    "zoom z": {
        "2": {"zoom_x": 2.0, "zoom_y": 2.0},
        "0.5:1.5": {"zoom_x": 0.5, "zoom_y": 1.5},
        "1": {},
    },
    "dpr": {"2": {"dpr": 2.0}, "1.5": {"dpr": 1.5}, ".5": {"dpr": 0.5}, "2e0": {"dpr": 2.0}},
    "enlarge el": {
        **{word: {"enlarge": True} for word in ("1", "t", "T", "true", "TRUE", "True")},
        **{word: {} for word in ("0", "f", "F", "false", "FALSE", "False")},
    },
    "extend ex": {
        "1": {"extend": Extend(True)},
        "0": {},
        "t:no": {"extend": Extend(True, Gravity("no"))},
        "t:nowe:4": {"extend": Extend(True, Gravity("nowe", 4))},
        "t:nowe:4:0.5": {"extend": Extend(True, Gravity("nowe", 4, 0.5))},
        "t:nowe::5": {"extend": Extend(True, Gravity("nowe", 0, 5))},
        "t:::5": {"extend": Extend(True, Gravity("ce", 0, 5))},
        "0:so": {"extend": Extend(False, Gravity("so"))},
    },
    "extend_aspect_ratio extend_ar exar": {
        "1": {"extend_aspect_ratio": Extend(True)},
        "1:we:-3:4": {"extend_aspect_ratio": Extend(True, Gravity("we", -3, 4))},
    },
    "gravity g": {
        "ce": {},
        **{
            place: {"gravity": Gravity(place)}
            for place in ("no", "so", "ea", "we", "noea", "nowe", "soea", "sowe", "sm")
        },
        "no:10": {"gravity": Gravity("no", 10)},
        "no:0.1:-20": {"gravity": Gravity("no", 0.1, -20)},
        "fp:0.25:1": {"gravity": Gravity("fp", 0.25, 1)},
        "fp:0:0": {"gravity": Gravity("fp")},
        "ce:": {},
    },
    "crop c": {
        "100:200": {"crop": Crop(100, 200)},
        "100": {"crop": Crop(100, 0)},
        "0.5:0.25": {"crop": Crop(0.5, 0.25)},
        "0:0": {"crop": Crop(0, 0)},
        "100:200:so": {"crop": Crop(100, 200, Gravity("so"))},
        "100:200:so:3:4": {"crop": Crop(100, 200, Gravity("so", 3, 4))},
        "100:200:fp:0.1:0.2": {"crop": Crop(100, 200, Gravity("fp", 0.1, 0.2))},
        "100:200:sm": {"crop": Crop(100, 200, Gravity("sm"))},
        "100:200:": {"crop": Crop(100, 200)},
    },
    "trim t": {
        "10": {"trim": Trim(10)},
        "0": {"trim": Trim(0)},
        "10.5:ff00aa": {"trim": Trim(10.5, (255, 0, 170))},
        "10:f0a": {"trim": Trim(10, (255, 0, 170))},
        "10::1": {"trim": Trim(10, None, True)},
        "10:::1": {"trim": Trim(10, None, False, True)},
        "10:000:t:t": {"trim": Trim(10, (0, 0, 0), True, True)},
        "": {},
        ":fff:1": {},
    },
    "padding pd": {
        "10": {"padding": Padding(10, 10, 10, 10)},
        "10:20": {"padding": Padding(10, 20, 10, 20)},
        "10:20:30": {"padding": Padding(10, 20, 30, 20)},
        "10:20:30:40": {"padding": Padding(10, 20, 30, 40)},
        ":20": {"padding": Padding(0, 20, 0, 20)},
        "10:::40": {"padding": Padding(10, 10, 10, 40)},
        "0": {},
    },
    "auto_rotate ar": {"0": {"auto_rotate": False}, "1": {}},
    "rotate rot": {
        "0": {},
        "90": {"rotate": 90},
        "270": {"rotate": 270},
        "360": {},
        "450": {"rotate": 90},
        "-90": {"rotate": 270},
    },
    "flip fl": {
        "1": {"flip_horizontal": True},
        "1:1": {"flip_horizontal": True, "flip_vertical": True},
        ":1": {"flip_vertical": True},
        "": {},
    },
    "background bg": {
        "ff8000": {"background": (255, 128, 0)},
        "F80": {"background": (255, 136, 0)},
        "255:128:0": {"background": (255, 128, 0)},
        "": {},
    },
    "blur bl": {"0": {}, "2.5": {"blur": 2.5}},
    "sharpen sh": {"0": {}, "0.5": {"sharpen": 0.5}},
    "pixelate pix": {"0": {}, "8": {"pixelate": 8}},
    "watermark wm": {
        "0": {},
        "0.5": {"watermark": Watermark(0.5)},
        "1:soea": {"watermark": Watermark(1, "soea")},
        "1:re:10:20": {"watermark": Watermark(1, "re", 10, 20)},
        "1:ce:-5:0.2:0.25": {"watermark": Watermark(1, "ce", -5, 0.2, 0.25)},
        "1::::0.25": {"watermark": Watermark(1, scale=0.25)},
    },
    "brightness br": {
        "10": {"brightness": 10.0},
        "-100": {"brightness": -100.0},
        "255": {"brightness": 255.0},
        "0": {},
    },
    "contrast co": {"1.2": {"contrast": 1.2}, "1": {}},
    "saturation sa": {"0": {"saturation": 0.0}, "1.5": {"saturation": 1.5}},
    "adjust a": {
        "20:1.2:0.5": {"brightness": 20.0, "contrast": 1.2, "saturation": 0.5},
        "::2": {"saturation": 2.0},
        "": {},
    },
    "monochrome mc": {
        "0": {},
        "1": {"monochrome": Monochrome(1)},
        "0.5:ff0000": {"monochrome": Monochrome(0.5, (255, 0, 0))},
        "0.5:": {"monochrome": Monochrome(0.5)},
    },
    "grayscale gs": {"1": {"grayscale": True}, "0": {}},
    "strip_metadata sm": {"0": {"strip_metadata": False}, "1": {}},
    "keep_copyright kcr": {"0": {"keep_copyright": False}, "1": {}},
    "strip_color_profile scp": {"0": {"strip_color_profile": False}, "1": {}},
    "preserve_hdr ph": {"1": {}, "0": {}},
    "enforce_thumbnail eth": {"1": {}, "0": {}},
    "format f ext": {
        "jpg": {"format": "jpeg"},
        **{
            name: {"format": name}
            for name in [
                "jpeg",
                "jxl",
                "png",
                "webp",
                "gif",
                "ico",
                "svg",
                "heic",
                "avif",
                "bmp",
                "tiff",
            ]
        },
    },
    "quality q": {"0": {}, "1": {"quality": 1}, "100": {"quality": 100}},
    "format_quality fq": {
        "webp:70": {"format_quality": {"webp": 70}},
        "jpg:60:avif:50": {"format_quality": {"jpeg": 60, "avif": 50}},
        "webp:0": {},
    },
    "max_bytes mb": {"0": {}, "100000": {"max_bytes": 100_000}},
    "max_animation_frames maf": {"20": {"max_animation_frames": 20}},
    "max_result_dimension mrd": {"0": {}, "2000": {"max_result_dimension": 2000}},
}

REQUEST = {
    "raw": {"1": {"raw": True}, "0": {}},
    "cachebuster cb": {"abc": {}, "": {}},
    "expires exp": {"1800000001": {"expires": 1_800_000_001}, "0": {}},
    "filename fn": {
        "poster": {"filename": "poster"},
        "a%20b": {"filename": "a%20b"},
        "cG9zdGVyIOKcjA:1": {"filename": "poster ✌"},
        "cG9zdGVyIOKcjA==:t": {"filename": "poster ✌"},
        "poster:0": {"filename": "poster"},
        "poster:": {"filename": "poster"},
        "": {},
    },
    "return_attachment att": {"1": {"attachment": True}, "0": {}},
    "skip_processing skp sp": {
        "svg": {"skip_processing": frozenset({"svg"})},
        "jpg:gif": {"skip_processing": frozenset({"jpeg", "gif"})},
    },
    "max_src_resolution msr": {"100.5": {"max_src_resolution": 100.5}, "0": {}},
    "max_src_file_size msfs": {"1000": {"max_src_file_size": 1000}, "0": {}},
    "max_animation_frame_resolution mafr": {
        "2.5": {"max_animation_frame_resolution": 2.5},
        "0": {},
    },
}

# What is not an argument of it: too many, no number, out of range.
WRONG = {
    "resize rs": ["fit:1:1:1:1:ce:1:1:1", "cover:1:1", "fit:x", "fit:1:1:1:1:sm", "Fit:1:1"],
    "size s": ["1:1:1:1:ce:1:1:1", "x", "1:-1", "1:1:1:1:sm", "1:1:1:1:fp:0.5:0.5"],
    "resizing_type rt": ["", "fit:1", "FIT", "cover", "fill_down"],
    "width w": ["", "-1", "1.5", "1:2", "abc", "1e3", "0x10", "1_000", " 1", "9" * 5000, "٣"],
    "height h": ["", "-1", "1.5", "1:2"],
    "min-width mw": ["", "-1", "1:2"],
    "min-height mh": ["", "-1", "1:2"],
    "zoom z": ["", "0", "-1", "1:0", "1:2:3", "1:", "inf", "1e-300"],
    "dpr": ["", "0", "-1", "nan", "inf", "Infinity", "0x1p4", "1:2", "1e400", "1_0", "1e7"],
    "enlarge el": ["1:1"],
    "extend ex": ["1:sm", "1:fp:0.5:0.5", "1:re", "1:ce:1:1:1", "1:ce:x", "1:obj"],
    "extend_aspect_ratio extend_ar exar": ["1:sm", "1:ce:1:1:1"],
    "gravity g": [
        "",
        "xx",
        "re",
        "obj",
        "objw:face:2",
        "ce:1:2:3",
        "ce:x",
        "ce:nan",
        "ce:1e10",
        "sm:1",
        "sm:",
        "fp",
        "fp:0.5",
        "fp:0.5:1.1",
        "fp:-0.1:0.5",
        "fp:0.5:0.5:1",
        "fp::",
    ],
    "crop c": ["", "-1", "1:-1", "x:1", "1:1:xx", "1:1:ce:1:1:1", "1:1:fp:2:2", "1:1::3", "inf:1"],
    "trim t": ["x", "10:ggg", "10:ffff", "10::1:1:1", "-1", "nan"],
    "padding pd": ["-1", "1:1:1:1:1", "x", "1.5", "1::x"],
    "auto_rotate ar": ["1:1"],
    "rotate rot": ["", "45", "x", "90:1", "90.0"],
    "flip fl": ["1:1:1"],
    "background bg": [
        "ggg",
        "ffff",
        "#fff",
        "1:2",
        "256:0:0",
        "-1:0:0",
        "1:2:3:4",
        "::",
        "1.5:0:0",
    ],
    "blur bl": ["", "-1", "x", "1:1", "inf"],
    "sharpen sh": ["", "-1", "x", "1:1"],
    "pixelate pix": ["", "-1", "1.5", "1:1"],
    "watermark wm": [
        "",
        "1.1",
        "-0.1",
        "1:xx",
        "1:sm",
        "1:fp",
        "1:ch",
        "1:ce:x",
        "1:ce:1:x",
        "1:ce:1e10",
        "1:ce:1:1:-1",
        "1:ce:1:1:1:1",
    ],
    "brightness br": ["", "256", "-256", "x", "1:1"],
    "contrast co": ["", "0", "-1", "face", "1:1"],
    "saturation sa": ["", "-1", "x", "1:1"],
    "adjust a": ["256", "1:0", "1:1:-1", "1:1:1:1"],
    "monochrome mc": ["", "1.1", "-1", "1:xyz", "1:fff:1"],
    "grayscale gs": ["1:1"],
    "strip_metadata sm": ["1:1"],
    "keep_copyright kcr": ["1:1"],
    "strip_color_profile scp": ["1:1"],
    "preserve_hdr ph": ["1:1"],
    "enforce_thumbnail eth": ["1:1"],
    "format f ext": ["", "JPEG", "best", "jpe", "webp:png", "mp4", "pdf"],
    "quality q": ["", "-1", "101", "80.5", "80:80"],
    "format_quality fq": ["webp", "webp:101", "xyz:80", "webp:80:avif", "webp:", ""],
    "max_bytes mb": ["", "-1", "1.5", "1:1"],
    "raw": ["1:1"],
    "cachebuster cb": ["a:b"],
    "expires exp": ["", "x", "1.5", "1:1", "18000000010000000"],
    "filename fn": ["a:1:1", "!!!:1", "a:1", "_w:1", "a\nb", "YQpi:1"],
    "return_attachment att": ["1:1"],
    "skip_processing skp sp": ["", "xyz", "svg:xyz", "SVG"],
    "max_src_resolution msr": ["", "-1", "x", "1:1", "inf"],
    "max_src_file_size msfs": ["", "-1", "1.5", "1:1"],
    "max_animation_frames maf": ["", "0", "-1", "1:1"],
    "max_animation_frame_resolution mafr": ["", "-1", "1:1"],
    "max_result_dimension mrd": ["", "-1", "1:1"],
}


def cases(table: Mapping[str, Mapping[str, Any]]) -> list[Any]:
    return [
        pytest.param(f"{name}:{arguments}", expected, id=f"{name}:{arguments}")
        for names, rows in table.items()
        for name in names.split()
        for arguments, expected in rows.items()
    ]


@pytest.mark.parametrize(("option", "expected"), cases(SPEC))
def test_an_option_of_the_picture(option: str, expected: dict[str, Any]) -> None:
    request = parsed(option)
    assert changed(request.spec, TransformSpec()) == expected
    rest = replace(request, spec=TransformSpec(), explicit_format=False)
    assert rest == TransformRequest(TransformSpec(), SOURCE)
    assert request.explicit_format == ("format" in expected)


@pytest.mark.parametrize(("option", "expected"), cases(REQUEST))
def test_an_option_of_the_answer(option: str, expected: dict[str, Any]) -> None:
    assert changed(parsed(option), TransformRequest(TransformSpec(), SOURCE)) == expected


@pytest.mark.parametrize(
    "option",
    [
        pytest.param(f"{name}:{arguments}", id=f"{name}:{arguments[:20]!r}")
        for names, rows in WRONG.items()
        for name in names.split()
        for arguments in rows
    ],
)
def test_what_an_option_does_not_take_is_not_found(option: str) -> None:
    with pytest.raises(NotFound) as refused:
        parsed(option)
    assert refused.value.code == "invalid_url"
    assert refused.value.public.startswith("Invalid URL: ")
    assert len(refused.value.public) < 250


def test_every_name_of_every_option_is_tried() -> None:
    for table in (WRONG, {**SPEC, **REQUEST}):
        assert {name for names in table for name in names.split()} == set(OPTIONS)


# What only imgproxy's paid edition has, and we have not.
FOREIGN = """
resizing_algorithm:lanczos3 ra:lanczos3 crop_aspect_ratio:1.5 crop_ar:1.5 car:1.5
crop_objects:face objects_position:prop op:prop background_alpha:0.5 bga:0.5 duotone:1 dt:1
unsharp_masking:always:1:1 unsharpening:always ush:auto blur_areas:1 ba:1 progressive_blur:1
pbl:1 blur_detections:5 bd:5 draw_detections:1 dd:1 colorize:1 col:1 gradient:1 gr:1
watermark_url:aHR0cA wmu:aHR0cA watermark_text:aHR0cA wmt:aHR0cA watermark_size:1:1 wms:1:1
watermark_rotate:90 wmr:90 watermark_shadow:1 wmsh:1 style:a st:a dpi:72 color_profile:srgb
cp:srgb icc:srgb autoquality:size aq:size jpeg_options:1 jpgo:1 png_options:1 pngo:1
webp_options:1 webpo:1 avif_options:1 avifo:1 page:1 pg:1 pages:1 pgs:1 disable_animation:1
da:1 video_thumbnail_second:1 vts:1 video_thumbnail_keyframes:1 vtk:1 video_thumbnail_tile:1
vtt:1 video_thumbnail_animation:1 vta:1 fallback_image_url:a fiu:a bypass_cache:1 bc:1
cache_tags:a ct:a hashsum:md5:a hs:md5:a gif_options:1 gifo:1 nothing:1 W:1 :1
"""


@pytest.mark.parametrize("option", FOREIGN.split())
def test_an_option_that_there_is_not_is_not_found(option: str) -> None:
    with pytest.raises(NotFound, match="no option"):
        parsed(option)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("rs:fill:100:100/h:50", {"resizing_type": "fill", "width": 100, "height": 50}),
        ("w:50/rs:fill:100:200", {"resizing_type": "fill", "width": 100, "height": 200}),
        ("w:50/rs:fill::200", {"resizing_type": "fill", "width": 50, "height": 200}),
        ("el:1/rs:fit:1:1:0", {"width": 1, "height": 1}),
        ("w:1/w:2/width:3", {"width": 3}),
        ("bg:fff/bg:", {}),
        ("t:10:fff:1/t:20", {"trim": Trim(20, None, True)}),
        ("t:10/t:", {}),
        ("pd:10/pd::5", {"padding": Padding(10, 5, 10, 5)}),
        ("fl:1/fl::1", {"flip_horizontal": True, "flip_vertical": True}),
        ("c:1:2:no:3:4/c:5", {"crop": Crop(5, 2, Gravity("no", 3, 4))}),
        ("c:1:2:no:3:4/c:5:6:so", {"crop": Crop(5, 6, Gravity("so", 3, 4))}),
        ("wm:0.5:no:1:2:0.1/wm:1", {"watermark": Watermark(1, "no", 1, 2, 0.1)}),
        ("wm:0.5/wm:0", {}),
        ("ex:1:no:3/ex:0", {"extend": Extend(False, Gravity("no", 3))}),
        ("fq:webp:70/fq:avif:50:webp:60", {"format_quality": {"webp": 60, "avif": 50}}),
        ("fq:webp:70/fq:webp:0", {}),
        ("mc:1/mc:0", {}),
        ("f:png/f:webp", {"format": "webp"}),
    ],
)
def test_a_later_option_overwrites_field_by_field(options: str, expected: dict[str, Any]) -> None:
    assert changed(parsed(options).spec, TransformSpec()) == expected


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("g:no:10:20/g:so", Gravity("so", 10, 20)),
        ("g:no:10:20/g:so:5", Gravity("so", 5, 20)),
        ("g:no:10:20/g:sm", Gravity("sm")),
        ("g:no:10:20/g:sm/g:so", Gravity("so")),
        ("g:fp:0.5:0.25/g:no", Gravity("no", 0.5, 0.25)),
    ],
)
def test_a_gravity_without_offsets_keeps_the_earlier_ones(options: str, expected: Gravity) -> None:
    assert parsed(options).spec.gravity == expected


def test_formats_to_skip_accumulate_and_quality_zero_is_the_default() -> None:
    assert parsed("skp:svg/skp:gif").skip_processing == {"svg", "gif"}
    grammar = Grammar(qualities={"webp": 79, "jpeg": 80})
    assert parsed("fq:webp:10/fq:webp:0:jpeg:5", grammar).spec.format_quality == {
        "webp": 79,
        "jpeg": 5,
    }


def test_what_is_neither_true_nor_false_is_false_and_said(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.WARNING):
        assert parsed("el:1/el:yes").spec.enlarge is False
    assert "enlarge" in caplog.text
    assert "'yes'" in caplog.text


@pytest.mark.proves("G5")
@pytest.mark.parametrize("moment", ["1", "1799999999", "1800000000", "-1"])
def test_an_address_is_not_found_from_its_moment_on(moment: str) -> None:
    with pytest.raises(NotFound) as refused:
        parsed(f"exp:{moment}")
    assert refused.value.code == "url_expired"


@pytest.mark.parametrize("option", ["msr:1", "msfs:1", "maf:2", "mafr:1", "mrd:1", "raw:1"])
def test_what_widens_limits_needs_leave(option: str) -> None:
    with pytest.raises(Forbidden) as refused:
        parsed(option, Grammar())
    assert refused.value.code == "option_not_permitted"
    assert "IMGPROXY_ALLOW_" in refused.value.public


def test_security_options_and_raw_have_switches_of_their_own() -> None:
    assert parsed("raw:1", Grammar(allow_raw=True)).raw
    assert parsed("maf:2", Grammar(allow_security_options=True)).spec.max_animation_frames == 2
    with pytest.raises(Forbidden, match="IMGPROXY_ALLOW_RAW"):
        parsed("raw:1", Grammar(allow_security_options=True))
    assert not parsed("raw:1/raw:0", Grammar()).raw


def test_the_watermarks_opacity_is_multiplied() -> None:
    assert parsed("wm:0.5", Grammar(watermark_opacity=0.5)).spec.watermark == Watermark(0.25)
    assert parsed("wm:0.5", Grammar(watermark_opacity=0)).spec.watermark is None


def test_presets_are_no_option_of_the_table() -> None:
    assert not PRESET_NAMES & set(OPTIONS)
