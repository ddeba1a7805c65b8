"""Pictures for the tests of analysis, and analyses in this process."""

from __future__ import annotations

from functools import cache
from typing import Any

from PIL import Image

from tests.imaging.drawing import encoded, photo
from tvdbproxy.embedded.sample.pictures.commission import Commission, Kind
from tvdbproxy.embedded.sample.pictures.draw import paint
from tvdbproxy.imaging.analysis.analyse import analyse
from tvdbproxy.imaging.analysis.analysis import Analysis
from tvdbproxy.imaging.analysis.order import AnalysisOrder
from tvdbproxy.imaging.limits import Limits


def analysed(source: Image.Image | bytes, **options: Any) -> Analysis:
    """The analysis of a picture, which goes in as a PNG, or of a file."""
    data = source if isinstance(source, bytes) else encoded(source, "PNG", compress_level=1)
    return analyse(data, AnalysisOrder(Limits(), **options))


def artwork(seed: str = "a", scene: str = "sea", palette: str = "dusk") -> Image.Image:
    """A poster of the sample catalogue."""
    return paint(Commission(Kind.POSTER, seed, scene, palette, text="Glass Harbour"))


@cache
def pictures() -> dict[str, Image.Image]:
    """Pictures of several sorts, none of which has anything to do with another."""
    return {
        "drawn": photo(900, 640),
        "drawn otherwise": photo(640, 900, seed=23),
        "sea": artwork("a", "sea", "dusk").reduce(2),
        "mountains": artwork("b", "mountains", "citrus").reduce(2),
    }
