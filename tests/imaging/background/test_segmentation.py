"""The operator's model, which these tests write themselves."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.imaging.background.drawing import WHITE, cut, on
from tests.imaging.background.onnx_bytes import brightness_model
from tests.imaging.drawing import decoded, encoded, photo
from tvdbproxy.errors import ConfigurationError
from tvdbproxy.imaging.background import segmentation
from tvdbproxy.imaging.limits import Limits
from tvdbproxy.imaging.pool import ImagePool

needs_extra = pytest.mark.skipif(
    importlib.util.find_spec("onnxruntime") is None,
    reason="the extra segmentation is not installed",
)


@pytest.fixture
def model(tmp_path: Path) -> str:
    return written(tmp_path, brightness_model())


def written(folder: Path, content: bytes) -> str:
    path = folder / "model.onnx"
    path.write_bytes(content)
    return str(path)


def halves() -> Image.Image:
    """Dark on the left, bright on the right, and with no flat rim."""
    image = photo(300, 200).point([level // 4 for level in range(256)] * 3)
    image.paste((250, 250, 250), (150, 0, 300, 200))
    return image


@needs_extra
def test_what_the_model_says_is_in_front_is_kept(model: str) -> None:
    made = cut(halves(), model)
    assert (made.removed, made.reason) == (True, "segmentation_model")
    image = decoded(made.data)
    assert image.size == (300, 200)
    left, right = image.getpixel((40, 100)), image.getpixel((260, 100))
    assert left[3] < 100 < 200 < right[3]  # type: ignore[index]
    assert right[:3] == (250, 250, 250)  # type: ignore[index]


@needs_extra
def test_a_flat_background_is_removed_without_asking_the_model(tmp_path: Path) -> None:
    assert cut(on(WHITE), written(tmp_path, b"no model")).reason == "flat_background"


@needs_extra
def test_where_the_model_sees_nothing_nothing_is_removed(model: str) -> None:
    dark = photo(300, 200).point([level // 9 for level in range(256)] * 3)
    made = cut(dark, model)
    assert (made.removed, made.reason, made.data) == (False, "nothing_in_front", b"")


@needs_extra
@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "no ONNX model"),
        (b"no model", "no ONNX model"),
        (brightness_model()[:-40], "no ONNX model"),
        (brightness_model(operation="Nonsense"), "no ONNX model"),
        (brightness_model(channels=1), "1 x 3 x height x width"),
        (brightness_model(kind=11), "1 x 3 x height x width"),
        (brightness_model(side=4), "4 x 4 pixels"),
        (brightness_model(side=5000), "5000 x 5000 pixels"),
    ],
)
def test_a_file_that_is_no_such_model_is_said_to_be_none(
    tmp_path: Path, content: bytes, what: str
) -> None:
    with pytest.raises(ConfigurationError, match=what) as caught:
        cut(photo(300, 200), written(tmp_path, content))
    assert caught.value.code == "segmentation_model"
    assert str(tmp_path) not in caught.value.public


@needs_extra
def test_a_file_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="no such file"):
        cut(photo(300, 200), str(tmp_path / "none.onnx"))


def test_without_the_extra_it_says_what_to_install(
    model: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def find_spec(_name: str) -> Any:
        return None

    monkeypatch.setattr(segmentation, "find_spec", find_spec)
    with pytest.raises(ConfigurationError, match=r"tvdbproxy\[segmentation\]"):
        cut(photo(300, 200), model)


@needs_extra
def test_a_child_runs_it_within_its_memory_and_a_bad_one_does_not_kill_it(
    model: str, tmp_path: Path
) -> None:
    source = encoded(halves(), "JPEG")
    bad = tmp_path / "bad.onnx"
    bad.write_bytes(b"no model")
    with ImagePool(1) as pool:
        assert pool.cut_out(source, Limits(), model).reason == "segmentation_model"
        pids = pool.pids()
        with pytest.raises(ConfigurationError, match="no ONNX model"):
            pool.cut_out(source, Limits(), str(bad))
        assert pool.cut_out(source, Limits(), model).removed
        assert pool.pids() == pids
