"""What can go wrong for an application, as a small tree: catch ``ClientError`` for all of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .answers import Job


class ClientError(Exception):
    """The base of all errors of this client."""


class Unreachable(ClientError):
    """No answer came, though it was asked for several times. It may have been heard."""


class BadAnswer(ClientError):
    """What came is no answer of this service: another server, or a proxy's page."""


class FileChanged(ClientError):
    """A file became shorter while it was sent."""


class JobFailed(ClientError):
    """The picture cannot be processed. ``code`` is stable, ``sentence`` says why."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.code = job.error_code or "failed"
        self.sentence = job.error or "The job failed."
        super().__init__(f"{self.sentence} ({self.code})")


class TimedOut(ClientError, TimeoutError):
    """The job has not ended in time; it goes on. ``job`` is how far it was."""

    def __init__(self, job: Job, seconds: float) -> None:
        self.job = job
        super().__init__(f"Job {job.job_id} is {job.status} after {seconds:g} seconds.")


class ApiError(ClientError):
    """The service refused, and its problem document says why.

    ``code`` is stable, ``detail`` a sentence for people. ``retry_after`` is in seconds, where
    it makes sense to come back. ``problem`` is the whole document.
    """

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        retry_after: float | None = None,
        problem: Mapping[str, Any] | None = None,
    ) -> None:
        self.status = status
        self.code = code
        self.detail = detail
        self.retry_after = retry_after
        self.problem = problem or {}
        super().__init__(f"{detail} ({status}, {code})")


class Refused(ApiError):
    """What was sent is not taken: no picture, too large, a field that cannot be meant."""


class NotAllowed(ApiError):
    """The token or key opens nothing, or not this."""


class NotFound(ApiError):
    """There is no such thing, or it is somebody else's."""


class Conflict(ApiError):
    """Not now, in the state that it is in: it is still being processed, or failed."""


class RateLimited(ApiError):
    """Too much for now; ``retry_after`` says for how long."""


class ServerTrouble(ApiError):
    """The service cannot answer at the moment."""


_KINDS: Mapping[int, type[ApiError]] = {
    401: NotAllowed,
    403: NotAllowed,
    404: NotFound,
    409: Conflict,
    410: NotFound,
    429: RateLimited,
}


def kind_of(status: int) -> type[ApiError]:
    """The error that belongs to a status of 300 or more."""
    return _KINDS.get(status, ServerTrouble if status >= 500 else Refused)
