"""Cut-outs as orders to a child: messages, limits, refusals."""

from __future__ import annotations

import json

import pytest
from PIL import Image

from tests.imaging.background.drawing import GREEN, WHITE, cut, on
from tests.imaging.bombs import PIXELS
from tests.imaging.drawing import encoded, photo, scan_bomb
from tvdbproxy.errors import BadPicture, TooLarge, Unsupported
from tvdbproxy.imaging.background.cut_out import CutOut, CutOutOrder
from tvdbproxy.imaging.background.messages import (
    cut_out_to_frame,
    frame_to_cut_out,
    header_to_order,
    order_to_header,
)
from tvdbproxy.imaging.limits import Limits
from tvdbproxy.imaging.order import RenderOrder
from tvdbproxy.imaging.pool import ImagePool
from tvdbproxy.imaging.render import render

REFUSED = {
    "empty": b"",
    "text": b"just some words, and no picture at all",
    "cut off": encoded(photo(300, 200), "JPEG")[:-900],
    "scans": scan_bomb(200),
    **{f"bomb {name}": make() for name, make in PIXELS.items()},
}


@pytest.mark.parametrize("model", [None, "/models/one.onnx"])
def test_an_order_arrives_as_it_was_sent(model: str | None) -> None:
    order = CutOutOrder(Limits(max_pixels=12_345), model)
    assert header_to_order(json.loads(json.dumps(order_to_header(order)))) == order


@pytest.mark.parametrize("made", [CutOut(b"png", True, "how"), CutOut(b"", False, "why")])
def test_a_result_arrives_as_it_was_sent(made: CutOut) -> None:
    header, body = cut_out_to_frame(made)
    assert frame_to_cut_out(json.loads(json.dumps(header)), body) == made


@pytest.mark.parametrize("name", REFUSED)
def test_what_a_render_refuses_is_refused_in_the_same_words(name: str) -> None:
    kinds = (BadPicture, TooLarge, Unsupported)
    with pytest.raises(kinds) as rendered:
        render(REFUSED[name], RenderOrder(()))
    with pytest.raises(kinds) as caught:
        cut(REFUSED[name])
    assert (caught.value.code, caught.value.public) == (rendered.value.code, rendered.value.public)


def test_a_child_gives_what_this_process_would() -> None:
    with ImagePool(1) as pool:
        for image in (on(WHITE), on(GREEN), photo(300, 200)):
            source = encoded(image, "PNG")
            assert pool.cut_out(source, Limits()) == cut(source)
        with pytest.raises(Unsupported):
            pool.cut_out(b"just some words, and no picture at all", Limits())
        assert len(pool.pids()) == 1


def test_the_largest_picture_that_is_let_in_fits_into_a_child() -> None:
    source = encoded(on(WHITE).resize((8000, 6250), Image.Resampling.NEAREST), "PNG")
    limits = Limits(max_bytes=1 << 30)
    with ImagePool(1) as pool:
        assert pool.cut_out(source, limits).removed
