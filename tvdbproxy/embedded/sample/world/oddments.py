"""Where in the catalogue the broken and the unusual pictures hang.

Each is one more artwork of a title that is otherwise in order, never its chosen image.
"""

from __future__ import annotations

from tvdbproxy.embedded.sample.pictures.oddities import Oddity
from tvdbproxy.embedded.sample.world.hanging import Hanging

# Number of the title -> artwork type, language, oddity.
_ON_SERIES: dict[int, tuple[int, str | None, Oddity]] = {
    3: (2, "eng", Oddity.TRUNCATED),
    5: (2, "eng", Oddity.TEXT),
    7: (3, None, Oddity.HTML),
    9: (2, "deu", Oddity.MISSING),
    11: (3, None, Oddity.BOMB),
    13: (2, "fra", Oddity.EMPTY),
    1: (20, None, Oddity.CINEMAGRAPH),
}
_ON_MOVIES: dict[int, tuple[int, str | None, Oddity]] = {
    1: (14, "fra", Oddity.CMYK),
    3: (14, "spa", Oddity.ROTATED),
    5: (14, "ita", Oddity.PALETTE_PNG),
    7: (15, None, Oddity.GPS),
}
_TWIN = 4


def hang_series_oddments(hanging: Hanging, number: int) -> None:
    """Hang what belongs on the ``number``-th series, if anything does."""
    if number == _TWIN:
        # Same motif, language and type as the chosen poster: the same bytes under a second address.
        hanging.hang(2, "eng", score=100_000, motif="key")
    _hang(hanging, _ON_SERIES.get(number))


def hang_movie_oddments(hanging: Hanging, number: int) -> None:
    """Hang what belongs on the ``number``-th movie, if anything does."""
    _hang(hanging, _ON_MOVIES.get(number))


def _hang(hanging: Hanging, odd: tuple[int, str | None, Oddity] | None) -> None:
    if odd:
        type_id, language, oddity = odd
        hanging.hang(type_id, language, score=100_000, motif=str(oddity), oddity=oddity)
