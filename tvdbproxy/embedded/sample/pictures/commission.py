"""What is asked of the artist."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """The forms that a picture can have."""

    POSTER = "poster"
    BACKGROUND = "background"
    BANNER = "banner"
    STILL = "still"
    OLD_STILL = "old still"
    PORTRAIT = "portrait"
    ICON = "icon"
    LOGO = "logo"
    CLEARART = "clearart"


SIZES: dict[Kind, tuple[int, int]] = {
    Kind.POSTER: (680, 1000),
    Kind.BACKGROUND: (1920, 1080),
    Kind.BANNER: (758, 140),
    Kind.STILL: (640, 360),
    Kind.OLD_STILL: (640, 480),
    Kind.PORTRAIT: (300, 450),
    Kind.ICON: (1024, 1024),
    Kind.LOGO: (800, 310),
    Kind.CLEARART: (1000, 562),
}

THUMBNAIL_SIZES: dict[Kind, tuple[int, int]] = {
    Kind.POSTER: (340, 500),
    Kind.BACKGROUND: (640, 360),
    Kind.BANNER: (758, 140),
    Kind.STILL: (320, 180),
    Kind.OLD_STILL: (320, 240),
    Kind.PORTRAIT: (150, 225),
    Kind.ICON: (512, 512),
    Kind.LOGO: (400, 155),
    Kind.CLEARART: (500, 281),
}

TRANSPARENT = {Kind.ICON, Kind.LOGO, Kind.CLEARART}


@dataclass(frozen=True)
class Commission:
    """One picture: the same commission always gives the same pixels.

    ``text`` None asks for a textless picture. ``line`` is the small print (a season,
    a year). ``mood`` picks one of four lights of the palette.
    """

    kind: Kind
    seed: str
    scene: str
    palette: str
    layout: str = "foot"
    text: str | None = None
    line: str = ""
    mood: int = 0
