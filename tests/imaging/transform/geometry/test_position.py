from __future__ import annotations

import pytest

from tvdbproxy.imaging.transform.geometry.position import overlaid, placed
from tvdbproxy.imaging.transform.spec import Gravity

OUTER, INNER = (200, 100), (50, 40)


def corner(gravity: Gravity, dpr: float = 1, inner: tuple[int, int] = INNER) -> tuple[int, int]:
    box = placed(OUTER, inner, gravity, dpr)
    assert (box.width, box.height) == inner
    return box.left, box.top


@pytest.mark.parametrize(
    ("gravity", "at"),
    [
        ("ce", (76, 30)),  # 75.5 goes to the even 76, and 30.5 to 30
        ("no", (76, 0)),
        ("so", (76, 60)),
        ("we", (0, 30)),
        ("ea", (150, 30)),
        ("nowe", (0, 0)),
        ("noea", (150, 0)),
        ("sowe", (0, 60)),
        ("soea", (150, 60)),
    ],
)
def test_edges_corners_and_the_centre(gravity: str, at: tuple[int, int]) -> None:
    assert corner(Gravity(gravity)) == at  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("gravity", "dpr", "at"),
    [
        (Gravity("nowe", 10, 20), 1, (10, 20)),
        (Gravity("soea", 10, 20), 1, (140, 40)),
        (Gravity("nowe", 10, 20), 2, (20, 40)),
        (Gravity("nowe", 0.1, 0.25), 2, (20, 25)),  # fractions know no dpr
        (Gravity("ce", 10, -10), 1, (86, 20)),
        (Gravity("ce", -0.1, 0.1), 1, (56, 40)),
        (Gravity("nowe", 2.5, 3.5), 1, (2, 4)),
        (Gravity("no", 5, 7), 1, (81, 7)),
        (Gravity("ea", 5, 7), 1, (145, 37)),
        (Gravity("nowe", -30, -30), 1, (0, 0)),
        (Gravity("nowe", 500, 500), 1, (150, 60)),
        (Gravity("soea", 500, -3), 1, (0, 60)),
    ],
)
def test_offsets_go_inward_and_stop_at_the_edges(
    gravity: Gravity, dpr: float, at: tuple[int, int]
) -> None:
    assert corner(gravity, dpr) == at


@pytest.mark.parametrize(
    ("point", "at"),
    [
        ((0.5, 0.5), (75, 30)),
        ((0, 0), (0, 0)),
        ((1, 1), (150, 60)),
        ((0.25, 0.5), (25, 30)),
        ((0.2, 0.3), (15, 10)),
        ((0.1275, 0.5), (1, 30)),  # 25.5 goes to 26
    ],
)
def test_a_focus_point_is_in_the_middle_where_it_can_be(
    point: tuple[float, float], at: tuple[int, int]
) -> None:
    assert corner(Gravity("fp", *point)) == at


def test_half_of_an_odd_inner_side_is_rounded_down() -> None:
    assert corner(Gravity("fp", 0.5, 0.5), inner=(51, 41)) == (75, 30)


@pytest.mark.parametrize("gravity", ["ce", "no", "soea", "sm"])
def test_what_is_as_large_as_its_place_lies_at_nought(gravity: str) -> None:
    assert corner(Gravity(gravity, 0.3, 9), inner=OUTER) == (0, 0)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("gravity", "dpr", "at"),
    [
        (Gravity("nowe", -20, -10), 1, (-20, -10)),
        (Gravity("nowe", -500, -500), 1, (-49, -39)),
        (Gravity("soea", -500, -500), 1, (199, 99)),
        (Gravity("soea", 10, 10), 2, (130, 40)),
        (Gravity("ce"), 1, (76, 30)),
    ],
)
def test_a_watermark_may_hang_over_but_for_a_pixel(
    gravity: Gravity, dpr: float, at: tuple[int, int]
) -> None:
    box = overlaid(OUTER, INNER, gravity, dpr)
    assert (box.left, box.top) == at


def test_a_watermark_may_be_larger_than_the_picture() -> None:
    box = overlaid((10, 10), (30, 30), Gravity("ce"))
    assert (box.left, box.top) == (-10, -10)  # -9.5 goes to the even -10
