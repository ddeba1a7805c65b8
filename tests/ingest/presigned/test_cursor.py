from __future__ import annotations

from base64 import urlsafe_b64encode
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tvdbproxy.errors import InvalidRequest
from tvdbproxy.ingest.presigned.cursor import Position, read_cursor

HERE = Position(datetime(2026, 11, 26, 13, 0, 0, 123456, UTC), "img_1234567890_0a1b2c3d4e5f")
JOB_IDS = st.from_regex(r"[0-9a-z_-]{1,64}", fullmatch=True)
TIMES = st.integers(min_value=0, max_value=10**16).map(
    lambda microseconds: datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)
)


@given(TIMES, JOB_IDS)
def test_a_cursor_is_read_back_to_the_microsecond(created_at: datetime, job_id: str) -> None:
    position = Position(created_at, job_id)
    assert read_cursor(position.text()) == position


@given(st.text(max_size=60))
def test_no_other_text_is_a_cursor(text: str) -> None:
    with suppress(InvalidRequest):
        assert read_cursor(text).text() == text


def encoded(text: str) -> str:
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "=",
        "x",
        HERE.text() + "=",
        HERE.text() + "A",
        HERE.text()[:-1],
        " " + HERE.text(),
        HERE.text() + "\n",
        "é" * 4,
        "A" * 100_000,
        encoded("1"),
        encoded(".x"),
        encoded("-1.x"),
        encoded("1.X"),
        encoded("1.x' OR 1=1"),
        encoded("1.a\x00b"),
        encoded("01.x"),
        encoded(f"{'9' * 30}.x"),
        encoded("١.x"),
    ],
)
def test_what_no_page_ended_with_is_refused(text: str) -> None:
    with pytest.raises(InvalidRequest) as caught:
        read_cursor(text)
    assert caught.value.code == "invalid_cursor"
