"""Presets: the built-in ones, the operator's, and nothing but presets."""

from __future__ import annotations

import logging

import pytest

from tests.urls.imgproxy.test_options import NOW, SOURCE, changed, parsed
from tvdbproxy.errors import ConfigurationError, NotFound
from tvdbproxy.imaging.transform.spec import Gravity, TransformSpec
from tvdbproxy.settings import TransformSettings
from tvdbproxy.urls.imgproxy.parse import Grammar
from tvdbproxy.urls.imgproxy.request import Hints

COMPOSE = """
  # as in a compose file
  thumbnail=resizing_type:fill/width:150/height:150/gravity:sm
  small=resizing_type:fit/width:300/height:300

  poster=rs:fill:200:300/q:70
"""


def grammar(presets: str = "", **given: object) -> Grammar:
    named = {f"imgproxy_{name}": value for name, value in given.items()}
    return Grammar.of(TransformSettings(imgproxy_presets=presets, _env_file=None, **named))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("thumbnail", TransformSpec("fill", 150, 150, gravity=Gravity("sm"))),
        ("small", TransformSpec("fit", 300, 300)),
        ("medium", TransformSpec("fit", 600, 600)),
        ("large", TransformSpec("fit", 1200, 1200)),
        ("hero", TransformSpec("fill", 1920, 1080, gravity=Gravity("sm"))),
        ("avatar", TransformSpec("fill", 128, 128, gravity=Gravity("sm"), format="webp")),
    ],
)
@pytest.mark.parametrize("option", ["preset", "pr"])
def test_the_built_in_presets(option: str, name: str, expected: TransformSpec) -> None:
    assert parsed(f"{option}:{name}", Grammar()).spec == expected


def test_presets_are_applied_in_order_and_options_around_them_too() -> None:
    assert changed(parsed("w:1/pr:thumbnail:avatar/h:2").spec, TransformSpec()) == {
        "resizing_type": "fill",
        "width": 128,
        "height": 2,
        "gravity": Gravity("sm"),
        "format": "webp",
    }


@pytest.mark.parametrize(
    "text", [COMPOSE, "a=w:1,poster=rs:fill:200:300/q:70", "\tposter=/rs:fill:200:300/q:70/"]
)
def test_the_operators_presets_are_read_by_line_or_comma(text: str) -> None:
    ours = grammar(text)
    assert (parsed("pr:poster", ours).spec.width, parsed("pr:poster", ours).spec.quality) == (
        200,
        70,
    )
    assert parsed("pr:hero", ours).spec.width == 1920


def test_an_operator_redefines_a_built_in_preset() -> None:
    assert parsed("pr:small", grammar("small=w:5")).spec.width == 5
    assert parsed("pr:small", grammar("small=w:5")).spec.height == 0


def test_the_default_preset_comes_first_for_every_address() -> None:
    ours = grammar("default=q:50/w:100")
    assert (parsed("w:200", ours).spec.quality, parsed("w:200", ours).spec.width) == (50, 200)
    assert ours.parse(f"/plain/{SOURCE}", NOW).spec.width == 100


def test_a_preset_may_use_others_and_recursion_is_skipped(
    caplog: pytest.LogCaptureFixture,
) -> None:
    ours = grammar("a=w:1/pr:b,b=h:2/pr:a/q:3")
    caplog.clear()
    with caplog.at_level(logging.WARNING):
        spec = parsed("pr:a", ours).spec
    assert (spec.width, spec.height, spec.quality) == (1, 2, 3)
    assert "leads back to itself" in caplog.text


@pytest.mark.parametrize("options", ["pr:nothing", "pr:small:nothing", "pr:", "preset:Small"])
def test_an_unknown_preset_is_not_found(options: str) -> None:
    with pytest.raises(NotFound, match="no preset") as refused:
        parsed(options)
    assert refused.value.code == "invalid_url"


