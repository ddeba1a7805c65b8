"""How the service is, and what it holds."""

from __future__ import annotations

from pydantic import Field

from tvdbproxy.web.models.parts import Shape


class UsageModel(Shape):
    """Objects and their bytes."""

    total_objects: int
    total_size_bytes: int
    total_size_mb: float


class BucketModel(UsageModel):
    """One bucket."""

    bucket: str
    by_content_type: dict[str, UsageModel]
    by_size: dict[str, UsageModel]


class StatsModel(Shape):
    """What is stored."""

    buckets: dict[str, BucketModel] = Field(description="originals and thumbnails")


class DoneTotal(Shape):
    """Two counts."""

    done: int
    total: int


class ProgressModel(Shape):
    """How far the sync has come."""

    phase: str = Field(description="sweeping, syncing, idle")
    titles: DoneTotal
    artwork: dict[str, int]
    bytes: int


class HealthModel(Shape):
    """Whether the service is well: each of its ``parts`` is ``ok`` or ``failed``; ``problems``
    say what is wrong with the latter, ``codes`` say it to programs."""

    status: str
    parts: dict[str, str] = Field(default_factory=dict)
    problems: dict[str, str] = Field(default_factory=dict)
    codes: dict[str, str] = Field(default_factory=dict)
