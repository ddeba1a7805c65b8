"""Everything that can be painted, by name."""

from __future__ import annotations

import random
from collections.abc import Callable

from tvdbproxy.embedded.sample.pictures.canvas import Canvas
from tvdbproxy.embedded.sample.pictures.palettes import Palette
from tvdbproxy.embedded.sample.pictures.scenes.arches import paint_arches
from tvdbproxy.embedded.sample.pictures.scenes.aurora import paint_aurora
from tvdbproxy.embedded.sample.pictures.scenes.bauhaus import paint_bauhaus
from tvdbproxy.embedded.sample.pictures.scenes.contours import paint_contours
from tvdbproxy.embedded.sample.pictures.scenes.dunes import paint_dunes
from tvdbproxy.embedded.sample.pictures.scenes.forest import paint_forest
from tvdbproxy.embedded.sample.pictures.scenes.leaves import paint_leaves
from tvdbproxy.embedded.sample.pictures.scenes.mountains import paint_mountains
from tvdbproxy.embedded.sample.pictures.scenes.papercut import paint_papercut
from tvdbproxy.embedded.sample.pictures.scenes.planet import paint_planet
from tvdbproxy.embedded.sample.pictures.scenes.scallops import paint_scallops
from tvdbproxy.embedded.sample.pictures.scenes.sea import paint_sea
from tvdbproxy.embedded.sample.pictures.scenes.skyline import paint_skyline
from tvdbproxy.embedded.sample.pictures.scenes.stars import paint_stars
from tvdbproxy.embedded.sample.pictures.scenes.sunburst import paint_sunburst

Scene = Callable[[Canvas, Palette, random.Random], None]

SCENES: dict[str, Scene] = {
    "arches": paint_arches,
    "aurora": paint_aurora,
    "bauhaus": paint_bauhaus,
    "contours": paint_contours,
    "dunes": paint_dunes,
    "forest": paint_forest,
    "leaves": paint_leaves,
    "mountains": paint_mountains,
    "papercut": paint_papercut,
    "planet": paint_planet,
    "scallops": paint_scallops,
    "sea": paint_sea,
    "skyline": paint_skyline,
    "stars": paint_stars,
    "sunburst": paint_sunburst,
}
