"""Log lines of worker and scheduler processes: time, level, where, what."""

from __future__ import annotations

import logging
import sys


def set_up_logs() -> None:
    """To standard error; the libraries only when something is wrong."""
    logging.basicConfig(
        level=logging.INFO,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
        stream=sys.stderr,
    )
    for noisy in ("apscheduler", "urllib3", "botocore", "dramatiq"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
