"""People as flat cut-outs: enough of a face to tell one from another."""

from __future__ import annotations

import random

from PIL import Image

from tvdbproxy.embedded.sample.pictures.canvas import Canvas
from tvdbproxy.embedded.sample.pictures.colour import Colour, from_hex, mix
from tvdbproxy.embedded.sample.pictures.palettes import Palette
from tvdbproxy.embedded.sample.pictures.stencil import Stencil

_SKINS = [from_hex(text) for text in ("f3c9a9", "e5ac84", "c98a5e", "a0643f", "7a4630", "573021")]
_HAIRS = [
    from_hex(text)
    for text in ("1c1718", "3a2418", "6b4226", "a5652f", "d9ad62", "8d8d92", "d6d2cb", "7c2f25")
]


def paint_portrait(size: tuple[int, int], palette: Palette, rng: random.Random) -> Image.Image:
    """Head and shoulders in front of a large disc, lit from the left."""
    canvas = Canvas(*size)
    canvas.wash([mix(palette.low, palette.paper, 0.45), palette.low])
    unit, middle = canvas.unit, canvas.width / 2
    canvas.paint(
        Stencil().disc(middle, canvas.height * 0.42, unit * 0.43),
        [palette.accent, mix(palette.accent, palette.high, 0.65)],
    )
    skin, hair = rng.choice(_SKINS), rng.choice(_HAIRS)
    style = rng.randrange(6)
    if style in (1, 4):
        _long_hair(canvas, hair, middle, curly=style == 4)
    _shoulders(canvas, palette, rng, middle)
    _head(canvas, skin, middle)
    _hair(canvas, hair, middle, style)
    _features(canvas, skin, hair, rng, middle, beard=style in (0, 3, 5) and rng.random() < 0.5)
    canvas.grain(rng)
    return canvas.image


def _shoulders(canvas: Canvas, palette: Palette, rng: random.Random, x: float) -> None:
    unit, height = canvas.unit, canvas.height
    cloth = rng.choice([palette.deep, palette.high, mix(palette.high, palette.deep, 0.5)])
    top = height * 0.72
    body = Stencil().disc(x, top + unit * 0.40, unit * 0.43, unit * 0.37)
    body.rectangle(x - unit * 0.43, top + unit * 0.40, x + unit * 0.43, height)
    canvas.paint(body, [cloth, mix(cloth, palette.deep, 0.4)])
    if rng.random() < 0.5:
        lapel = [
            (x - unit * 0.17, top + unit * 0.05),
            (x, top + unit * 0.36),
            (x + unit * 0.17, top + unit * 0.05),
        ]
        canvas.paint(Stencil().polygon(lapel), palette.paper)
    else:
        canvas.paint(
            Stencil().disc(x, top + unit * 0.06, unit * 0.19, unit * 0.1),
            mix(cloth, palette.paper, 0.25),
        )


def _head(canvas: Canvas, skin: Colour, x: float) -> None:
    unit, y = canvas.unit, canvas.height * 0.45
    shade = mix(skin, (60, 20, 40), 0.24)
    neck = Stencil().rectangle(x - unit * 0.105, y, x + unit * 0.105, y + unit * 0.43)
    neck.disc(x, y + unit * 0.43, unit * 0.105, unit * 0.07)
    canvas.paint(neck, shade)
    ears = Stencil().disc(x - unit * 0.225, y + unit * 0.02, unit * 0.042, unit * 0.06)
    ears.disc(x + unit * 0.225, y + unit * 0.02, unit * 0.042, unit * 0.06)
    canvas.paint(ears, shade)
    face = Stencil().disc(x, y - unit * 0.04, unit * 0.225, unit * 0.225)
    face.disc(x, y + unit * 0.08, unit * 0.2, unit * 0.225)
    canvas.paint(face, skin)
    side = Stencil().polygon(
        [
            (x, y - unit * 0.02),
            (x + unit * 0.035, y + unit * 0.1),
            (x, y + unit * 0.12),
            (x, y + unit * 0.3),
            (x + unit * 0.1, y + unit * 0.275),
            (x + unit * 0.185, y + unit * 0.17),
            (x + unit * 0.222, y),
            (x + unit * 0.2, y - unit * 0.1),
        ]
    )
    canvas.paint(side, shade, 0.55)


