"""The values that go from stage to stage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from tvdbproxy.imaging.order import Picture
from tvdbproxy.imaging.order import Variant as Pixels
from tvdbproxy.storage import keys


@dataclass(frozen=True)
class HeldSource:
    """The source as it lies in the originals bucket, with upstream's validators."""

    key: str
    sha256: str
    size: int
    etag: str | None
    last_modified: str | None


@dataclass(frozen=True)
class Work:
    """One picture, claimed: all that the stages need to know of its row.

    ``prefix`` is where its variants belong now. ``made`` says that everything of
    ``revision`` is stored there. ``there`` are the objects at the prefix, of this picture
    or of the one before it, and ``extras`` those of them (size and format) that the recipe
    does not make: all of them have to change with it. A picture that ``moves_in`` may find
    objects there that no row tells of any more. Of a ``damaged`` one some objects are not
    what the rows say, and nobody knows which; ``checksums`` are those of its rows, by key, and
    ``hasty`` the keys of those that were made in haste.
    """

    artwork_id: int
    content_type: str
    content_id: int
    image_type: str
    path: str
    claim: str
    prefix: str
    is_chosen: bool
    forced: bool
    revision: str | None
    made: bool
    source: HeldSource | None
    there: tuple[str, ...] = ()
    extras: tuple[tuple[str, str], ...] = ()
    moves_in: bool = False
    damaged: bool = False
    checksums: Mapping[str, str] = field(default_factory=dict)
    hasty: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Source:
    """The bytes to work on. ``fresh`` if they come from upstream, not from the bucket."""

    key: str
    sha256: str
    data: bytes
    etag: str | None
    last_modified: str | None
    fresh: bool


@dataclass(frozen=True)
class MadeVariant:
    """One object to store: ``data``, or the key of an equal one to copy.

    ``sha256`` is that of its bytes; of a copy it may be unknown, if the origin's is. What the
    store calls them (``etag``) is known once it is stored, or from the origin's row. What was
    made ``in_haste``, for a client that waited, is made again later.
    """

    size: str
    format: str
    key: str
    width: int
    height: int
    length: int
    sha256: str | None
    data: bytes | None = None
    copy_of: str | None = None
    etag: str | None = None
    in_haste: bool = False


def made_variant(prefix: str, size: str, pixels: Pixels, *, in_haste: bool = False) -> MadeVariant:
    """An encoded picture as the object that it is to be at a prefix, under one of its sizes."""
    return MadeVariant(
        size=size,
        format=pixels.format.value,
        key=keys.variant_key(prefix, size, pixels.format.extension),
        width=pixels.width,
        height=pixels.height,
        length=len(pixels.data),
        sha256=sha256(pixels.data).hexdigest(),
        data=pixels.data,
        in_haste=in_haste,
    )


@dataclass(frozen=True)
class Facts:
    """What a picture turned out to be."""

    format: str
    width: int
    height: int
    has_alpha: bool
    dominant_color: str
    placeholder: str

    @classmethod
    def of(cls, picture: Picture) -> Facts:
        """The facts of a rendered picture; the placeholder as hex."""
        return cls(
            format=picture.format.value,
            width=picture.width,
            height=picture.height,
            has_alpha=picture.has_alpha,
            dominant_color=picture.dominant_color,
            placeholder=picture.placeholder.hex(),
        )


@dataclass(frozen=True)
class Made:
    """All that was made of a source under one revision."""

    revision: str
    facts: Facts
    variants: tuple[MadeVariant, ...]
