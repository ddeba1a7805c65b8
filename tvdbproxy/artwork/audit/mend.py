"""Making a damaged picture whole: it is marked, and made by the same stages as any other."""

from __future__ import annotations

from tvdbproxy.artwork import pipeline
from tvdbproxy.artwork.audit.examine import examine
from tvdbproxy.artwork.audit.expected import expected
from tvdbproxy.artwork.pipeline import Kitchen
from tvdbproxy.db.models import Artwork


def mend(kitchen: Kitchen, artwork_id: int) -> tuple[bool, tuple[str, ...]]:
    """Make a marked picture anew now, and look: whether all of it is well, and the prefixes
    where objects changed."""
    ended = pipeline.run(kitchen, artwork_id)
    return _is_well(kitchen, artwork_id), ended.changed


def _is_well(kitchen: Kitchen, artwork_id: int) -> bool:
    with kitchen.database.read() as session:
        found = expected(session, kitchen.recipe, [artwork_id])
        row = session.get(Artwork, artwork_id)
    if row is None:
        return True  # its title is gone, and so is the fault
    if row.damaged or any(picture.lacking for picture in found):
        return False
    stores = {"originals": kitchen.originals, "thumbnails": kitchen.thumbnails}
    objects = [one for picture in found for one in picture.objects]
    return all(examine(stores[one.bucket], one).fault is None for one in objects)
