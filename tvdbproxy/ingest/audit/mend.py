"""Making a damaged picture whole: it is marked, with all that share its objects, and made by the
same steps as any other."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from tvdbproxy.artwork.audit.examine import examine
from tvdbproxy.artwork.audit.expected import ExpectedObject
from tvdbproxy.artwork.audit.verify import StoreOf
from tvdbproxy.db.again import again
from tvdbproxy.db.models import ImageVariant
from tvdbproxy.errors import NotFound
from tvdbproxy.ingest import jobs, pipeline
from tvdbproxy.ingest.audit.expected import ExpectedImage, expected
from tvdbproxy.ingest.pipeline import IngestKitchen
from tvdbproxy.ingest.repair import make_all_again


def is_well(store_of: StoreOf, one: ExpectedObject | None) -> bool:
    """Whether the object is there, to the byte."""
    return one is not None and examine(store_of(one), one).fault is None


def mark(kitchen: IngestKitchen, image: ExpectedImage, keys: Sequence[str]) -> list[str]:
    """Have the picture made again, and all others that have one of these keys, unless somebody
    has touched it meanwhile; ids of all that are due now. If we are killed, the workers go on."""

    def write() -> list[str]:
        with kitchen.database.write() as session:
            if expected(session, kitchen.recipes, [image.image_id], lock=True) != [image]:
                return []
            sharing = select(ImageVariant.image_id).where(ImageVariant.key.in_(keys)).distinct()
            found = sorted({image.image_id, *session.scalars(sharing)})
            make_all_again(session, found)
            return found

    return again(write)


def mend(kitchen: IngestKitchen, image_id: str) -> None:
    """Make a marked picture anew now; whoever was faster has done it."""
    try:
        with kitchen.database.read() as session:
            job_id = jobs.of_image(session, image_id).job_id
    except NotFound:
        return
    pipeline.run(kitchen, job_id)
