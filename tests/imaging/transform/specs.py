"""Specs as they come, for the tests that try many."""

from __future__ import annotations

import random

from hypothesis import strategies as st

from tvdbproxy.imaging.transform.spec import (
    Crop,
    Extend,
    Gravity,
    Padding,
    TransformSpec,
)

TYPES = ("fit", "fill", "fill-down", "force", "auto", "crop")
EDGES = ("no", "so", "ea", "we", "noea", "nowe", "soea", "sowe", "ce")

_sides = st.one_of(st.just(0), st.integers(1, 3000))
_few = st.integers(0, 40)
_offsets = st.one_of(st.floats(-0.99, 0.99), st.integers(-300, 300).map(float))
_edges = st.builds(Gravity, st.sampled_from(EDGES), _offsets, _offsets)
_points = st.builds(Gravity, st.just("fp"), st.floats(0, 1), st.floats(0, 1))
_parts = st.one_of(st.just(0.0), st.floats(0.0001, 0.9999), st.integers(1, 3000).map(float))
_extends = st.builds(Extend, st.booleans(), _edges)
_factors = st.floats(0.05, 8)

geometries = st.builds(
    TransformSpec,
    resizing_type=st.sampled_from(TYPES),
    width=_sides,
    height=_sides,
    min_width=_sides,
    min_height=_sides,
    zoom_x=_factors,
    zoom_y=_factors,
    dpr=_factors,
    enlarge=st.booleans(),
    extend=_extends,
    extend_aspect_ratio=_extends,
    gravity=st.one_of(_edges, _points),
    crop=st.none() | st.builds(Crop, _parts, _parts, st.none() | _edges),
    padding=st.builds(Padding, _few, _few, _few, _few),
    auto_rotate=st.booleans(),
    rotate=st.sampled_from((0, 90, 180, 270)),
    flip_horizontal=st.booleans(),
    flip_vertical=st.booleans(),
    max_result_dimension=_sides,
)
"""Every option that moves or measures, all at once."""


def any_spec(chance: random.Random) -> TransformSpec:
    """One whose result is small, so that hundreds can be made."""

    def side() -> int:
        return chance.choice((0, 0, chance.randrange(1, 90)))

    def gravity() -> Gravity:
        kind = chance.choice((*EDGES, "sm"))
        return Gravity(kind, chance.uniform(-20, 20), chance.uniform(-1, 1))  # type: ignore[arg-type]

    return TransformSpec(
        resizing_type=chance.choice(TYPES),  # type: ignore[arg-type]
        width=side(),
        height=side(),
        min_width=side(),
        min_height=side(),
        zoom_x=chance.choice((1, chance.uniform(0.2, 2))),
        zoom_y=chance.choice((1, chance.uniform(0.2, 2))),
        dpr=chance.choice((1, chance.uniform(0.2, 3))),
        enlarge=chance.random() < 0.3,
        extend=Extend(chance.random() < 0.2, Gravity("nowe", 3, 2)),
        extend_aspect_ratio=Extend(chance.random() < 0.2),
        gravity=gravity(),
        crop=chance.choice((None, Crop(chance.uniform(0, 1), chance.uniform(1, 80), gravity()))),
        padding=chance.choice((Padding(), Padding(*(chance.randrange(6) for _ in range(4))))),
        auto_rotate=chance.random() < 0.8,
        rotate=chance.choice((0, 90, 180, 270)),
        flip_horizontal=chance.random() < 0.3,
        flip_vertical=chance.random() < 0.3,
        background=chance.choice((None, (10, 20, 30))),
        max_result_dimension=chance.choice((0, chance.randrange(20, 200))),
        format=chance.choice(("png", "bmp", "jpeg", "webp", "gif", "tiff", "ico")),
    )
