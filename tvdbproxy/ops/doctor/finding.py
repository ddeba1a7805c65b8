"""What a check says: a name, how it is, what was seen, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """How it is."""

    OK = "ok"
    WARNING = "warning"  # it works, and will hurt some day
    FAILED = "failed"  # it does not work
    SKIPPED = "skipped"  # it is not used, or cannot be looked at because another thing failed


@dataclass(frozen=True)
class Finding:
    """``seen`` and ``remedy`` are a sentence each, for people; what is well has no remedy."""

    name: str
    status: Status
    seen: str
    remedy: str = ""


def ok(name: str, seen: str) -> Finding:
    return Finding(name, Status.OK, seen)


def warning(name: str, seen: str, remedy: str) -> Finding:
    return Finding(name, Status.WARNING, seen, remedy)


def failed(name: str, seen: str, remedy: str) -> Finding:
    return Finding(name, Status.FAILED, seen, remedy)


def skipped(name: str, seen: str) -> Finding:
    return Finding(name, Status.SKIPPED, seen)
