"""Something else than the API has answered: a gateway, a maintenance page, another host.

What it says is no word of TheTVDB's. That a page is not there, is gone, is too large or leads
elsewhere must not look like a record of which that is true.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tvdbproxy.errors import SourceNotAllowed, TooLarge, UpstreamBad, UpstreamGone, UpstreamMissing

_OF_SOMETHING_ELSE = (UpstreamMissing, UpstreamGone, SourceNotAllowed, TooLarge)


@contextmanager
def only_the_api() -> Iterator[None]:
    """Ask a fetcher inside. Raises ``UpstreamBad`` for what the API itself would not say."""
    try:
        yield
    except _OF_SOMETHING_ELSE as error:
        raise UpstreamBad(
            "Something else than TheTVDB's API answers in its place; try again later.",
            detail=f"{error.code}: {error.detail or error.public}",
        ) from error
