"""Log lines of worker and scheduler processes: what dramatiq tells in pages, in one line."""

from __future__ import annotations

import logging

import redis
from dramatiq.errors import ActorNotFound, BrokerConnectionError

from tvdbproxy.errors import TvdbProxyError
from tvdbproxy.settings.log_lines import start_logging

_AWAY = (redis.ConnectionError, redis.TimeoutError, BrokerConnectionError)


def set_up_logs() -> None:
    """To standard error; the libraries only when something is wrong."""
    start_logging()
    for handler in logging.getLogger().handlers:  # a logger's own would not see its children's
        handler.addFilter(InOneLine())


class InOneLine(logging.Filter):
    """Tells as a warning, without a traceback, what dramatiq need not be asked about: that
    it cannot reach the queue and tries again, that a message is of another version, and that
    a server which we need is away."""

    def filter(self, record: logging.LogRecord) -> bool:
        if not record.name.startswith("dramatiq.worker"):
            return True
        error = _error_of(record)
        if isinstance(error, _AWAY):
            _say(record, "the queue is away: %s; trying again", error)
        elif isinstance(error, ActorNotFound):
            _say(record, "message dropped: %s; the database knows what is to be done", error)
        elif isinstance(error, TvdbProxyError):
            _say(record, "a job broke off: %s; it is done later", error)
        return True


def _say(record: logging.LogRecord, sentence: str, error: BaseException) -> None:
    record.levelno, record.levelname = logging.WARNING, "WARNING"
    record.msg, record.args = sentence, (error,)
    record.exc_info = record.exc_text = None


def _error_of(record: logging.LogRecord) -> object:
    """The exception that comes with it, or that its sentence ends with."""
    if record.exc_info:
        return record.exc_info[1]
    return record.args[-1] if isinstance(record.args, tuple) and record.args else None
