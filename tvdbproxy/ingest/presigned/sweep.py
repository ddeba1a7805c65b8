"""Going through what lies where clients upload to: where no events come, nobody else tells.

What arrived wakes its job. What nobody waits for any more is deleted: uploads to an address that
was used before, of pictures that were deleted, and of those that turned out to be none. What
somebody will still come for is left alone, however old it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from sqlalchemy import select

from tvdbproxy.db.database import Database, now
from tvdbproxy.db.models import Image, ImageState
from tvdbproxy.ingest.presigned.arrival import arrived
from tvdbproxy.ingest.presigned.incoming import Incoming
from tvdbproxy.storage.keys import INCOMING, parse_incoming_key
from tvdbproxy.storage.store import ObjectInfo

_AT_A_TIME = 500


@dataclass(frozen=True)
class Swept:
    """How many objects lay there, how many jobs were woken, and how many objects deleted."""

    found: int = 0
    woken: int = 0
    strays: int = 0


def sweep(incoming: Incoming, on_woken: Callable[[Sequence[str]], None]) -> Swept:
    """Look at everything once; ``on_woken`` gets the ids of jobs that are due now."""
    swept = Swept()
    listed = incoming.originals.list(INCOMING)
    while page := list(islice(listed, _AT_A_TIME)):
        moment, states = _known(incoming.database, page)
        old = moment - incoming.terms.longest_wait
        strays = [info.key for info in page if _is_stray(info, states, old)]
        woken = arrived(incoming.database, [*_image_ids(page)])
        if woken:
            on_woken(woken)
        incoming.originals.delete_many(strays)
        swept = Swept(swept.found + len(page), swept.woken + len(woken), swept.strays + len(strays))
    return swept


def _known(
    database: Database, page: Sequence[ObjectInfo]
) -> tuple[datetime, Mapping[str, tuple[str, bool]]]:
    """The time, and of each picture its state, and whether its file was taken in."""
    rows = select(Image.image_id, Image.state, Image.source_key.is_not(None)).where(
        Image.image_id.in_([*_image_ids(page)])
    )
    with database.read() as session:
        return now(session), {row[0]: (row[1], row[2]) for row in session.execute(rows)}


def _is_stray(info: ObjectInfo, states: Mapping[str, tuple[str, bool]], old: datetime) -> bool:
    """Whether nobody will ever read this object."""
    image_id = parse_incoming_key(info.key)
    if image_id is None:
        return info.last_modified < old  # nothing of ours; who put it there may be about to look
    state, taken_in = states.get(image_id, (None, False))
    if state is None or taken_in:
        return True
    # Its owner may have it tried again, for a while.
    return state == ImageState.FAILED and info.last_modified < old


def _image_ids(page: Sequence[ObjectInfo]) -> Iterator[str]:
    for info in page:
        image_id = parse_incoming_key(info.key)
        if image_id is not None:
            yield image_id
