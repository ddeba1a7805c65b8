"""Sizes option by option: source, spec, and what comes out, worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tvdbproxy.imaging.formats import Format
from tvdbproxy.imaging.transform.geometry.layout import Layout, lay_out
from tvdbproxy.imaging.transform.spec import Crop, Extend, Gravity, Padding, TransformSpec

Size = tuple[int, int]

EXTEND, TWICE = Extend(True), TransformSpec(extend=Extend(True), dpr=2)
FIFTY = Padding(50, 50, 50, 50)


def box(kind: str, width: int, height: int, spec: TransformSpec | None = None) -> TransformSpec:
    return replace(spec or TransformSpec(), resizing_type=kind, width=width, height=height)  # type: ignore[arg-type]


def laid_out(source: Size, spec: TransformSpec, kind: Format = Format.PNG, exif: int = 1) -> Layout:
    return lay_out(spec, source, kind, exif)


def check(source: Size, spec: TransformSpec, result: Size) -> None:
    assert laid_out(source, spec).result == result


@pytest.mark.parametrize(
    ("source", "spec", "result"),
    [
        ((1920, 1080), box("fit", 300, 300), (300, 169)),
        ((758, 140), box("fit", 300, 200), (300, 55)),
        ((200, 101), TransformSpec(width=100), (100, 51)),
        ((300, 200), box("fill-down", 400, 400), (200, 200)),
        ((200, 100), box("force", 100, 0), (100, 100)),
        ((500, 500), box("auto", 300, 200), (300, 200)),
        ((500, 500), box("fill", 300, 300, TransformSpec(dpr=2)), (500, 500)),
        ((1000, 500), box("fill", 200, 200, TransformSpec(zoom_x=2)), (400, 200)),
        ((1000, 500), TransformSpec(min_width=2000), (2000, 1000)),
        ((1000, 800), TransformSpec(crop=Crop(0.333, 0.333)), (333, 266)),
        ((1000, 800), TransformSpec(rotate=270, width=400), (400, 500)),
        ((100, 100), box("fit", 400, 200, TransformSpec(extend_aspect_ratio=EXTEND)), (200, 100)),
        ((200, 100), TransformSpec(padding=Padding(5, 5, 5, 5), dpr=0.5), (104, 54)),
    ],
)
def test_the_documented_samples(source: Size, spec: TransformSpec, result: Size) -> None:
    check(source, spec, result)


def test_the_documented_icon() -> None:
    assert laid_out((1000, 500), TransformSpec(), Format.ICO).result == (256, 128)


@pytest.mark.parametrize(
    ("source", "wanted", "result"),
    [
        ((1000, 500), (0, 0), (1000, 500)),
        ((1000, 500), (100, 0), (100, 50)),
        ((1000, 500), (0, 100), (200, 100)),
        ((1000, 500), (100, 10), (20, 10)),
        ((1000, 500), (2000, 2000), (1000, 500)),
        ((3, 1000), (30, 30), (1, 30)),  # 0.09 wide, and never below one
        ((1000, 3), (0, 1), (333, 1)),
        ((999, 333), (100, 100), (100, 33)),
    ],
)
def test_fit_keeps_the_picture_within_the_box(source: Size, wanted: Size, result: Size) -> None:
    check(source, box("fit", *wanted), result)


@pytest.mark.parametrize(
    ("source", "wanted", "scaled", "result"),
    [
        ((1000, 500), (200, 200), (400, 200), (200, 200)),
        ((500, 1000), (200, 200), (200, 400), (200, 200)),
        ((1000, 500), (200, 100), (200, 100), (200, 100)),
        ((1000, 500), (300, 0), (300, 150), (300, 150)),
        ((300, 200), (400, 400), (300, 200), (300, 200)),  # too small: nothing to crop
        ((300, 200), (400, 100), (300, 200), (300, 100)),
        ((300, 200), (250, 300), (300, 200), (250, 200)),
    ],
)
def test_fill_covers_the_box_as_far_as_the_source_reaches(
    source: Size, wanted: Size, scaled: Size, result: Size
) -> None:
    layout = laid_out(source, box("fill", *wanted))
    assert (layout.scaled, layout.result) == (scaled, result)


@pytest.mark.parametrize(
    ("source", "wanted", "result"),
    [
        ((300, 200), (400, 200), (300, 150)),
        ((300, 200), (600, 300), (300, 150)),
        ((200, 300), (400, 400), (200, 200)),
        ((300, 200), (150, 150), (150, 150)),  # large enough: as fill
        ((300, 200), (100, 400), (50, 200)),
        ((300, 200), (600, 400), (300, 200)),
        ((300, 200), (400, 0), (300, 200)),
    ],
)
def test_fill_down_keeps_the_proportions_of_the_box(
    source: Size, wanted: Size, result: Size
) -> None:
    check(source, box("fill-down", *wanted), result)


def test_fill_down_enlarges_where_it_may() -> None:
    check((300, 200), box("fill-down", 400, 400, TransformSpec(enlarge=True)), (400, 400))


@pytest.mark.parametrize(
    ("source", "wanted", "enlarge", "result"),
    [
        ((200, 100), (100, 100), False, (100, 100)),
        ((200, 100), (0, 50), False, (200, 50)),
        ((200, 100), (0, 0), False, (200, 100)),
        ((100, 100), (200, 50), False, (100, 25)),  # both axes give way together
        ((100, 100), (200, 50), True, (200, 50)),
        ((100, 100), (300, 400), False, (75, 100)),
        ((100, 100), (300, 400), True, (300, 400)),
    ],
)
def test_force_takes_each_side_by_itself(
    source: Size, wanted: Size, enlarge: bool, result: Size
) -> None:
    check(source, box("force", *wanted, TransformSpec(enlarge=enlarge)), result)


@pytest.mark.parametrize(
    ("source", "wanted", "result"),
    [
        ((1000, 500), (300, 200), (300, 200)),
        ((500, 1000), (300, 200), (100, 200)),
        ((500, 1000), (200, 300), (200, 300)),
        ((1000, 500), (200, 300), (200, 100)),
        ((1000, 500), (200, 200), (200, 200)),
        ((500, 1000), (200, 200), (100, 200)),
        ((500, 1000), (0, 100), (50, 100)),  # the width that is missing counts as 500
    ],
)
def test_auto_fills_a_box_of_the_same_orientation(source: Size, wanted: Size, result: Size) -> None:
    check(source, box("auto", *wanted), result)


@pytest.mark.parametrize(
    ("source", "spec", "result"),
    [
        ((1000, 500), box("crop", 200, 100), (200, 100)),
        ((1000, 500), box("crop", 2000, 100), (1000, 100)),
        ((1000, 500), box("crop", 200, 0), (200, 500)),
        ((1000, 500), box("crop", 0, 0), (1000, 500)),
        ((1000, 500), box("crop", 200, 100, TransformSpec(dpr=2)), (200, 100)),
        ((1000, 500), box("crop", 200, 100, TransformSpec(dpr=2, enlarge=True)), (400, 200)),
    ],
)
def test_crop_cuts_to_the_box_and_does_not_scale(
    source: Size, spec: TransformSpec, result: Size
) -> None:
    check(source, spec, result)
    if spec.dpr == 1:
        assert laid_out(source, spec).scaled == source


@pytest.mark.parametrize(
    ("zoom", "result"),
    [
        ((2, 2), (400, 200)),
        ((0.5, 0.5), (100, 50)),
        ((1, 2), (200, 200)),
        ((2, 1), (400, 100)),
        ((10, 10), (1000, 500)),  # no larger than the source
    ],
)
def test_zoom_multiplies_scale_and_box(zoom: tuple[float, float], result: Size) -> None:
    spec = TransformSpec(width=200, zoom_x=zoom[0], zoom_y=zoom[1])
    check((1000, 500), spec, result)


@pytest.mark.parametrize(
    ("source", "spec", "result", "dpr"),
    [
        ((1000, 500), TransformSpec(width=200, dpr=2), (400, 200), 2),
        ((1000, 500), TransformSpec(width=200, dpr=0.5), (100, 50), 0.5),
        ((1000, 500), TransformSpec(width=200, dpr=8), (1000, 500), 5),
        ((1000, 500), TransformSpec(width=200, dpr=8, enlarge=True), (1600, 800), 8),
        ((100, 50), TransformSpec(width=200, dpr=2), (100, 50), 1),
        ((100, 50), TransformSpec(width=200, dpr=0.25), (50, 25), 0.5),
        ((1000, 500), box("force", 200, 400, TransformSpec(dpr=3)), (250, 500), 1.25),
    ],
)
def test_dpr_gives_way_before_anything_is_enlarged(
    source: Size, spec: TransformSpec, result: Size, dpr: float
) -> None:
    layout = laid_out(source, spec)
    assert (layout.result, layout.dpr) == (result, dpr)


@pytest.mark.parametrize(
    ("source", "spec", "result"),
    [
        ((1000, 500), TransformSpec(width=200, min_width=300), (200, 150)),
        ((1000, 500), TransformSpec(min_height=1000), (2000, 1000)),
        ((1000, 500), TransformSpec(width=200, min_width=100), (200, 100)),
        ((1000, 500), TransformSpec(width=200, min_height=300), (200, 300)),
        ((1000, 500), TransformSpec(min_width=2000, min_height=2000), (4000, 2000)),
        ((1000, 500), box("force", 100, 100, TransformSpec(min_width=200)), (100, 100)),
        ((100, 100), TransformSpec(min_width=150, dpr=2), (150, 150)),
    ],
)
def test_least_sides_may_enlarge_and_the_box_still_cuts(
    source: Size, spec: TransformSpec, result: Size
) -> None:
    check(source, spec, result)


@pytest.mark.parametrize(
    ("source", "spec", "result"),
    [
        ((100, 50), TransformSpec(width=200, enlarge=True), (200, 100)),
        ((100, 50), TransformSpec(height=200, enlarge=True), (400, 200)),
        ((100, 50), box("fit", 300, 300, TransformSpec(enlarge=True)), (300, 150)),
        ((100, 50), box("fill", 300, 300, TransformSpec(enlarge=True)), (300, 300)),
        ((100, 50), TransformSpec(width=50, enlarge=True), (50, 25)),
        ((100, 50), TransformSpec(zoom_x=3, zoom_y=3, enlarge=True), (300, 150)),
    ],
)
def test_enlarging_has_to_be_asked_for(source: Size, spec: TransformSpec, result: Size) -> None:
    check(source, spec, result)


@pytest.mark.parametrize(
    ("crop", "cropped"),
    [
        (Crop(100, 50), (100, 50)),
        (Crop(100.9, 50.2), (100, 50)),
        (Crop(0.5, 0.25), (500, 200)),
        (Crop(0.0001, 0.0001), (1, 1)),
        (Crop(0, 0.5), (1000, 400)),
        (Crop(5000, 5000), (1000, 800)),
        (Crop(0.0015, 1), (2, 1)),  # 1.5 goes up, and 1 is a pixel
        (Crop(0, 0), (1000, 800)),
    ],
)
def test_a_crop_is_in_pixels_or_fractions(crop: Crop, cropped: Size) -> None:
    layout = laid_out((1000, 800), TransformSpec(crop=crop))
    assert (layout.cropped, layout.result) == (cropped, cropped)


def test_a_crop_comes_before_the_scaling_and_dpr_is_none_of_its_business() -> None:
    layout = laid_out((1000, 800), TransformSpec(crop=Crop(400, 200), width=100, dpr=2))
    assert (layout.cropped, layout.scaled) == ((400, 200), (200, 100))


@pytest.mark.parametrize(
    ("exif", "spec", "result"),
    [
        (1, TransformSpec(width=400), (400, 320)),
        (6, TransformSpec(width=400), (400, 500)),
        (6, TransformSpec(width=400, auto_rotate=False), (400, 320)),
        (6, TransformSpec(width=400, rotate=90), (400, 320)),
        (3, TransformSpec(rotate=90), (800, 1000)),
        (5, TransformSpec(crop=Crop(100, 0.5)), (100, 500)),
        (1, TransformSpec(rotate=180, flip_horizontal=True), (1000, 800)),
    ],
)
def test_sides_are_those_of_the_turned_picture(
    exif: int, spec: TransformSpec, result: Size
) -> None:
    assert laid_out((1000, 800), spec, exif=exif).result == result


@pytest.mark.parametrize(
    ("source", "spec", "kept", "result"),
    [
        ((1000, 500), box("fit", 200, 200, TransformSpec(extend=EXTEND)), (200, 100), (200, 200)),
        ((100, 50), box("fit", 200, 200, TransformSpec(extend=EXTEND)), (100, 50), (200, 200)),
        ((100, 50), TransformSpec(width=200, extend=EXTEND), (100, 50), (200, 50)),
        ((100, 50), box("fit", 200, 200, TWICE), (100, 50), (200, 200)),
        ((1000, 500), TransformSpec(extend=EXTEND), (1000, 500), (1000, 500)),
        ((1000, 500), box("fit", 200, 200, TWICE), (400, 200), (400, 400)),
    ],
)  # fmt: skip
def test_extend_makes_the_canvas_as_large_as_the_box(
    source: Size, spec: TransformSpec, kept: Size, result: Size
) -> None:
    layout = laid_out(source, spec)
    assert (layout.kept, layout.result) == (kept, result)


@pytest.mark.parametrize(
    ("source", "wanted", "result"),
    [
        ((100, 100), (400, 200), (200, 100)),
        ((100, 100), (200, 400), (100, 200)),
        ((1000, 500), (300, 300), (300, 300)),
        ((1000, 500), (300, 150), (300, 150)),
        ((100, 100), (400, 0), (100, 100)),  # a box without a side has no proportions
        ((100, 33), (300, 200), (100, 67)),  # 66.67
    ],
)
def test_extend_to_the_ratio_takes_the_proportions_of_the_box(
    source: Size, wanted: Size, result: Size
) -> None:
    check(source, box("fit", *wanted, TransformSpec(extend_aspect_ratio=EXTEND)), result)


@pytest.mark.parametrize(
    ("padding", "dpr", "result"),
    [
        (Padding(1, 2, 3, 4), 1, (206, 104)),
        (Padding(5, 5, 5, 5), 0.5, (104, 54)),
        (Padding(3, 3, 3, 3), 0.5, (104, 54)),  # 1.5 goes to 2 as well
        (Padding(7, 0, 0, 0), 0.5, (100, 54)),
        (Padding(0, 10, 0, 0), 4, (210, 100)),  # dpr comes down to 1, and padding with it
    ],
)
def test_padding_grows_and_shrinks_with_dpr(padding: Padding, dpr: float, result: Size) -> None:
    check((200, 100), TransformSpec(padding=padding, dpr=dpr), result)


@pytest.mark.parametrize(
    ("source", "spec", "result"),
    [
        ((1000, 500), TransformSpec(max_result_dimension=100), (100, 50)),
        ((1000, 500), TransformSpec(max_result_dimension=1000), (1000, 500)),
        ((1000, 500), TransformSpec(width=200, max_result_dimension=400), (200, 100)),
        ((100, 100), TransformSpec(width=400, enlarge=True, max_result_dimension=50), (50, 50)),
        ((1000, 500), box("fill", 400, 400, TransformSpec(max_result_dimension=200)), (200, 200)),
        # 100 + 2 x 50 is halved: 50 + 2 x 25.
        ((100, 100), TransformSpec(padding=FIFTY, max_result_dimension=100), (100, 100)),
        ((5000, 2), TransformSpec(max_result_dimension=100), (100, 1)),
    ],
)  # fmt: skip
def test_the_largest_result_scales_everything_down(
    source: Size, spec: TransformSpec, result: Size
) -> None:
    check(source, spec, result)


@pytest.mark.parametrize(
    ("kind", "source", "result"),
    [
        (Format.WEBP, (32_766, 100), (16_383, 50)),
        (Format.WEBP, (16_383, 100), (16_383, 100)),
        (Format.AVIF, (100, 32_768), (50, 16_384)),
        (Format.ICO, (256, 256), (256, 256)),
        (Format.ICO, (512, 1), (256, 1)),
        (Format.ICO, (300, 169), (256, 144)),
        (Format.GIF, (131_070, 3), (65_535, 2)),
        (Format.JPEG, (131_000, 10), (65_500, 5)),
        (Format.PNG, (131_000, 10), (131_000, 10)),
    ],
)
def test_a_format_holds_so_much(kind: Format, source: Size, result: Size) -> None:
    assert laid_out(source, TransformSpec(), kind).result == result


def test_offsets_count_with_the_dpr_that_is_left() -> None:
    spec = box("fill", 300, 300, TransformSpec(dpr=2, gravity=Gravity("no", 0, 30)))
    assert laid_out((500, 500), spec).dpr == pytest.approx(5 / 3)