def _long_hair(canvas: Canvas, hair: Colour, x: float, *, curly: bool) -> None:
    unit, y = canvas.unit, canvas.height * 0.45
    back = Stencil().disc(x, y - unit * 0.04, unit * 0.29, unit * 0.28)
    if curly:
        for across, down in (
            (-0.26, 0.02),
            (0.26, 0.02),
            (-0.29, 0.16),
            (0.29, 0.16),
            (-0.2, -0.2),
            (0.2, -0.2),
            (0, -0.27),
        ):
            back.disc(x + unit * across, y + unit * down, unit * 0.14)
    else:
        back.rectangle(x - unit * 0.29, y - unit * 0.04, x + unit * 0.29, y + unit * 0.42)
    canvas.paint(back, mix(hair, (0, 0, 0), 0.22))


def _hair(canvas: Canvas, hair: Colour, x: float, style: int) -> None:
    unit, y = canvas.unit, canvas.height * 0.45
    cap = Stencil()
    if style in (0, 3):
        cap.pie(x, y - unit * 0.06, unit * 0.25, 180, 360)
        cap.polygon(
            [
                (x - unit * 0.25, y - unit * 0.07),
                (x + unit * 0.25, y - unit * 0.07),
                (x + unit * 0.235, y + unit * 0.02),
                (x + unit * 0.15, y - unit * 0.12),
                (x - unit * 0.1, y - unit * 0.13),
                (x - unit * 0.235, y + unit * 0.02),
            ]
        )
    elif style in (1, 4):
        cap.pie(x, y - unit * 0.05, unit * 0.265, 180, 360)
        cap.polygon(
            [
                (x - unit * 0.265, y - unit * 0.06),
                (x - unit * 0.05, y - unit * 0.2),
                (x - unit * 0.2, y + unit * 0.06),
                (x - unit * 0.265, y + unit * 0.2),
            ]
        )
        cap.polygon(
            [
                (x + unit * 0.265, y - unit * 0.06),
                (x - unit * 0.06, y - unit * 0.2),
                (x + unit * 0.2, y + unit * 0.02),
                (x + unit * 0.265, y + unit * 0.2),
            ]
        )
    elif style == 2:
        cap.pie(x, y - unit * 0.06, unit * 0.245, 185, 355)
        cap.disc(x, y - unit * 0.34, unit * 0.11)
    else:
        cap.pie(x, y - unit * 0.05, unit * 0.235, 195, 345)
    canvas.paint(cap, hair)


def _features(
    canvas: Canvas, skin: Colour, hair: Colour, rng: random.Random, x: float, *, beard: bool
) -> None:
    unit, y = canvas.unit, canvas.height * 0.45
    dark = mix(skin, (24, 10, 16), 0.82)
    brows, eyes = Stencil(), Stencil()
    for side in (-1, 1):
        eye = x + side * unit * 0.09
        eyes.disc(eye, y + unit * 0.025, unit * 0.017, unit * 0.021)
        brows.line(
            [
                (eye - unit * 0.042, y - unit * 0.028),
                (eye, y - unit * 0.042),
                (eye + unit * 0.042, y - unit * 0.028),
            ],
            unit * 0.014,
        )
    canvas.paint(brows, mix(hair, dark, 0.4))
    canvas.paint(eyes, dark)
    mouth = [
        (x - unit * 0.055, y + unit * 0.185),
        (x, y + unit * 0.2),
        (x + unit * 0.055, y + unit * 0.183),
    ]
    if beard:
        growth = Stencil().pie(x, y + unit * 0.1, unit * 0.215, 15, 165)
        canvas.paint(growth, mix(hair, skin, 0.12))
        canvas.paint(Stencil().line(mouth, unit * 0.02), mix(skin, (190, 70, 70), 0.35))
    else:
        canvas.paint(Stencil().line(mouth, unit * 0.017), mix(skin, (150, 30, 50), 0.6))
    if rng.random() < 0.3:
        frames = Stencil()
        for side in (-1, 1):
            frames.ring(x + side * unit * 0.095, y + unit * 0.025, unit * 0.068, unit * 0.011)
        frames.line(
            [(x - unit * 0.03, y + unit * 0.015), (x + unit * 0.03, y + unit * 0.015)], unit * 0.011
        )
        canvas.paint(frames, dark)
