from __future__ import annotations

import pytest
from PIL import Image

from tests.imaging.drawing import noise
from tvdbproxy.imaging.geometry import Box
from tvdbproxy.imaging.orientation import turn_upright
from tvdbproxy.imaging.transform.geometry.turns import (
    before_turn,
    swaps_sides,
    turn_of,
    turned_size,
)
from tvdbproxy.imaging.transform.spec import TransformSpec

TURNS = range(1, 9)
SPECS = [
    TransformSpec(rotate=rotate, flip_horizontal=across, flip_vertical=down)
    for rotate in (0, 90, 180, 270)
    for across in (False, True)
    for down in (False, True)
]


def cut(image: Image.Image, box: Box) -> bytes:
    part = image.crop((box.left, box.top, box.left + box.width, box.top + box.height))
    return part.tobytes()


@pytest.mark.parametrize("orientation", TURNS)
@pytest.mark.parametrize("spec", SPECS)
def test_one_turn_does_what_exif_rotate_and_flip_do_in_turn(
    spec: TransformSpec, orientation: int
) -> None:
    image = noise(5, 3)
    stepwise = turn_upright(image, orientation).rotate(-spec.rotate, expand=True)
    if spec.flip_horizontal:
        stepwise = stepwise.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    if spec.flip_vertical:
        stepwise = stepwise.transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    turn = turn_of(spec, orientation)
    assert turn_upright(image, turn).tobytes() == stepwise.tobytes()
    assert turned_size(image.size, turn) == stepwise.size
    assert swaps_sides(turn) == (stepwise.size == (3, 5))


def test_without_auto_rotate_exif_says_nothing() -> None:
    assert turn_of(TransformSpec(auto_rotate=False), 6) == 1
    assert turn_of(TransformSpec(auto_rotate=False, rotate=90), 3) == 6


@pytest.mark.parametrize("turn", TURNS)
@pytest.mark.parametrize("box", [Box(0, 0, 1, 1), Box(1, 2, 3, 2), Box(2, 0, 2, 5)])
def test_a_part_of_the_turned_picture_is_found_before_the_turn(turn: int, box: Box) -> None:
    image = noise(7, 9)
    turned = turn_upright(image, turn)
    raw = turn_upright(image.crop(_edges(before_turn(box, image.size, turn))), turn)
    assert raw.tobytes() == cut(turned, box)


def _edges(box: Box) -> tuple[int, int, int, int]:
    return box.left, box.top, box.left + box.width, box.top + box.height
