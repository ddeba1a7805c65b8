"""The values that go from step to step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tvdbproxy.artwork.work import Facts, MadeVariant
from tvdbproxy.db.models import StepStatus

Renew = Callable[[], None]
"""Says, within a step that takes long, that its worker is still at it. Raises ``Superseded``, or
``Overloaded`` where somebody else makes the same by now."""


@dataclass(frozen=True)
class Work:
    """One job, claimed: all that the steps need to know of its rows. ``steps`` are the states of
    its steps by name."""

    job_id: str
    image_id: str
    claim: str
    profile: str
    data_type: str | None
    source_key: str | None
    sha256: str | None
    source_url: str | None
    max_attempts: int
    steps: Mapping[str, StepStatus]

    def is_pending(self, step: str) -> bool:
        """Whether the step is still to be taken."""
        return self.steps.get(step) == StepStatus.PENDING


@dataclass(frozen=True)
class Bytes:
    """The picture as it came, and where it lies in the originals bucket."""

    key: str
    sha256: str
    data: bytes


@dataclass(frozen=True)
class MadeImage:
    """All that was made of a picture: its variants by background. ``background_removed`` says
    of a logo whether there are any without."""

    prefix: str
    revision: str
    facts: Facts
    variants: tuple[tuple[str, MadeVariant], ...]
    background_removed: bool | None = None


def content_lease(sha256_hex: str) -> str:
    """The name of the lease of whoever writes or deletes the variants of these bytes."""
    return f"media:{sha256_hex}"
