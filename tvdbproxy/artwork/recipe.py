"""What is made of every picture, and the name of the result."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from tvdbproxy.imaging.formats import Format
from tvdbproxy.imaging.ladders import ladder_size
from tvdbproxy.imaging.limits import Limits
from tvdbproxy.imaging.order import EFFORT_SHOWS, Effort, RenderOrder
from tvdbproxy.imaging.sizes import Size

# Raise it when the same settings begin to give other pixels, so that all is made anew.
_GENERATION = 1


@dataclass(frozen=True)
class Recipe:
    """Sizes, formats and encoder settings of stored variants. The first format is the one
    that every size has; the others are kept where they are worth it. Pictures of more than
    ``effort_pixels`` are encoded fast."""

    sizes: tuple[Size, ...]
    formats: tuple[Format, ...]
    quality: int
    effort: Effort
    limits: Limits
    effort_pixels: int | None = None

    @property
    def main_format(self) -> Format:
        """The format in which every size exists."""
        return self.formats[0]

    def revision(self, source_sha256: str) -> str:
        """The name of what this recipe makes of this source: 12 hex digits.

        Made of content alone, so that every run comes to the same name, and a picture that
        goes back to what it was gets its old name back.
        """
        words = [source_sha256, str(_GENERATION), str(self.quality), self.effort, *self.formats]
        words += [f"{s.name}:{s.width}x{s.height}:{s.fit}" for s in self.sizes]
        words += [] if self.effort_pixels is None else [f"effort:{self.effort_pixels}"]
        return hashlib.sha256("\n".join(words).encode()).hexdigest()[:12]

    def order(self) -> RenderOrder:
        """All sizes in all formats."""
        return RenderOrder(
            sizes=self.sizes,
            formats=self.formats,
            quality=self.quality,
            effort=self.effort,
            effort_pixels=self.effort_pixels,
            limits=self.limits,
        )

    def single(self, sizes: Sequence[Size], image_format: Format, effort: Effort) -> RenderOrder:
        """Some sizes in one format, beside what is stored of every picture."""
        return RenderOrder(
            sizes=tuple(sizes),
            formats=(image_format,),
            quality=self.quality,
            effort=effort,
            limits=self.limits,
        )

    def hurries(self, image_format: Format) -> bool:
        """Whether stored pictures of this format are worth more CPU than a waiting client's."""
        return self.effort != "fast" and image_format in EFFORT_SHOWS

    def size(self, content_type: str, image_type: str, name: str) -> Size | None:
        """The size of this name: one of the recipe's, or a width of the image type's ladder."""
        for size in self.sizes:
            if size.name == name:
                return size
        return ladder_size(content_type, image_type, name)
