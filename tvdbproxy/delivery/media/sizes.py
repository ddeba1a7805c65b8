"""Which size of a picture answers for a word: the one of that name, or the nearest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tvdbproxy.imaging.formats import Format
from tvdbproxy.imaging.sizes import Size

_USUAL = "detail"
# A word that is none of a picture's own sizes means what it means here first.
_FIRST = ("media", "upload", "presigned", "artwork")
# More than any side that a size may name.
_BOUNDLESS = 1 << 16


@dataclass(frozen=True)
class Profile:
    """A table of sizes, and the formats that they are stored in. In the first of these all of
    them are, in the others where it is worth it."""

    sizes: Sequence[Size]
    formats: Sequence[Format]


Profiles = Mapping[str, Profile]


def meaning(word: str, profile: str, profiles: Profiles) -> Size | None:
    """The size that a word names: of the picture's own profile, or else of any other."""
    for name in dict.fromkeys((profile, *_FIRST, *profiles)):
        for size in profiles[name].sizes if name in profiles else ():
            if size.name == word:
                return size
    return None


def words(profiles: Profiles) -> list[str]:
    """Every word that names a size anywhere."""
    return sorted({size.name for profile in profiles.values() for size in profile.sizes})


def usual(sizes: Sequence[Size]) -> Size:
    """The size of who names none: ``detail`` where there is one, or else the one in the middle;
    of two the smaller. There is at least one."""
    by_name = {size.name: size for size in sizes}
    ascending = sorted(sizes, key=_reach)
    return by_name.get(_USUAL) or ascending[(len(ascending) - 1) // 2]


def nearest(wanted: Size, sizes: Iterable[Size]) -> list[Size]:
    """All of them, the best in place of ``wanted`` first: itself; then those that keep the whole
    picture, the next larger one before larger ones, and these before smaller ones, which are
    blurred; those that crop come last."""

    def rank(size: Size) -> tuple[bool, bool, bool, int]:
        further = _reach(size) - _reach(wanted)
        return size.name != wanted.name, size.fit == "fill", further < 0, abs(further)

    return sorted(sizes, key=rank)


def _reach(size: Size) -> int:
    """How large its pictures may be, in pixels of one side."""
    return size.width or size.height or _BOUNDLESS
