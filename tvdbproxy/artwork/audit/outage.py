"""A server that cannot give most of what it is asked for is ill; its objects are well."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tvdbproxy.artwork.audit.examine import Examined
from tvdbproxy.artwork.audit.expected import ExpectedObject
from tvdbproxy.artwork.reading import Fault
from tvdbproxy.errors import NotFound, Unavailable
from tvdbproxy.storage.store import ObjectStore

# A single object that cannot be read is a lost block; so are a few among many.
_SEVERAL = 3


def raise_if_ill(
    store_of: Callable[[ExpectedObject], ObjectStore], read: Sequence[Examined]
) -> None:
    """Raise what the server says (``Unavailable``) if several of these objects, and half of
    them at least, cannot be read: facts may come from another part of it than bytes.

    What is said of an object itself, as a checksum that is wrong, is a verdict however often.
    """
    unreadable = [seen.expected for seen in read if seen.fault is Fault.UNREADABLE]
    if len(unreadable) < max(_SEVERAL, len(read) / 2):
        return
    for one in unreadable:
        try:
            store_of(one).get(one.key)
        except NotFound:
            continue
        except Unavailable as error:
            if error.code != "storage_corrupt":
                raise
