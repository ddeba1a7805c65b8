"""What the service tells of itself."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, field_validator

from tvdbproxy.settings.section import Section

LogLevel = Literal["DEBUG", "INFO", "WARNING", "ERROR"]


class TelemetrySettings(Section):
    """Logs and metrics. Traces have OpenTelemetry's own variables."""

    log_format: Literal["text", "json"] = Field(
        "text", description="Log lines for people (`text`) or for programs (`json`)."
    )
    log_level: LogLevel = Field(
        "INFO", description="The least that is logged: `DEBUG`, `INFO`, `WARNING` or `ERROR`."
    )
    metrics_port: int = Field(
        0,
        ge=0,
        le=65535,
        description="Port on `HOST` where a worker or scheduler shows its `/metrics`. 0: nowhere. "
        "The web server's are on its own port.",
    )

    @field_validator("log_level", mode="before")
    @classmethod
    def _in_capitals(cls, value: Any) -> Any:
        return value.upper() if isinstance(value, str) else value
