from __future__ import annotations

import pytest

from tvdbproxy.imaging.onnx import telling_memory


def test_the_end_of_memory_inside_a_model_is_the_end_of_memory() -> None:
    with pytest.raises(MemoryError), telling_memory():
        raise RuntimeError("Non-zero status code returned: std::bad_alloc")


def test_any_other_failure_is_left_as_it_is() -> None:
    with pytest.raises(RuntimeError, match="no such node"), telling_memory():
        raise RuntimeError("no such node")
