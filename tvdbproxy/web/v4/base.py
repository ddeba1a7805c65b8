"""Under which address a client reaches us."""

from __future__ import annotations

import re

from flask import request

from tvdbproxy.errors import InvalidRequest
from tvdbproxy.upstream.questions import REFUSED

# Containers have names with ``_`` in them, which Werkzeug takes for none. And it would show
# others than ASCII in letters that not every client can send back.
_HOST = re.compile(r"(?:[\w.-]{1,253}|\[[0-9a-f:.]{2,45}\])(?::([0-9]{1,5}))?", re.ASCII | re.I)
_LAST_PORT = 65535


def our_base(configured: str) -> str:
    """How our addresses begin, without a slash at the end. Where no address is ``configured``
    it is the one that the client has used: it sees only its own answers.

    Raises ``InvalidRequest`` for a ``Host`` that is no name.
    """
    return configured.rstrip("/") or f"{request.scheme}://{_host()}"


def _host() -> str:
    environ = request.environ
    host = environ.get("HTTP_HOST") or f"{environ['SERVER_NAME']}:{environ['SERVER_PORT']}"
    found = _HOST.fullmatch(host)
    if found is None or int(found[1] or 0) > _LAST_PORT:
        raise InvalidRequest("Bad Request", code=REFUSED)
    return str(host).lower()
