"""What a thread is about just now: facts that every line it logs has with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType

REQUEST_ID = "request_id"
"""The name that a request was given, or gave itself, and all the work that follows from it."""

_FACTS: ContextVar[Mapping[str, str]] = ContextVar("facts", default=MappingProxyType({}))


@contextmanager
def about(**facts: str) -> Iterator[None]:
    """Until the end of the block these hold as well, in this thread."""
    token = _FACTS.set(MappingProxyType({**_FACTS.get(), **facts}))
    try:
        yield
    finally:
        _FACTS.reset(token)


def facts() -> Mapping[str, str]:
    """All that hold now."""
    return _FACTS.get()
