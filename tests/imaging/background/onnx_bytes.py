"""ONNX models of a single node, written byte by byte: what brightness says is in front."""

from __future__ import annotations

_FLOATS, _BYTES, _INTS = 1, 2, 7
_VERSION, _OPSET = 8, 13


def brightness_model(
    side: int = 32, channels: int = 3, operation: str = "ReduceMean", kind: int = _FLOATS
) -> bytes:
    """From 1 x channels x side x side to 1 x 1 x side x side: the mean of the channels."""
    axes = _field(1, b"axes") + _number(8, 1) + _number(20, _INTS)
    node = _field(1, b"in") + _field(2, b"out") + _field(4, operation.encode()) + _field(5, axes)
    graph = (
        _field(1, node)
        + _field(2, b"brightness")
        + _field(11, _value(b"in", (1, channels, side, side), kind))
        + _field(12, _value(b"out", (1, 1, side, side), kind))
    )
    return _number(1, _VERSION) + _field(7, graph) + _field(8, _number(2, _OPSET))


def _value(name: bytes, shape: tuple[int, ...], kind: int) -> bytes:
    dimensions = b"".join(_field(1, _number(1, side)) for side in shape)
    tensor = _number(1, kind) + _field(2, dimensions)
    return _field(1, name) + _field(2, _field(1, tensor))


def _field(number: int, content: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(content)) + content


def _number(number: int, value: int) -> bytes:
    return _varint(number << 3) + _varint(value)


def _varint(value: int) -> bytes:
    written = bytearray()
    while value > 0x7F:
        written.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*written, value])
