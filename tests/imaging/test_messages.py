from __future__ import annotations

import json
import os
import time
from io import BytesIO

import pytest

from tvdbproxy.errors import BadPicture, Kind, TooLarge, Unsupported
from tvdbproxy.imaging.formats import Format
from tvdbproxy.imaging.frames import pack, read_frame, write_frame
from tvdbproxy.imaging.limits import Limits
from tvdbproxy.imaging.messages import (
    frame_to_rendered,
    header_to_order,
    header_to_refusal,
    order_to_header,
    refusal_to_header,
    rendered_to_frame,
)
from tvdbproxy.imaging.order import Picture, Rendered, RenderOrder, Variant
from tvdbproxy.imaging.pipes import receive, send
from tvdbproxy.imaging.profiles import BUILT_IN

ORDER = RenderOrder(
    BUILT_IN["media"], (Format.WEBP, Format.AVIF), 77, "fast", Limits(max_pixels=12_345)
)
PICTURE = Picture(Format.JPEG, 680, 1000, True, False, "#102030", bytes(range(25)))
RENDERED = Rendered(
    PICTURE,
    (
        Variant(("original", "large"), Format.WEBP, 680, 1000, b"\x00one"),
        Variant(("small",), Format.AVIF, 245, 360, b"two\xff"),
    ),
)


def through_json(header: dict[str, object]) -> dict[str, object]:
    return json.loads(json.dumps(header))  # type: ignore[no-any-return]


def test_an_order_arrives_as_it_was_sent() -> None:
    assert header_to_order(through_json(order_to_header(ORDER))) == ORDER


def test_a_result_arrives_as_it_was_sent() -> None:
    header, body = rendered_to_frame(RENDERED)
    assert frame_to_rendered(through_json(header), body) == RENDERED


@pytest.mark.parametrize("error", [BadPicture, Unsupported, TooLarge])
def test_a_refusal_arrives_as_it_was_sent(
    error: type[BadPicture | Unsupported | TooLarge],
) -> None:
    sent = error("No.", code="because", detail="inside")
    arrived = header_to_refusal(through_json(refusal_to_header(sent)))
    assert type(arrived) is error
    assert (arrived.public, arrived.code, arrived.detail) == ("No.", "because", "inside")


def test_a_refusal_of_another_kind_is_not_believed() -> None:
    with pytest.raises(KeyError):
        header_to_refusal({"kind": Kind.UNAUTHORIZED, "public": "", "code": "", "detail": ""})


def test_frames_follow_each_other_until_the_stream_ends() -> None:
    stream = BytesIO()
    write_frame(stream, {"a": 1}, b"body")
    write_frame(stream, {"b": 2})
    stream.seek(0)
    assert read_frame(stream) == ({"a": 1}, b"body")
    assert read_frame(stream) == ({"b": 2}, b"")
    assert read_frame(stream) is None


@pytest.mark.parametrize("length", [0, 5, 14, 20])
def test_half_a_frame_is_the_end(length: int) -> None:
    assert read_frame(BytesIO(b"".join(pack({"a": 1}, b"body"))[:length])) is None


@pytest.fixture
def pipe() -> object:
    reader, writer = os.pipe()
    os.set_blocking(reader, False)
    os.set_blocking(writer, False)
    yield reader, writer
    for descriptor in (reader, writer):
        try:
            os.close(descriptor)
        except OSError:
            continue


def test_a_full_pipe_is_waited_for_until_the_deadline(pipe: tuple[int, int]) -> None:
    with pytest.raises(TimeoutError):
        send(pipe[1], bytes(10_000_000), time.monotonic() + 0.05)


def test_an_empty_pipe_is_waited_for_until_the_deadline(pipe: tuple[int, int]) -> None:
    send(pipe[1], b"abc", time.monotonic() + 5)
    with pytest.raises(TimeoutError):
        receive(pipe[0], 4, time.monotonic() + 0.05)


def test_a_writer_that_is_gone_leaves_a_fragment(pipe: tuple[int, int]) -> None:
    send(pipe[1], b"abc", time.monotonic() + 5)
    os.close(pipe[1])
    with pytest.raises(EOFError, match="1 of 4"):
        receive(pipe[0], 4, time.monotonic() + 5)


def test_a_reader_that_is_gone_is_noticed(pipe: tuple[int, int]) -> None:
    os.close(pipe[0])
    with pytest.raises(BrokenPipeError):
        send(pipe[1], b"abc", time.monotonic() + 5)
