"""What the extras find, where they are installed."""

from __future__ import annotations

import importlib.util

import pytest
from PIL import Image

from tests.imaging.analysis.looking import analysed, artwork
from tests.imaging.drawing import encoded
from tests.imaging.test_faces import GROUND, face
from tests.imaging.test_faces import needs_extra as needs_faces
from tests.imaging.transform.making import flat, on
from tvdbproxy.imaging import faces
from tvdbproxy.imaging.analysis import text
from tvdbproxy.imaging.analysis.order import AnalysisOrder
from tvdbproxy.imaging.limits import Budget, Limits
from tvdbproxy.imaging.pool import ImagePool

needs_text = pytest.mark.skipif(
    importlib.util.find_spec("rapidocr") is None, reason="the extra text is not installed"
)


@needs_faces
def test_faces_are_told_as_shares_of_the_picture_the_largest_first() -> None:
    picture = on(on(flat(1280, 640, GROUND), face(400), 640, 120), face(240), 100, 200)
    large, small = analysed(picture, faces=True).faces or ()
    assert 0.5 < large.left < large.left + large.width < 0.85
    assert 0.19 < large.top < large.top + large.height < 0.85
    assert 0.07 < small.left < small.left + small.width < 0.27
    assert large.width > small.width


@needs_faces
def test_where_there_is_no_face_the_answer_is_none_found() -> None:
    assert analysed(flat(300, 200), faces=True).faces == ()


def test_without_the_extra_faces_are_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faces, "_model", lambda: None)
    assert analysed(face(), faces=True).faces is None


@needs_text
def test_text_is_read_line_by_line() -> None:
    lines = analysed(artwork(), text=True).text or ()
    assert "glassharbour" in "".join(lines).lower().replace(" ", "")


@needs_text
@pytest.mark.parametrize("size", [(300, 200), (1, 1), (2000, 9), (9, 900)])
def test_where_there_is_no_text_the_answer_is_none_found(size: tuple[int, int]) -> None:
    assert analysed(Image.new("RGB", size, (90, 110, 130)), text=True).text == ()


def test_without_the_extra_text_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "find_spec", lambda _name: None)
    assert analysed(artwork(), text=True).text is None


@needs_text
@needs_faces
def test_a_child_finds_both_within_the_memory_that_it_has() -> None:
    source = encoded(artwork(), "JPEG", quality=90)
    with ImagePool(1, Budget(cpu_seconds=80, wall_seconds=100)) as pool:
        for _ in range(2):
            found = pool.analyse(source, AnalysisOrder(Limits(), text=True, faces=True))
            assert "harbour" in "".join(found.text or ()).lower()
            assert found.faces == ()
