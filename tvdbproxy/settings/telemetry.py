"""What the service tells of itself."""

from __future__ import annotations

from pydantic import Field

from tvdbproxy.settings.section import Section


class TelemetrySettings(Section):
    """How it is watched."""

    metrics_port: int = Field(
        0,
        ge=0,
        le=65535,
        description="Port on `HOST` where a worker or scheduler shows its `/metrics`. 0: nowhere. "
        "The web server's are on its own port.",
    )
