"""What the rows say of an application's picture, as values that can be compared later."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from tvdbproxy.artwork.audit.expected import ExpectedObject, of_variant
from tvdbproxy.artwork.recipe import Recipe
from tvdbproxy.db.database import now
from tvdbproxy.db.models import Image, ImageState, ImageVariant, ProcessingJob
from tvdbproxy.ingest.jobs import FINISHED
from tvdbproxy.ingest.steps.resize import ORIGINAL
from tvdbproxy.storage import keys

Recipes = Mapping[str, Recipe]


@dataclass(frozen=True)
class ExpectedImage:
    """One picture. Its job is under way, or will be soon, unless it is ``settled``. ``source`` is
    empty where none was ever kept; ``lacking`` are the keys of objects that it must have and no
    row tells of."""

    image_id: str
    settled: bool
    source: ExpectedObject | None
    variants: tuple[ExpectedObject, ...]
    lacking: tuple[str, ...] = ()

    @property
    def objects(self) -> tuple[ExpectedObject, ...]:
        """All of them."""
        return (*self.variants, *([] if self.source is None else [self.source]))


def expected(
    session: Session, recipes: Recipes, image_ids: Sequence[str], *, lock: bool = False
) -> list[ExpectedImage]:
    """What is to be found of these pictures, by id; up to some hundred at a time. ``lock`` keeps
    their jobs as they are until the caller's transaction ends."""
    work = _jobs(session, image_ids, lock=lock)
    images = select(Image).where(Image.image_id.in_(image_ids)).order_by(Image.image_id)
    rows = session.scalars(images.execution_options(populate_existing=True)).all()
    variants: dict[str, list[ImageVariant]] = defaultdict(list)
    of_these = select(ImageVariant).where(ImageVariant.image_id.in_(image_ids))
    for variant in session.scalars(of_these.order_by(ImageVariant.key)):
        variants[variant.image_id].append(variant)
    moment = now(session)
    return [_of_one(row, variants[row.image_id], recipes, work, moment) for row in rows]


def _jobs(
    session: Session, image_ids: Sequence[str], *, lock: bool
) -> dict[str, list[ProcessingJob]]:
    chosen = select(ProcessingJob).where(ProcessingJob.image_id.in_(image_ids))
    chosen = chosen.order_by(ProcessingJob.job_id).execution_options(populate_existing=True)
    found: dict[str, list[ProcessingJob]] = defaultdict(list)
    for job in session.scalars(chosen.with_for_update() if lock else chosen):
        found[job.image_id].append(job)
    return found


def _of_one(
    row: Image,
    variants: list[ImageVariant],
    recipes: Recipes,
    work: Mapping[str, list[ProcessingJob]],
    moment: datetime,
) -> ExpectedImage:
    return ExpectedImage(
        image_id=row.image_id,
        settled=all(_has_ended(job, moment) for job in work.get(row.image_id, [])),
        source=_source(row),
        variants=tuple(of_variant(row.image_id, row.revision, one) for one in variants),
        lacking=tuple(_lacking(row, variants, recipes)),
    )


def _has_ended(job: ProcessingJob, moment: datetime) -> bool:
    leased = job.lease_until is not None and job.lease_until > moment
    return job.status in FINISHED and not leased


def _source(row: Image) -> ExpectedObject | None:
    if row.source_key is None:
        return None
    return ExpectedObject(
        owner=row.image_id,
        bucket="originals",
        key=row.source_key,
        size=row.file_size or 0,
        sha256=row.sha256,
        etag=None,
        written_at=row.created_at,
    )


def _lacking(row: Image, variants: list[ImageVariant], recipes: Recipes) -> Iterator[str]:
    """Of a picture that is ready: what the recipe makes that it was made by."""
    if row.state != ImageState.READY:
        return
    recipe = recipes.get(row.profile)
    if row.prefix is None or row.sha256 is None or not variants:
        yield row.prefix or row.image_id
        return
    # Other settings make another revision, and what was made by the former ones stays.
    if recipe is None or row.revision != recipe.revision(row.sha256):
        return
    main = recipe.main_format
    have = {
        variant.size
        for variant in variants
        if variant.format == main and variant.background == ORIGINAL
    }
    for size in recipe.sizes:
        if size.name not in have:
            yield keys.media_key(row.prefix, size.name, main.extension, background=ORIGINAL)
