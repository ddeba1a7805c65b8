"""Queue and workers."""

from __future__ import annotations

from pydantic import Field

from tvdbproxy.settings.section import Section


class QueueSettings(Section):
    """How work is handed to workers."""

    broker_url: str = Field(
        "",
        description="Queue of the workers: a Redis URL, or `memory://` for everything in one "
        "process. Empty: `REDIS_URL`.",
    )
    redis_url: str = Field("redis://127.0.0.1:6379/0", description="Redis or Valkey server.")
    worker_threads: int = Field(2, ge=1, le=64, description="Jobs that one worker runs at a time.")
    lease_seconds: float = Field(
        60,
        gt=0,
        le=3600,
        description="How long a job may be silent before another worker takes it.",
    )
    max_deliveries: int = Field(
        3, ge=1, le=20, description="Times a job may die half-way before it is set aside."
    )
    reconcile_seconds: float = Field(
        15, gt=0, le=3600, description="How often work that is due but not queued is sent again."
    )
