"""Options that are one value each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from tvdbproxy.urls.imgproxy.draft import Draft
from tvdbproxy.urls.imgproxy.values import Reader

Apply = Callable[[Draft, Sequence[str]], None]
"""Takes at least one argument, which may be empty, and no more than the option may have."""


def in_spec(field: str, read: Reader[Any]) -> Apply:
    """Sets a field of ``TransformSpec``."""

    def apply(draft: Draft, arguments: Sequence[str]) -> None:
        draft.spec[field] = read(field, arguments[0])

    return apply


def in_request(field: str, read: Reader[Any]) -> Apply:
    """Sets a field of ``TransformRequest``."""

    def apply(draft: Draft, arguments: Sequence[str]) -> None:
        draft.request[field] = read(field, arguments[0])

    return apply


def limit(field: str, read: Reader[Any]) -> Apply:
    """Sets a limit of ``TransformRequest``; 0 is that of the service."""

    def apply(draft: Draft, arguments: Sequence[str]) -> None:
        draft.request[field] = read(field, arguments[0]) or None

    return apply


def wish(option: str, read: Reader[Any]) -> Apply:
    """A wish that holds where a picture can fulfil it, which none of those that we read can."""

    def apply(_: Draft, arguments: Sequence[str]) -> None:
        read(option, arguments[0])

    return apply


def argument(arguments: Sequence[str], position: int) -> str:
    """Empty where it was left out, which is the same."""
    return arguments[position] if position < len(arguments) else ""
