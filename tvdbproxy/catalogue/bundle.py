"""What one upstream record tells us, in our own words: rows, not yet in any table."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Picture:
    """An artwork as upstream describes it. ``path`` is its address on the artwork host."""

    id: int
    content_type: str
    content_id: int
    image_type: str
    path: str
    thumbnail_path: str | None = None
    language: str | None = None
    score: float = 0
    includes_text: bool | None = None


@dataclass(frozen=True)
class Title:
    """A row for a content table: its type, its id, and the columns that the record gave."""

    content_type: str
    id: int
    columns: dict[str, Any]

    @property
    def image(self) -> str | None:
        """The path of the record's own picture."""
        image: str | None = self.columns.get("image")
        return image

    @property
    def tells_image(self) -> bool:
        """Whether the record would have named a picture if the title had one."""
        return "image" in self.columns


@dataclass(frozen=True)
class Appearance:
    """A credit: a person in a title."""

    id: int
    person_id: int
    role: str | None
    job: str | None
    position: int


@dataclass(frozen=True)
class Bundle:
    """A title with everything that its record brings along.

    ``lists_pictures`` and ``lists_credits`` say whether the record claims to name all
    pictures (credits) of the title, so that those it leaves out are gone.
    """

    title: Title
    others: tuple[Title, ...] = ()
    credits: tuple[Appearance, ...] = ()
    pictures: tuple[Picture, ...] = ()
    lists_pictures: bool = False
    lists_credits: bool = False
    titles: tuple[Title, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "titles", (self.title, *self.others))
