"""Where a page of a list ended, as a text that clients hand back without reading it."""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tvdbproxy.errors import InvalidRequest

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LONGEST = 160
_POSITION = re.compile(r"([0-9]{1,17})\.([0-9a-z_-]{1,64})", re.ASCII)


@dataclass(frozen=True)
class Position:
    """The last job of a page; what follows is older, or as old with a smaller id."""

    created_at: datetime
    job_id: str

    def text(self) -> str:
        """The cursor."""
        microseconds = (self.created_at - _EPOCH) // timedelta(microseconds=1)
        return urlsafe_b64encode(f"{microseconds}.{self.job_id}".encode()).decode().rstrip("=")


def read_cursor(text: str) -> Position:
    """The position that a cursor says. Raises ``InvalidRequest`` (``invalid_cursor``) for all
    that no page ended with."""
    found = _POSITION.fullmatch(_decoded(text))
    if found is None:
        raise _invalid()
    try:
        position = Position(_EPOCH + timedelta(microseconds=int(found[1])), found[2])
    except OverflowError as error:
        raise _invalid() from error
    if position.text() != text:  # there are several spellings of the same bytes
        raise _invalid()
    return position


def _decoded(text: str) -> str:
    if len(text) > _LONGEST or not text.isascii():
        raise _invalid()
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode("ascii")
    except ValueError as error:
        raise _invalid() from error


def _invalid() -> InvalidRequest:
    return InvalidRequest(
        "cursor: send next_cursor of the page before, or leave it out.", code="invalid_cursor"
    )
