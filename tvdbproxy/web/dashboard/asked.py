"""What an address of a page asks for: anything may stand there, and what makes no sense is as
good as nothing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import request, url_for

_LONGEST_TEXT = 100
_DIGITS = 18


def text(name: str) -> str:
    """The words of a field, without what no database takes."""
    return request.values.get(name, "").replace("\x00", "").strip()[:_LONGEST_TEXT]


def choice(name: str, choices: Iterable[str]) -> str | None:
    """One of the choices, or none."""
    found = text(name)
    return found if found in set(choices) else None


def number(name: str) -> int | None:
    """A number above nothing, or none."""
    found = text(name)
    if not (found.isascii() and found.isdigit() and len(found) <= _DIGITS):
        return None
    return int(found) or None


def here(**changes: Any) -> str:
    """This page's address with other filters; no value takes one away."""
    kept = {**request.view_args, **request.args, **changes} if request.view_args else None
    values = kept or {**request.args, **changes}
    return url_for(request.endpoint or "", **{k: v for k, v in values.items() if v})
