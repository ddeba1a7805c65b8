"""The status of jobs answered in front of Flask, whose routing costs more than it does: clients
ask for it again and again until the job is done.

The headers are those that the application gave before; the job is looked up each time, and so
is whose token it is. Only what cannot be mistaken is answered: everything else goes on to the
application, refusals as well.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tvdbproxy.access.ingest_door import IngestDoor
from tvdbproxy.db.database import Database
from tvdbproxy.errors import TvdbProxyError
from tvdbproxy.ingest import jobs
from tvdbproxy.ingest.jobs import JobView
from tvdbproxy.meter.events import Event
from tvdbproxy.meter.meter import Meter
from tvdbproxy.web.remembered import Headers, kept

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

REFUSED = "tvdbproxy.job_refused"
"""Where the application finds why it is asked after all: it need not find out again."""

_PREFIX, _ID_LETTERS = "/api/v1/images/jobs/", 36
_ROUTE = "/api/v1/images/jobs/<job_id>"
_BEARER = "Bearer "


class JobStatusPath:
    """WSGI middleware, thread-safe. ``meter`` hears of an answer as from the application."""

    def __init__(
        self, app: WSGIApplication, door: IngestDoor, database: Database, meter: Meter
    ) -> None:
        self._app = app
        self._door = door
        self._database = database
        self._meter = meter
        self._headers: Headers | None = None

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer, or hand on and remember how it is answered."""
        job_id = _job_id(environ)
        if job_id is None:
            return self._app(environ, start_response)
        if self._headers is None:
            return self._app(environ, self._remembering(start_response))
        started = time.perf_counter()
        try:
            user = self._door.user(environ["HTTP_AUTHORIZATION"][len(_BEARER) :])
            view = jobs.look(self._database, job_id, user.id)
        except TvdbProxyError as error:
            environ[REFUSED] = error
            return self._app(environ, start_response)
        body = json.dumps(job_document(view), separators=(",", ":")).encode() + b"\n"
        seconds = time.perf_counter() - started
        self._meter.took(Event.REQUEST, _ROUTE, "GET", "200", seconds=seconds)
        start_response("200 OK", [*self._headers, ("Content-Length", str(len(body)))])
        return [body]

    def _remembering(self, start_response: StartResponse) -> StartResponse:
        """Like ``start_response``, and keeps the headers that all answers have."""

        def start(status: str, headers: Headers, *rest: Any) -> Any:
            if status.startswith("200"):
                whole = kept(headers)
                self._headers = [pair for pair in whole if pair[0].lower() != "content-length"]
            return start_response(status, headers, *rest)

        return start


def job_document(view: JobView) -> dict[str, Any]:
    """A job as JSON has it, as ``JobModel`` says."""
    return {
        "job_id": view.job_id,
        "image_id": view.image_id,
        "status": view.status,
        "created_at": _moment(view.created_at),
        "completed_at": view.completed_at and _moment(view.completed_at),
        "error": view.error,
        "error_code": view.error_code,
        "attempts": view.attempts,
    }


def _moment(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def _job_id(environ: WSGIEnvironment) -> str | None:
    """Of which job this is the plain question; ``None`` for all else. Where a page asks, the
    answer depends on its origin."""
    path = environ["PATH_INFO"]
    if not path.startswith(_PREFIX) or environ["REQUEST_METHOD"] != "GET":
        return None
    if "HTTP_ORIGIN" in environ or not environ.get("HTTP_AUTHORIZATION", "").startswith(_BEARER):
        return None
    job_id = path[len(_PREFIX) :]
    return job_id if len(job_id) == _ID_LETTERS and "/" not in job_id else None
