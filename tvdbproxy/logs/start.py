"""Where the lines go."""

from __future__ import annotations

import logging
import os
import sys

from tvdbproxy.logs.formats import LAYOUTS, Layout
from tvdbproxy.logs.handler import UnhurriedHandler

_NOISY = ("apscheduler", "urllib3", "botocore", "alembic", "dramatiq", "opentelemetry")


def log_to_stderr(level: int = logging.INFO, layout: Layout = "text") -> None:
    """Send all lines to standard error; the libraries' only when something is wrong."""
    _occupy_stderr()
    handler = UnhurriedHandler(2)
    handler.setFormatter(LAYOUTS[layout]())
    logging.basicConfig(level=level, handlers=[handler])
    for name in _NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)


def _occupy_stderr() -> None:
    """Where standard error is closed, the next file that is opened would get its number,
    and our lines."""
    if sys.stderr is None:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        if nowhere != 2:
            os.dup2(nowhere, 2)
            os.close(nowhere)
