"""Every form of Retry-After that servers send, and some that they should not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tvdbproxy.fetch.retry_after import LONGEST, SHORTEST, seconds_to_wait

DATE = "Sat, 21 Nov 2026 12:00:00 GMT"


@pytest.mark.proves("F24")
@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("30", 30),
        (" 30 ", 30),
        ("+30", 30),
        ("2.5", 2.5),
        ("0", SHORTEST),
        ("-5", SHORTEST),
        ("3600", 3600),
        ("86400", LONGEST),
        ("9" * 300, LONGEST),
        ("Sat, 21 Nov 2026 12:01:30 GMT", 90),
        ("Saturday, 21-Nov-26 12:01:30 GMT", 90),
        ("Sat Nov 21 12:01:30 2026", 90),
        ("Sat, 21 Nov 2026 13:01:30 +0100", 90),
        ("Sat, 21 Nov 2026 11:00:00 GMT", SHORTEST),
        ("Fri, 31 Dec 2100 00:00:00 GMT", LONGEST),
        (None, None),
        ("", None),
        ("soon", None),
        ("nan", None),
        ("inf", None),
        ("1e9", None),
        ("0x10", None),
        ("٣٠", None),
        ("9" * 5000, None),
        ("Sat, 99 Nov 2026 12:00:00 GMT", None),
        ("Sat, 21 Nov 99999999999999999999 12:00:00 GMT", None),
        ("Sat, 21 Nov 2026 12:00:00 +9999999999", None),
    ],
)
def test_a_form_is_understood_or_says_nothing(value: str | None, seconds: float | None) -> None:
    assert seconds_to_wait(value, date=DATE) == seconds


def test_without_a_date_of_its_own_a_reply_is_read_by_our_clock() -> None:
    soon = format_datetime(datetime.now(UTC) + timedelta(minutes=10), usegmt=True)

    for date in (None, "", "garbage"):
        assert 590 < (seconds_to_wait(soon, date=date) or 0) <= 600


@given(st.text(), st.text())
def test_no_text_is_too_strange(value: str, date: str) -> None:
    seconds = seconds_to_wait(value, date=date)

    assert seconds is None or SHORTEST <= seconds <= LONGEST
