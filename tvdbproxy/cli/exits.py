"""How commands end: the one table of exit codes, and which error leads to which.

The table below is total: a test proves that every kind of error has its code.
"""

from __future__ import annotations

from tvdbproxy.errors import Kind, TvdbProxyError

WELL, WRONG, USAGE, UNAVAILABLE, CONFIGURATION = 0, 1, 2, 69, 78

# The last two are those of sysexits.h.
MEANINGS = {
    WELL: "It is done, and all is well.",
    WRONG: "Something is wrong: it was found, or could not be done; a line says what.",
    USAGE: "The command was called with something that cannot be meant.",
    UNAVAILABLE: "A server that is needed is away; try again when it is back.",
    CONFIGURATION: "A setting is wrong; a line names it, and the remedy.",
}

_CODES = {
    Kind.INVALID: USAGE,
    Kind.CONFIGURATION: CONFIGURATION,
    Kind.UNAVAILABLE: UNAVAILABLE,
    Kind.TIMED_OUT: UNAVAILABLE,
    Kind.OVERLOADED: UNAVAILABLE,
    Kind.UPSTREAM_LIMITED: UNAVAILABLE,
    Kind.UPSTREAM_UNAVAILABLE: UNAVAILABLE,
    Kind.UPSTREAM_TIMEOUT: UNAVAILABLE,
    Kind.UNAUTHORIZED: WRONG,
    Kind.FORBIDDEN: WRONG,
    Kind.NOT_FOUND: WRONG,
    Kind.CONFLICT: WRONG,
    Kind.TOO_LARGE: WRONG,
    Kind.UNSUPPORTED: WRONG,
    Kind.BAD_PICTURE: WRONG,
    Kind.RATE_LIMITED: WRONG,
    Kind.SOURCE_NOT_ALLOWED: WRONG,
    Kind.UPSTREAM_MISSING: WRONG,
    Kind.UPSTREAM_GONE: WRONG,
    Kind.UPSTREAM_DENIED: WRONG,
    Kind.UPSTREAM_BAD: WRONG,
    Kind.SUPERSEDED: WRONG,
    Kind.CRASHED: WRONG,
}


def code_of(error: TvdbProxyError) -> int:
    """The exit code of a command that this error ended."""
    return _CODES[error.kind]
