"""Palettes with roles, so that any scene can be painted in any of them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tvdbproxy.embedded.sample.pictures.colour import Colour, from_hex, mix


@dataclass(frozen=True)
class Palette:
    """Six roles: ``deep`` ground, ``high`` and ``low`` sky, ``glow``, ``accent``, ``paper``."""

    deep: Colour
    high: Colour
    low: Colour
    glow: Colour
    accent: Colour
    paper: Colour

    def shifted(self, step: int) -> Palette:
        """The same family in another light; 0 is the palette itself, it repeats after four."""
        moods = (
            self,
            replace(
                self, high=mix(self.high, self.accent, 0.45), low=mix(self.low, self.glow, 0.4)
            ),
            replace(
                self, high=mix(self.high, self.deep, 0.55), low=mix(self.low, self.accent, 0.5)
            ),
            replace(self, high=mix(self.high, self.low, 0.55), low=mix(self.low, self.paper, 0.6)),
        )
        return moods[step % len(moods)]


def _palette(deep: str, high: str, low: str, glow: str, accent: str, paper: str) -> Palette:
    return Palette(*(from_hex(text) for text in (deep, high, low, glow, accent, paper)))


PALETTES: dict[str, Palette] = {
    "dusk": _palette("1a1233", "43306f", "f19a76", "ffdba6", "e4572e", "fff3e2"),
    "fjord": _palette("0b222d", "1d5871", "b4d6d2", "f8f0d8", "e3a04f", "f6f4ea"),
    "ember": _palette("22090f", "6a1526", "ef6b37", "ffd37c", "1f9a94", "ffeedd"),
    "moss": _palette("0f2a22", "34715a", "d3e3b5", "fbf3c9", "e2673f", "faf6e3"),
    "plum": _palette("210f2e", "6b2c6b", "f0a3a8", "ffe3c4", "f2b134", "fff1ec"),
    "arctic": _palette("0a1630", "24447d", "a9d3ee", "f4fbff", "ff7a59", "f3f8fb"),
    "desert": _palette("3a1712", "b0472b", "f5c07a", "fff0c2", "1e7f8c", "fff4df"),
    "noir": _palette("0c0d12", "2a2f3d", "8d97a8", "f2ead6", "d7263d", "f4f1ea"),
    "citrus": _palette("16302b", "1f7a72", "ffd166", "fff3b8", "ef476f", "fffbe8"),
    "rose": _palette("2c1320", "8f3352", "f7b5a8", "fff0dd", "2f6f77", "fff3ee"),
    "lagoon": _palette("06262e", "0c6f79", "86d8c4", "fdf6c9", "ff8552", "f2fbf4"),
    "ochre": _palette("2b1d0e", "8a5a1e", "edc46b", "fff1c9", "b3392f", "fdf3dc"),
    "violet": _palette("0d0b2b", "2f2a86", "b583e6", "ffd9f4", "3fd0c9", "f6f0ff"),
    "slate": _palette("14202b", "3f5d73", "cfd8d2", "fff6e3", "c8553d", "f5f2ea"),
    "cherry": _palette("240613", "9d1337", "ff8c73", "ffe1b0", "1a5e63", "fff0e6"),
    "jade": _palette("04211b", "0f6a4e", "a5dba2", "f7ffd6", "f3a712", "f3fae9"),
    "cobalt": _palette("070f33", "1a3fb0", "7fb6f5", "fff4d6", "ff5d5d", "f1f5ff"),
    "clay": _palette("2a1a1f", "7d4a4f", "e2b8a0", "fbead2", "3c7a6f", "fbf1e7"),
    "saffron": _palette("1f1440", "c43d5a", "fda65a", "ffe9a8", "3f88c5", "fff2dc"),
    "tundra": _palette("15232b", "4e7b86", "e6d9c4", "fff7e6", "d96c4f", "f8f3e8"),
}
