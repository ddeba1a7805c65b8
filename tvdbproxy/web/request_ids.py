"""A name for each request: the client's, or one of ours. It is in the answer, in every line that
is logged about the request, and in whatever workers do because of it.

What is answered from memory has none: nothing is logged about it, and nothing follows from it.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from tvdbproxy.logs.context import about

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

HEADER = "X-Request-ID"
# Strangers choose it, and it stands in logs.
_GIVEN = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)


class RequestIds:
    """WSGI middleware."""

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """The application's answer, with the name on it."""
        name = _name_of(environ)

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            return start_response(status, [*headers, (HEADER, name)], *rest)

        with about(request_id=name):
            return self._app(environ, start)


def _name_of(environ: WSGIEnvironment) -> str:
    given = environ.get("HTTP_X_REQUEST_ID", "")
    return given if _GIVEN.fullmatch(given) else uuid.uuid4().hex
