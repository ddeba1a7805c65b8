"""What a URL asks for, understood without asking anybody."""

from __future__ import annotations

from dataclasses import dataclass

from tvdbproxy.errors import NotFound
from tvdbproxy.imaging.ladders import ladder, ladder_size
from tvdbproxy.storage import keys
from tvdbproxy.urls.images import split_size
from tvdbproxy.vocabulary import content_type_of, id_of, image_type_of


@dataclass(frozen=True)
class Wanted:
    """One picture in one size. ``artwork_id`` is none for the title's chosen picture,
    ``explicit`` the format that the URL names."""

    content_type: str
    content_id: int
    image_type: str
    artwork_id: int | None
    size: str
    explicit: str | None

    @property
    def prefix(self) -> str:
        """Where its variants are, unless the artwork named is the chosen one."""
        return keys.variant_prefix(
            self.content_type, self.content_id, self.image_type, self.artwork_id
        )


def understand(
    content_type: str,
    content_id: str,
    image_type: str,
    size: str,
    artwork_id: str | None,
    sizes: frozenset[str],
) -> Wanted:
    """Parse the parts of a path; ``sizes`` are the names of the artwork profile.

    Raises ``NotFound`` with the code of the part that is wrong: ``unknown_content``,
    ``unknown_image_type``, ``no_artwork``, ``unknown_size``.
    """
    kind = content_type_of(content_type)
    number = id_of(content_id)
    image = image_type_of(kind, image_type)
    artwork = id_of(artwork_id, code="no_artwork") if artwork_id is not None else None
    name, explicit = split_size(size)
    if name not in sizes and ladder_size(kind, image, name) is None:
        widths = ", ".join(f"w{width}" for width in ladder(kind, image))
        raise NotFound(
            f"There is no such size; use {', '.join(sorted(sizes))}"
            + (f", or one of {widths}." if widths else "."),
            code="unknown_size",
        )
    return Wanted(kind, number, image, artwork, name, explicit)
