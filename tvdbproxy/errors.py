"""What can go wrong, by kind: the root of every error that tvdbproxy raises.

An error says three things: its *kind*, which the doors turn into an HTTP status
and into retry-or-not (``web/errors.py``, ``artwork/failure.py``); a stable *code*
that programs may compare; and a *public* sentence that is safe to show to anyone.
What only the log may see goes into ``detail``.
"""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """Every way to fail that a door must know how to answer."""

    INVALID = "invalid"
    UNAUTHORIZED = "unauthorized"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    CONFLICT = "conflict"
    TOO_LARGE = "too_large"
    UNSUPPORTED = "unsupported"
    BAD_PICTURE = "bad_picture"
    RATE_LIMITED = "rate_limited"
    OVERLOADED = "overloaded"
    SOURCE_NOT_ALLOWED = "source_not_allowed"
    UPSTREAM_MISSING = "upstream_missing"
    UPSTREAM_GONE = "upstream_gone"
    UPSTREAM_DENIED = "upstream_denied"
    UPSTREAM_LIMITED = "upstream_limited"
    UPSTREAM_BAD = "upstream_bad"
    UPSTREAM_UNAVAILABLE = "upstream_unavailable"
    UPSTREAM_TIMEOUT = "upstream_timeout"
    UNAVAILABLE = "unavailable"
    TIMED_OUT = "timed_out"
    SUPERSEDED = "superseded"
    CRASHED = "crashed"
    CONFIGURATION = "configuration"


class TvdbProxyError(Exception):
    """The base of all our errors.

    ``public`` is one sentence for the person who asked: what is wrong and what to
    do. ``detail`` is for the log alone. ``retry_after`` is in seconds. ``upstream_status``
    is the status with which another server brought it about.
    """

    kind: Kind = Kind.UNAVAILABLE
    default_code: str = "unavailable"

    def __init__(
        self,
        public: str,
        *,
        code: str | None = None,
        detail: str | None = None,
        retry_after: float | None = None,
        upstream_status: int | None = None,
    ) -> None:
        super().__init__(public)
        self.public = public
        self.code = code or self.default_code
        self.detail = detail
        self.retry_after = retry_after
        self.upstream_status = upstream_status

    def __str__(self) -> str:
        return f"{self.public} ({self.detail})" if self.detail else self.public


class InvalidRequest(TvdbProxyError):
    """What was asked for cannot be meant: a bad parameter, a bad body."""

    kind, default_code = Kind.INVALID, "invalid_request"


class Unauthorized(TvdbProxyError):
    """Nobody, or nobody we know."""

    kind, default_code = Kind.UNAUTHORIZED, "unauthorized"


class Forbidden(TvdbProxyError):
    """Somebody we know, who may not do this."""

    kind, default_code = Kind.FORBIDDEN, "forbidden"


class NotFound(TvdbProxyError):
    """The thing is not here: a row, an object, a route."""

    kind, default_code = Kind.NOT_FOUND, "not_found"


class Conflict(TvdbProxyError):
    """The thing is not in a state in which this can be done."""

    kind, default_code = Kind.CONFLICT, "conflict"


class TooLarge(TvdbProxyError):
    """More bytes than we take."""

    kind, default_code = Kind.TOO_LARGE, "payload_too_large"


class Unsupported(TvdbProxyError):
    """Bytes that are not one of the picture formats we decode."""

    kind, default_code = Kind.UNSUPPORTED, "unsupported_media_type"


class BadPicture(TvdbProxyError):
    """A picture that is broken, empty, or larger than is safe to decode."""

    kind, default_code = Kind.BAD_PICTURE, "image_undecodable"


class RateLimited(TvdbProxyError):
    """The caller asks more often than it may."""

    kind, default_code = Kind.RATE_LIMITED, "rate_limited"


class Overloaded(TvdbProxyError):
    """We are busy; the same request may well succeed in a moment."""

    kind, default_code = Kind.OVERLOADED, "overloaded"


class SourceNotAllowed(TvdbProxyError):
    """An address that we do not fetch from: another host, a private network."""

    kind, default_code = Kind.SOURCE_NOT_ALLOWED, "source_not_allowed"


class UpstreamMissing(TvdbProxyError):
    """Upstream says that it does not have it (404)."""

    kind, default_code = Kind.UPSTREAM_MISSING, "missing_upstream"


class UpstreamGone(TvdbProxyError):
    """Upstream says that it will never have it again (410)."""

    kind, default_code = Kind.UPSTREAM_GONE, "gone"


class UpstreamDenied(TvdbProxyError):
    """Upstream does not let us (401, 403)."""

    kind, default_code = Kind.UPSTREAM_DENIED, "upstream_denied"


class UpstreamLimited(TvdbProxyError):
    """Upstream wants us to slow down (429); ``retry_after`` says until when."""

    kind, default_code = Kind.UPSTREAM_LIMITED, "upstream_rate_limited"


class UpstreamBad(TvdbProxyError):
    """Upstream answered with something other than what was asked for."""

    kind, default_code = Kind.UPSTREAM_BAD, "bad_upstream_content"


class UpstreamUnavailable(TvdbProxyError):
    """Upstream cannot be reached or fails by itself (5xx, refused, DNS)."""

    kind, default_code = Kind.UPSTREAM_UNAVAILABLE, "upstream_unavailable"


class UpstreamTimeout(TvdbProxyError):
    """Upstream did not finish within the total time that we give it."""

    kind, default_code = Kind.UPSTREAM_TIMEOUT, "upstream_timeout"


class Unavailable(TvdbProxyError):
    """One of our own servers (database, queue, object store) does not answer."""

    kind, default_code = Kind.UNAVAILABLE, "unavailable"


class TimedOut(TvdbProxyError):
    """What was asked for was not done within the time that the caller gave it."""

    kind, default_code = Kind.TIMED_OUT, "timeout"


class Superseded(TvdbProxyError):
    """The row moved on while we worked; what we made is stale and was dropped."""

    kind, default_code = Kind.SUPERSEDED, "superseded"


class Crashed(TvdbProxyError):
    """The process that decoded the picture died or was stopped at a limit."""

    kind, default_code = Kind.CRASHED, "decoder_crashed"


class ConfigurationError(TvdbProxyError):
    """The environment is wrong; the sentence names the variable and the remedy."""

    kind, default_code = Kind.CONFIGURATION, "configuration"
