"""Small things that tell how large the rest is."""

from __future__ import annotations

import random

from tvdbproxy.embedded.sample.pictures.canvas import Canvas
from tvdbproxy.embedded.sample.pictures.colour import Colour
from tvdbproxy.embedded.sample.pictures.palettes import Palette
from tvdbproxy.embedded.sample.pictures.stencil import Stencil


def birds(canvas: Canvas, palette: Palette, rng: random.Random) -> None:
    """A few of them, far away."""
    flock = Stencil()
    x, y = canvas.width * rng.uniform(0.2, 0.7), canvas.height * rng.uniform(0.3, 0.42)
    for _ in range(rng.randrange(3, 7)):
        wing = canvas.unit * rng.uniform(0.008, 0.016)
        spot = (x + canvas.unit * rng.uniform(0, 0.18), y + canvas.unit * rng.uniform(-0.05, 0.05))
        flock.line(
            [(spot[0] - wing, spot[1] - wing * 0.5), spot, (spot[0] + wing, spot[1] - wing * 0.55)],
            max(1.2, canvas.unit * 0.003),
        )
    canvas.paint(flock, palette.deep, 0.8)


def boat(canvas: Canvas, palette: Palette, x: float, y: float, size: float) -> None:
    """A small sail."""
    hull = Stencil().polygon(
        [
            (x - size * 0.6, y),
            (x + size * 0.6, y),
            (x + size * 0.38, y + size * 0.2),
            (x - size * 0.4, y + size * 0.2),
        ]
    )
    sail = Stencil().polygon(
        [
            (x + size * 0.04, y - size * 1.15),
            (x + size * 0.04, y - size * 0.06),
            (x + size * 0.5, y - size * 0.06),
        ]
    )
    jib = Stencil().polygon(
        [
            (x - size * 0.02, y - size * 0.98),
            (x - size * 0.02, y - size * 0.06),
            (x - size * 0.42, y - size * 0.06),
        ]
    )
    canvas.paint(sail, palette.paper)
    canvas.paint(jib, palette.accent)
    canvas.paint(hull, palette.deep)


def lighthouse(canvas: Canvas, palette: Palette, x: float, ground: float) -> None:
    """On a rock, its lamp lit."""
    unit = canvas.unit
    top = ground - unit * 0.24
    rock = [
        (x - unit * 0.15, ground + 3),
        (x - unit * 0.08, ground - unit * 0.035),
        (x + unit * 0.05, ground - unit * 0.045),
        (x + unit * 0.16, ground + 3),
    ]
    canvas.paint(Stencil().polygon(rock), palette.deep)
    canvas.paint(
        Stencil().polygon(
            [
                (x - unit * 0.026, ground - unit * 0.03),
                (x - unit * 0.016, top),
                (x + unit * 0.016, top),
                (x + unit * 0.026, ground - unit * 0.03),
            ]
        ),
        palette.paper,
    )
    stripes = Stencil()
    for level in (0.075, 0.15):
        stripes.rectangle(
            x - unit * 0.022,
            ground - unit * (level + 0.03),
            x + unit * 0.022,
            ground - unit * level,
        )
    canvas.paint(stripes, palette.accent)
    canvas.paint(
        Stencil().rectangle(x - unit * 0.021, top - unit * 0.006, x + unit * 0.021, top),
        palette.deep,
    )
    canvas.glow(x, top - unit * 0.02, unit * 0.17, palette.glow, 0.9)
    canvas.paint(
        Stencil().rectangle(x - unit * 0.011, top - unit * 0.03, x + unit * 0.011, top),
        palette.paper,
    )
    canvas.paint(
        Stencil().polygon(
            [
                (x - unit * 0.016, top - unit * 0.028),
                (x, top - unit * 0.05),
                (x + unit * 0.016, top - unit * 0.028),
            ]
        ),
        palette.deep,
    )


def walker(canvas: Canvas, palette: Palette, x: float, y: float) -> None:
    """One person, and the shadow that they throw."""
    tall = canvas.unit * 0.05
    canvas.paint(
        Stencil().polygon(
            [
                (x, y),
                (x + tall * 2.1, y + tall * 0.75),
                (x + tall * 2.2, y + tall * 0.85),
                (x - tall * 0.1, y),
            ]
        ),
        palette.deep,
        0.4,
    )
    body = Stencil().disc(x, y - tall * 0.9, tall * 0.12)
    body.polygon(
        [
            (x - tall * 0.13, y - tall * 0.76),
            (x + tall * 0.13, y - tall * 0.76),
            (x + tall * 0.2, y - tall * 0.25),
            (x + tall * 0.1, y),
            (x + tall * 0.02, y - tall * 0.2),
            (x - tall * 0.12, y),
            (x - tall * 0.2, y - tall * 0.25),
        ]
    )
    canvas.paint(body, palette.deep)


def tree(
    canvas: Canvas, colour: Colour, x: float, y: float, tall: float, rng: random.Random
) -> None:
    """One broad tree with its trunk."""
    shape = Stencil().polygon(
        [
            (x - tall * 0.05, y),
            (x - tall * 0.02, y - tall * 0.5),
            (x + tall * 0.02, y - tall * 0.5),
            (x + tall * 0.05, y),
        ]
    )
    for _ in range(16):
        shape.disc(
            x + tall * rng.uniform(-0.3, 0.3),
            y - tall * rng.uniform(0.45, 0.9),
            tall * rng.uniform(0.09, 0.17),
        )
    canvas.paint(shape, colour)


def cabin(canvas: Canvas, palette: Palette, x: float, y: float) -> None:
    """Somebody is at home."""
    size = canvas.unit * 0.06
    house = Stencil().rectangle(x - size * 0.6, y - size * 0.6, x + size * 0.6, y)
    house.polygon(
        [(x - size * 0.8, y - size * 0.52), (x, y - size * 1.25), (x + size * 0.8, y - size * 0.52)]
    )
    house.rectangle(x + size * 0.28, y - size * 1.3, x + size * 0.44, y - size * 0.8)
    canvas.paint(house, palette.deep)
    canvas.glow(x, y - size * 0.3, size * 1.7, palette.glow, 0.6)
    panes = Stencil().rectangle(x - size * 0.38, y - size * 0.45, x - size * 0.08, y - size * 0.15)
    panes.rectangle(x + size * 0.08, y - size * 0.45, x + size * 0.38, y - size * 0.15)
    canvas.paint(panes, palette.glow)
