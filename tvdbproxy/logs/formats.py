"""How a line looks: to people, or to programs."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from typing import Literal

from tvdbproxy.logs.context import REQUEST_ID, facts
from tvdbproxy.logs.secrets import without_secrets

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"

Layout = Literal["text", "json"]


class Text(logging.Formatter):
    """A line for people; the request that it is about stands behind it."""

    def __init__(self) -> None:
        super().__init__(FORMAT)

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        """Without the traceback, which comes on lines of its own."""
        line, about = super().formatMessage(record), facts().get(REQUEST_ID)
        return line if about is None else f"{line} [{about}]"

    def format(self, record: logging.LogRecord) -> str:
        """The whole."""
        return without_secrets(super().format(record))


class Json(logging.Formatter):
    """One object a line: ``ts`` (UTC), ``level``, ``logger``, ``message``, what the thread is
    about, and ``exception`` with the whole traceback where there is one."""

    def format(self, record: logging.LogRecord) -> str:
        """The whole, on one line."""
        moment = datetime.fromtimestamp(record.created, UTC)
        told = {
            "ts": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname,
            "logger": record.name,
            "message": without_secrets(record.getMessage()),
            **facts(),
        }
        trace = record.exc_text or (record.exc_info and self.formatException(record.exc_info))
        if trace:
            told["exception"] = without_secrets(trace)
        return json.dumps(told, ensure_ascii=False)


LAYOUTS: dict[Layout, type[logging.Formatter]] = {"text": Text, "json": Json}
"""Every layout by its name."""
