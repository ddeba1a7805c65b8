"""What the dashboard remembers, and for how long."""

from __future__ import annotations

from pydantic import Field

from tvdbproxy.settings.section import Section


class DashboardSettings(Section):
    """The operators' pages at `/admin/`."""

    admin_session_hours: float = Field(
        12, gt=0, le=720, description="How long a login at the dashboard lasts."
    )
    audit_log_days: float = Field(
        365, gt=0, le=3650, description="How long it is remembered what operators did."
    )
    history_days: float = Field(
        14,
        gt=0,
        le=365,
        description="How long figures are kept minute by minute for the dashboard's plots, and "
        "which pictures were viewed.",
    )
