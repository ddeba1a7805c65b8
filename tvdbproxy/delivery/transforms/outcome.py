"""What the fetch room says of a source, as whoever asked for a transform is to hear it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tvdbproxy.delivery.transforms.found import refused
from tvdbproxy.errors import (
    BadPicture,
    NotFound,
    SourceNotAllowed,
    TvdbProxyError,
    UpstreamBad,
    UpstreamUnavailable,
)

_REFUSED = range(400, 500)
# The body is not what its own headers say.
_BROKEN = ("upstream_truncated", "upstream_encoded")
_RESTING = "upstream_circuit_open"


@contextmanager
def told() -> Iterator[None]:
    """Raise what the fetch room raises in these words: ``source_not_allowed``,
    ``source_unreachable``, ``source_incomplete``.

    What the source's server answered by itself (4xx, 5xx) passes, and so do a source that is
    too large and one that takes too long.
    """
    try:
        yield
    except SourceNotAllowed as error:
        raise refused(str(error)) from error
    except UpstreamBad as error:
        if error.upstream_status in _REFUSED:
            raise
        raise _incomplete(error) if error.code in _BROKEN else _unreachable(error) from error
    except UpstreamUnavailable as error:
        if error.upstream_status is not None or error.code == _RESTING:
            raise
        raise _unreachable(error) from error


def _unreachable(error: TvdbProxyError) -> NotFound:
    return NotFound(
        "The source is unreachable: check its address.",
        code="source_unreachable",
        detail=str(error),
        retry_after=error.retry_after,
    )


def _incomplete(error: TvdbProxyError) -> BadPicture:
    return BadPicture(
        "The source's server sent something other than it said: its answer is incomplete or "
        "compressed.",
        code="source_incomplete",
        detail=str(error),
    )
