from __future__ import annotations

import json

import pytest
from PIL import Image

from tests.imaging.analysis.looking import analysed, artwork
from tests.imaging.bombs import PIXELS, lying_jpeg
from tests.imaging.drawing import encoded, photo, quarters, scan_bomb
from tvdbproxy.errors import BadPicture, TooLarge, Unsupported
from tvdbproxy.imaging.analysis.analyse import analyse
from tvdbproxy.imaging.analysis.analysis import Analysis, Box, Swatch
from tvdbproxy.imaging.analysis.messages import (
    analysis_to_frame,
    frame_to_analysis,
    header_to_order,
    order_to_header,
)
from tvdbproxy.imaging.analysis.order import AnalysisOrder
from tvdbproxy.imaging.limits import Limits
from tvdbproxy.imaging.order import RenderOrder
from tvdbproxy.imaging.render import render

ORDER = AnalysisOrder(Limits())
FULL = Analysis(
    width=3,
    height=4,
    has_alpha=True,
    dominant_colors=(Swatch("#102030", 0.5), Swatch("#FFFFFF", 0.25)),
    palette=("#102030",),
    brand_colors=(),
    quality_score=77,
    sharpness=0.5,
    exposure=0.25,
    noise=0.125,
    compression=0.0,
    perceptual_hash="0123456789abcdef",
    embedding=(0.6, 0.8),
    text=("one", "two"),
    faces=(Box(0.1, 0.2, 0.3, 0.4),),
    exif={"iso": "400"},
)
PLAIN = Analysis(**{**vars(FULL), "text": None, "faces": None, "exif": {}})


@pytest.mark.parametrize("analysis", [FULL, PLAIN, Analysis(**{**vars(FULL), "faces": ()})])
def test_an_analysis_comes_back_from_json_as_it_was(analysis: Analysis) -> None:
    assert Analysis.from_json(json.loads(json.dumps(analysis.to_json()))) == analysis
    header, body = analysis_to_frame(analysis)
    assert frame_to_analysis(json.loads(json.dumps(header)), body) == analysis


def test_an_order_arrives_as_it_was_sent() -> None:
    order = AnalysisOrder(Limits(max_pixels=12_345), text=True, faces=False, exif=True)
    assert header_to_order(json.loads(json.dumps(order_to_header(order)))) == order


def test_the_same_picture_is_always_judged_alike() -> None:
    source = encoded(artwork(), "JPEG", quality=90)
    assert analyse(source, ORDER) == analyse(source, ORDER)


def test_size_and_alpha_are_those_of_the_upright_picture() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = analysed(encoded(photo(300, 200), "JPEG", exif=exif))
    assert (turned.width, turned.height, turned.has_alpha) == (200, 300, False)
    clear = quarters(80, 60, "RGBA")
    assert not analysed(clear).has_alpha
    clear.putpixel((3, 3), (0, 0, 0, 0))
    assert analysed(clear).has_alpha


def test_text_and_faces_are_looked_for_only_where_asked_for() -> None:
    found = analysed(artwork())
    assert (found.text, found.faces) == (None, None)


def test_a_large_jpeg_is_decoded_at_a_fraction_of_its_size(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = []
    load = Image.Image.load

    def spy(image: Image.Image) -> object:
        sizes.append(image.size)
        return load(image)

    source = encoded(photo(256, 192).resize((4096, 3072)), "JPEG", quality=80)
    monkeypatch.setattr(Image.Image, "load", spy)
    found = analyse(source, ORDER)
    assert (found.width, found.height) == (4096, 3072)
    assert max(width for width, _ in sizes) <= 1024


@pytest.mark.parametrize("mode", ["L", "P", "1", "LA", "CMYK", "I;16"])
def test_every_kind_of_pixels_can_be_analysed(mode: str) -> None:
    picture = quarters(90, 60).convert("L" if mode == "I;16" else "RGB").convert(mode)
    found = analysed(encoded(picture, "JPEG" if mode == "CMYK" else "PNG"))
    assert (found.width, found.height) == (90, 60)


def test_of_an_animation_the_first_frame_is_analysed() -> None:
    frames = [Image.new("RGB", (60, 40), colour) for colour in ((200, 0, 0), (0, 0, 200))]
    source = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert analysed(source).dominant_colors[0].color == "#C80000"


REFUSED = {
    "empty": b"",
    "a scrap": b"\xff\xd8\xff",
    "text": b"just some words, and no picture at all",
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg'></svg>",
    "bitmap": encoded(quarters(), "BMP"),
    "cut off": encoded(photo(300, 200), "JPEG")[:-900],
    "cut off PNG": encoded(photo(300, 200), "PNG")[:-900],
    "scans": scan_bomb(200),
    "liar": lying_jpeg(65_000, 65_000),
    **{f"bomb {name}": make() for name, make in PIXELS.items()},
}


@pytest.mark.proves("I1", "I4", "I5", "I7", "I19", "I25")
@pytest.mark.parametrize("name", REFUSED)
def test_what_a_render_refuses_an_analysis_refuses_in_the_same_words(name: str) -> None:
    kinds = (BadPicture, TooLarge, Unsupported)
    with pytest.raises(kinds) as rendered:
        render(REFUSED[name], RenderOrder(()))
    with pytest.raises(kinds) as caught:
        analyse(REFUSED[name], ORDER)
    assert caught.value.code == rendered.value.code
    assert caught.value.public == rendered.value.public


def test_too_many_bytes_are_refused() -> None:
    with pytest.raises(TooLarge):
        analyse(encoded(photo(300, 200), "PNG"), AnalysisOrder(Limits(max_bytes=1000)))
