"""All pictures of one title, with everything that was made of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from tvdbproxy.catalogue.choose import Owner
from tvdbproxy.catalogue.read.frames import Picture, picture_of
from tvdbproxy.catalogue.read.slices import Slice, bounds
from tvdbproxy.db.models import Artwork, Variant

PICTURES_A_PAGE = 48

# The kinds that people come for, in the order in which they want them; others follow.
_ORDER = ("poster", "image", "fanart", "banner", "clearlogo", "clearart", "icon")


@dataclass(frozen=True)
class VariantFacts:
    """One stored size of a picture."""

    size: str
    format: str
    key: str
    width: int
    height: int
    bytes: int


@dataclass(frozen=True)
class PictureFacts:
    """A picture, stored or not. ``width`` to ``bytes`` are the source's; ``error`` is the
    sentence that says why it could not be had."""

    id: int
    image_type: str
    language: str | None
    includes_text: bool | None
    score: float
    is_chosen: bool
    state: str
    error: str | None
    format: str | None
    width: int | None
    height: int | None
    bytes: int | None
    dominant_color: str | None
    picture: Picture | None
    variants: tuple[VariantFacts, ...]


@dataclass(frozen=True)
class Artworks:
    """One page of a title's pictures, kind by kind; ``counts`` are those of all pages."""

    page: Slice[PictureFacts]
    counts: dict[str, int]

    @property
    def groups(self) -> list[tuple[str, list[PictureFacts]]]:
        """The page's pictures by image type, in the order of the page."""
        found: dict[str, list[PictureFacts]] = defaultdict(list)
        for facts in self.page.items:
            found[facts.image_type].append(facts)
        return list(found.items())


def artworks(session: Session, owner: Owner, wanted_page: int) -> Artworks:
    """The page of its pictures that is nearest to the wanted one. Three queries."""
    own = (Artwork.content_type == owner[0], Artwork.content_id == owner[1])
    kinds = session.execute(
        select(Artwork.image_type, func.count()).where(*own).group_by(Artwork.image_type)
    )
    counts = {row[0]: row[1] for row in kinds}
    total = sum(counts.values())
    number, pages = bounds(wanted_page, PICTURES_A_PAGE, total)
    rows = session.scalars(
        select(Artwork)
        .where(*own)
        .order_by(
            _rank(), Artwork.image_type, Artwork.is_chosen.desc(), Artwork.score.desc(), Artwork.id
        )
        .limit(PICTURES_A_PAGE)
        .offset((number - 1) * PICTURES_A_PAGE)
    ).all()
    variants = _variants(session, [row.id for row in rows])
    items = tuple(_facts(row, variants.get(row.id, [])) for row in rows)
    return Artworks(Slice(items, number, pages, total), counts)


def _rank() -> ColumnElement[int]:
    places = {image_type: place for place, image_type in enumerate(_ORDER)}
    return case(places, value=Artwork.image_type, else_=len(_ORDER))


def _variants(session: Session, artwork_ids: Iterable[int]) -> dict[int, list[VariantFacts]]:
    """Largest first."""
    found: dict[int, list[VariantFacts]] = defaultdict(list)
    rows = session.scalars(
        select(Variant)
        .where(Variant.artwork_id.in_(artwork_ids))
        .order_by(Variant.width.desc(), Variant.bytes.desc(), Variant.size, Variant.format)
    )
    for row in rows:
        found[row.artwork_id].append(
            VariantFacts(row.size, row.format, row.key, row.width, row.height, row.bytes)
        )
    return found


def _facts(row: Artwork, variants: list[VariantFacts]) -> PictureFacts:
    return PictureFacts(
        id=row.id,
        image_type=row.image_type,
        language=row.language,
        includes_text=row.includes_text,
        score=row.score,
        is_chosen=row.is_chosen,
        state=row.state,
        error=row.error_message,
        format=row.format,
        width=row.width,
        height=row.height,
        bytes=row.file_size,
        dominant_color=row.dominant_color,
        picture=picture_of(row),
        variants=tuple(variants),
    )
