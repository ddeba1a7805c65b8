"""Applications' pictures in a verification: their rows and their objects, and what is wrong made
again of the source that they gave us.

The other direction, objects that no row knows, is the cleanup's, which knows these rows, too. A
picture whose source is lost is left as it is: what was made of it may be all that there is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tvdbproxy.artwork.audit import facts
from tvdbproxy.artwork.audit.examine import Examined, examine
from tvdbproxy.artwork.audit.outage import raise_if_ill
from tvdbproxy.artwork.audit.verify import Looking
from tvdbproxy.artwork.reading import Fault
from tvdbproxy.db.again import again
from tvdbproxy.db.database import Database
from tvdbproxy.db.models import ImageVariant
from tvdbproxy.ingest.audit.expected import ExpectedImage, expected
from tvdbproxy.ingest.audit.mend import is_well, mark, mend
from tvdbproxy.ingest.audit.stored import OF_APPLICATIONS
from tvdbproxy.ingest.pipeline import IngestKitchen

Changed = Callable[[str], None]


def look_through(
    kitchen: IngestKitchen, sample: int | None, on_change: Changed, looking: Looking
) -> None:
    """Compare all of them, or a random ``sample`` of so many, and repair what is wrong if the run
    does. ``on_change`` hears of each picture whose objects are others now. Bind the first three,
    and hand it to ``verify``. Raises ``Unavailable`` where a server is away."""
    for ids in OF_APPLICATIONS.pages(kitchen.database, sample):
        _page(kitchen, ids, on_change, looking)
        looking.tell(looking.verified)


def _page(kitchen: IngestKitchen, ids: Sequence[str], on_change: Changed, looking: Looking) -> None:
    """Rows, then objects, then the rows of what seems wrong once more."""
    images = _expected(kitchen, ids)
    settled = [image for image in images if image.settled]
    objects = [one for image in settled for one in image.objects]
    doubtful = looking.glance(objects)
    read = list(looking.threads.map(lambda one: examine(looking.store_of(one), one), doubtful))
    raise_if_ill(looking.store_of, read)
    looking.verified.counted(settled, len(images) - len(settled), objects, read)
    faulty = [seen for seen in read if seen.fault is not None]
    for image in _still_so(kitchen, settled, faulty):
        _judge(kitchen, image, _faults(image, faulty), on_change, looking)
    news = [seen for seen in read if seen.is_news]
    looking.verified.recorded += facts.write(kitchen.database, ImageVariant, news)


def _expected(kitchen: IngestKitchen, ids: Sequence[str]) -> list[ExpectedImage]:
    def ask(database: Database = kitchen.database) -> list[ExpectedImage]:
        with database.read() as session:
            return expected(session, kitchen.recipes, ids)

    return again(ask)


def _still_so(
    kitchen: IngestKitchen, settled: Sequence[ExpectedImage], faulty: Sequence[Examined]
) -> list[ExpectedImage]:
    """Those with a fault that nobody has touched meanwhile."""
    wrong = {seen.expected.owner for seen in faulty}
    suspects = [image for image in settled if image.lacking or image.image_id in wrong]
    if not suspects:
        return []
    now_so = {one.image_id: one for one in _expected(kitchen, [one.image_id for one in suspects])}
    return [image for image in suspects if now_so.get(image.image_id) == image]


def _faults(image: ExpectedImage, faulty: Sequence[Examined]) -> dict[str, Fault]:
    """By key."""
    found = dict.fromkeys(image.lacking, Fault.INCOMPLETE)
    mine = [seen for seen in faulty if seen.expected.owner == image.image_id]
    return found | {seen.expected.key: seen.fault for seen in mine if seen.fault is not None}


def _judge(
    kitchen: IngestKitchen,
    image: ExpectedImage,
    faults: dict[str, Fault],
    on_change: Changed,
    looking: Looking,
) -> None:
    verified = looking.verified
    verified.damaged += 1
    for key, fault in faults.items():
        verified.faults[fault] += 1
        verified.found(fault, key)
    if not is_well(looking.store_of, image.source):
        verified.hopeless += 1
        return
    if not looking.scope.repair:
        return
    for image_id in mark(kitchen, image, [*faults]):
        mend(kitchen, image_id)
        on_change(image_id)
    (after,) = _expected(kitchen, [image.image_id]) or (None,)
    # One that is gone has no fault any more.
    whole = after is None or (
        not after.lacking and all(is_well(looking.store_of, one) for one in after.objects)
    )
    verified.repaired += whole
    looking.tell(verified)
