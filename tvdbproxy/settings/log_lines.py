"""Log lines as the environment wants them."""

from __future__ import annotations

import logging

from pydantic import ValidationError

from tvdbproxy.logs import log_to_stderr
from tvdbproxy.settings.telemetry import TelemetrySettings


def start_logging(level: int | None = None) -> None:
    """By ``LOG_FORMAT`` and ``LOG_LEVEL``; ``level`` wins over the latter.

    Values that are none count as none here: ``load_settings`` tells them, in a line.
    """
    try:
        wanted = TelemetrySettings()
    except ValidationError:
        log_to_stderr(level or logging.INFO)
        return
    log_to_stderr(level or logging.getLevelNamesMapping()[wanted.log_level], wanted.log_format)