@pytest.mark.parametrize(
    ("presets", "reason"),
    [
        ("a", "not of the form"),
        ("a=", "not of the form"),
        ("=w:1", "not of the form"),
        ("a=w:1=2", "not of the form"),
        ("a=w", "not option:argument"),
        ("a=w:x", "takes a whole number"),
        ("a=nothing:1", "no option"),
        ("a=pr:nothing", "no preset"),
        ("a=maf:2", "max_animation_frames is not permitted"),
        ("a=raw:1", "raw is not permitted here; IMGPROXY_ALLOW_RAW=true"),
        ("a=exp:-1", "expired"),
    ],
)
def test_a_wrong_preset_stops_the_start(presets: str, reason: str) -> None:
    with pytest.raises(ConfigurationError, match=reason) as error:
        grammar(presets)
    assert error.value.public.startswith("IMGPROXY_PRESETS: ")
    assert "\n" not in error.value.public


def test_a_preset_may_be_more_than_an_address_may() -> None:
    ours = grammar("poster=rs:fill:2:3/bl:1", allowed_processing_options="preset,q")
    assert parsed("pr:poster/quality:5", ours).spec.blur == 1
    for option in ("bl:1", "width:1"):
        with pytest.raises(NotFound, match="not allowed here"):
            parsed(option, ours)
    with pytest.raises(NotFound, match="preset is not allowed"):
        parsed("pr:poster", grammar("poster=w:1", allowed_processing_options="w"))


def test_allowed_options_may_be_written_either_way() -> None:
    for name in ("w", "width"):
        ours = grammar(allowed_processing_options=name)
        assert parsed("w:1/width:2", ours).spec.width == 2


def test_an_allowed_option_that_there_is_not_stops_the_start() -> None:
    with pytest.raises(ConfigurationError, match=r"ALLOWED_PROCESSING_OPTIONS: .* colour$"):
        grammar(allowed_processing_options="w,colour")


def test_only_presets_leaves_no_room_for_options() -> None:
    ours = grammar("default=q:50,poster=w:1", only_presets=True)
    found = ours.parse(f"/poster:avatar/plain/{SOURCE}@png", NOW)
    assert (found.spec.width, found.spec.quality, found.spec.format) == (128, 50, "png")
    assert found.source == SOURCE
    for path in (
        f"/w:300/plain/{SOURCE}",
        f"/pr:poster/plain/{SOURCE}",
        f"/plain/{SOURCE}",
        f"//plain/{SOURCE}",
        "/poster",
        f"/poster/q:1/plain/{SOURCE}",
    ):
        with pytest.raises(NotFound):
            ours.parse(path, NOW)


def test_security_options_and_raw_in_presets_need_leave_as_well() -> None:
    ours = grammar("a=maf:2,b=raw:1", allow_security_options=True, allow_raw=True)
    assert parsed("pr:a", ours).spec.max_animation_frames == 2
    assert parsed("pr:b", ours).raw


def test_settings_are_defaults_that_options_overwrite() -> None:
    ours = grammar(
        auto_rotate=False,
        strip_metadata=False,
        keep_copyright=False,
        strip_color_profile=False,
        max_animation_frames=7,
        max_result_dimension=900,
        quality=70,
        format_quality="jpg=60,avif=40",
        watermark_opacity=0.5,
    )
    spec = parsed("ar:1/fq:avif:33/wm:1", ours).spec
    assert spec.auto_rotate
    assert {spec.strip_metadata, spec.keep_copyright, spec.strip_color_profile} == {False}
    assert (spec.max_animation_frames, spec.max_result_dimension) == (7, 900)
    assert spec.quality == 0
    assert spec.format_quality == {
        "jpeg": 60,
        "webp": 70,
        "avif": 33,
        "tiff": 70,
        "jxl": 70,
        "heic": 70,
    }
    assert spec.watermark is not None
    assert spec.watermark.opacity == 0.5


def test_what_a_browser_says_counts_until_something_else_is_said() -> None:
    hints = Hints(width=320, dpr=2)
    plain = Grammar().parse(f"/plain/{SOURCE}", NOW, hints).spec
    assert (plain.width, plain.dpr) == (320, 2)
    told = Grammar().parse(f"/w:10/dpr:1/plain/{SOURCE}", NOW, hints).spec
    assert (told.width, told.dpr) == (10, 1)
    assert grammar("default=w:7").parse(f"/plain/{SOURCE}", NOW, hints).spec.width == 7
