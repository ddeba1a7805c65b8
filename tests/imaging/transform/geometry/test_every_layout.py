"""What holds for every source and every spec."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tests.imaging.transform.specs import geometries
from tvdbproxy.errors import BadPicture
from tvdbproxy.imaging.formats import Format
from tvdbproxy.imaging.geometry import Box
from tvdbproxy.imaging.transform.geometry.caps import LARGEST_SIDE
from tvdbproxy.imaging.transform.geometry.layout import lay_out
from tvdbproxy.imaging.transform.geometry.position import placed
from tvdbproxy.imaging.transform.geometry.turns import before_turn
from tvdbproxy.imaging.transform.spec import Gravity, TransformSpec

sizes = st.tuples(st.integers(1, 5000), st.integers(1, 5000))
formats = st.sampled_from(list(Format))
orientations = st.integers(1, 8)


@given(geometries, sizes, formats, orientations)
def test_no_side_is_below_one_pixel_and_each_station_fits_the_next(
    spec: TransformSpec, size: tuple[int, int], kind: Format, orientation: int
) -> None:
    layout = lay_out(spec, size, kind, orientation)
    stations = (layout.kept, layout.extended, layout.extended_to_ratio, layout.padded)
    assert min(layout.cropped + layout.scaled + layout.result) >= 1
    assert all(cut <= whole for cut, whole in zip(layout.kept, layout.scaled, strict=True))
    assert all(cut <= whole for cut, whole in zip(layout.cropped, layout.source, strict=True))
    for smaller, larger in pairwise(stations):
        assert all(one <= other for one, other in zip(smaller, larger, strict=True))


@given(geometries, sizes, formats, orientations)
def test_nothing_is_enlarged_unless_it_was_asked_for(
    spec: TransformSpec, size: tuple[int, int], kind: Format, orientation: int
) -> None:
    modest = replace(spec, enlarge=False, min_width=0, min_height=0)
    layout = lay_out(modest, size, kind, orientation)
    assert all(a <= b for a, b in zip(layout.scaled, layout.cropped, strict=True))


@given(geometries, sizes, formats)
def test_no_result_is_larger_than_it_may_be(
    spec: TransformSpec, size: tuple[int, int], kind: Format
) -> None:
    layout = lay_out(spec, size, kind)
    assert max(layout.result) <= LARGEST_SIDE.get(kind, max(layout.result))
    if spec.max_result_dimension and not any(vars(spec.padding).values()):
        # One pixel may come of rounding; and what min sides or ratios ask for is a floor.
        rounding = 2
        assert max(layout.kept) <= spec.max_result_dimension + rounding


@given(sizes, st.data(), st.floats(-1000, 1000), st.floats(-1000, 1000))
def test_what_is_kept_lies_within_the_picture(
    outer: tuple[int, int], data: st.DataObject, x: float, y: float
) -> None:
    inner = (
        data.draw(st.integers(1, outer[0])),
        data.draw(st.integers(1, outer[1])),
    )
    kind = data.draw(
        st.sampled_from(("no", "so", "ea", "we", "noea", "nowe", "soea", "sowe", "ce"))
    )
    box = placed(outer, inner, Gravity(kind, x, y), 1.5)
    assert _within(box, outer)
    turn = data.draw(orientations)
    raw = (outer[1], outer[0]) if turn >= 5 else outer
    assert _within(before_turn(box, raw, turn), raw)


def _within(box: Box, size: tuple[int, int]) -> bool:
    across = 0 <= box.left <= box.left + box.width <= size[0]
    return across and 0 <= box.top <= box.top + box.height <= size[1]


_wild = st.floats(min_value=5e-324, max_value=1.7e308)


@given(geometries, _wild, _wild, _wild, st.integers(0, 10**300))
def test_numbers_beyond_all_bounds_are_refused_by_name(
    spec: TransformSpec, dpr: float, zoom_x: float, zoom_y: float, width: int
) -> None:
    wild = replace(spec, dpr=dpr, zoom_x=zoom_x, zoom_y=zoom_y, width=width)
    try:
        layout = lay_out(wild, (300, 200), Format.WEBP)
    except BadPicture as error:
        assert error.code == "image_too_large"  # noqa: PT017
    else:
        assert min(layout.result) >= 1


@given(st.floats(allow_nan=False, allow_infinity=False), _wild)
def test_an_offset_beyond_all_bounds_stops_at_the_edge(value: float, dpr: float) -> None:
    assert _within(placed((90, 80), (9, 8), Gravity("soea", value, -value), dpr), (90, 80))
