"""What an outage of the queue looks like in a worker's log."""

from __future__ import annotations

import io
import logging

import pytest
import redis
from dramatiq.errors import ConnectionClosed

from tvdbproxy.errors import Unavailable
from workers.logs import InOneLine

CONSUMER = "dramatiq.worker.ConsumerThread(images)"


def logged(error: Exception, name: str = CONSUMER) -> str:
    """What a handler with the filter writes when ``error`` ends a consumer."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter("%(levelname)s %(message)s"))
    handler.addFilter(InOneLine())
    logger = logging.getLogger(name)
    logger.addHandler(handler)
    try:
        raise error
    except Exception:
        logger.critical("Consumer encountered an unexpected error.", exc_info=True)
    finally:
        logger.removeHandler(handler)
    return stream.getvalue()


CLOSED = ConnectionClosed("refused")  # type: ignore[no-untyped-call]


@pytest.mark.parametrize(
    "error", [redis.ConnectionError("refused"), redis.TimeoutError("refused"), CLOSED]
)
def test_an_outage_is_one_line(error: Exception) -> None:
    assert logged(error) == "WARNING the queue is away: refused; trying again\n"


def test_a_server_that_is_away_is_one_line() -> None:
    error = Unavailable("The database does not answer.", detail="refused")
    told = logged(error, "dramatiq.worker.WorkerThread")
    assert told == (
        "WARNING a job broke off: The database does not answer. (refused); it is done later\n"
    )


def test_an_error_named_in_the_sentence_alone_is_seen_as_well() -> None:
    record = logging.LogRecord(CONSUMER, logging.CRITICAL, "", 0, "lost: %s", (CLOSED,), None)
    assert InOneLine().filter(record)
    assert record.levelname == "WARNING"
    assert record.getMessage() == "the queue is away: refused; trying again"


def test_other_errors_and_other_loggers_keep_their_tracebacks() -> None:
    assert "Traceback" in logged(ValueError("odd"))
    assert "Traceback" in logged(redis.ConnectionError("refused"), name="tvdbproxy.jobs")
