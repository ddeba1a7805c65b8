"""Log lines of worker and scheduler processes: time, level, where, what."""

from __future__ import annotations

import logging
import sys

import redis
from dramatiq.errors import BrokerConnectionError

_AWAY = (redis.ConnectionError, redis.TimeoutError, BrokerConnectionError)


def set_up_logs() -> None:
    """To standard error; the libraries only when something is wrong."""
    logging.basicConfig(
        level=logging.INFO,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
        stream=sys.stderr,
    )
    for noisy in ("apscheduler", "urllib3", "botocore", "dramatiq"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    for handler in logging.getLogger().handlers:  # a logger's own would not see its children's
        handler.addFilter(QueueOutage())


class QueueOutage(logging.Filter):
    """Tells in one line, as a warning, that dramatiq cannot reach the queue and tries again."""

    def filter(self, record: logging.LogRecord) -> bool:
        if not record.name.startswith("dramatiq.worker"):
            return True
        error = _error_of(record)
        if isinstance(error, _AWAY):
            record.levelno, record.levelname = logging.WARNING, "WARNING"
            record.msg, record.args = "the queue is away: %s; trying again", (error,)
            record.exc_info = record.exc_text = None
        return True


def _error_of(record: logging.LogRecord) -> object:
    """The exception that comes with it, or that its sentence ends with."""
    if record.exc_info:
        return record.exc_info[1]
    return record.args[-1] if isinstance(record.args, tuple) and record.args else None
