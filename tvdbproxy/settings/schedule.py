"""What happens by itself."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from tvdbproxy.settings.section import Section


class ScheduleSettings(Section):
    """What happens by itself, and how often."""

    catalogue_sync: Literal["held", "full"] = Field(
        "held",
        description="`full` sweeps the whole upstream catalogue in and follows it; `held` follows "
        "the titles that were synced by hand.",
    )
    sync_updates_minutes: float = Field(
        15, gt=0, le=10080, description="How often upstream is asked for changes."
    )
    sync_missing_minutes: float = Field(
        60, gt=0, le=10080, description="How often titles without local pictures are looked for."
    )
    retry_failed_minutes: float = Field(
        30, gt=0, le=10080, description="How often failed pictures whose time has come are retried."
    )
    recheck_days: float = Field(
        7,
        gt=0,
        le=365,
        description="Age at which a stored picture is compared with upstream again.",
    )
    cleanup_hours: float = Field(24, gt=0, le=8760, description="How often orphans are cleaned up.")
    orphan_grace_hours: float = Field(
        24, ge=0, le=8760, description="Age below which an object is never deleted as an orphan."
    )
    verify_hours: float = Field(
        24,
        gt=0,
        le=8760,
        description="How often stored pictures are compared with the database and repaired.",
    )
    verify_sample: int = Field(
        1000,
        ge=1,
        le=1_000_000,
        description="Pictures that are read for that, chosen at random. `tvdbproxy verify` goes "
        "through all of them.",
    )
    on_demand_retention_days: float = Field(
        180,
        gt=0,
        le=3650,
        description="Age at which pictures that were made on demand are dropped; who asks for one "
        "again gets it made again.",
    )
    mirror_max_gb: float = Field(
        0,
        ge=0,
        le=1_000_000,
        description="Most that pictures which are only mirrored under `/banners` may take, in GiB; "
        "each cleanup drops those that nobody has asked for longest. 0: no limit.",
    )
    task_retention_days: float = Field(
        30, gt=0, le=3650, description="How long finished tasks are remembered."
    )
