"""Where the title goes on a poster: six habits of good printers."""

from __future__ import annotations

from collections.abc import Callable

from PIL import ImageStat

from tvdbproxy.embedded.sample.pictures.canvas import Canvas
from tvdbproxy.embedded.sample.pictures.colour import Colour, lightness
from tvdbproxy.embedded.sample.pictures.palettes import Palette
from tvdbproxy.embedded.sample.pictures.stencil import Stencil
from tvdbproxy.embedded.sample.pictures.type import (
    Face,
    cap_height,
    filling,
    fitting,
    line_width,
    set_line,
)

Layout = Callable[[Canvas, Palette, str, str], None]

_MARGIN = 52.0


def set_foot(canvas: Canvas, palette: Palette, title: str, line: str) -> None:
    """Capitals, wide apart, centred at the foot, a fine rule above the small print."""
    canvas.veil(palette.deep, [0, 0, 0, 0, 0.12, 0.5, 0.82])
    rows = balanced(title.upper(), 15)
    faces = [fitting(row, Face(58, 0.16, 0.012), canvas.width - 2 * _MARGIN) for row in rows]
    size = min(face.size for face in faces)
    face = Face(size, 0.16, 0.012)
    y = canvas.height - 112 - (len(rows) - 1) * size * 1.22
    for row in rows:
        set_line(canvas.image, row, face, (_centred(canvas, row, face), y), palette.paper)
        y += size * 1.22
    _rule(canvas, canvas.width / 2 - 24, y - size * 0.62, 48, palette.glow)
    _small_print(canvas, line, y - size * 0.62 + 40, palette.paper)


def set_head(canvas: Canvas, palette: Palette, title: str, line: str) -> None:
    """Large, left, at the head; tight as a Swiss poster."""
    rows = balanced(title, 11)
    tallest = 124.0 if len(rows) < 3 else 98.0
    ink = _contrasting(canvas, palette, (0, 0, canvas.width, 260))
    size = min(
        filling(row, Face(100, -0.035, 0.014), canvas.width - 2 * _MARGIN, tallest).size
        for row in rows
    )
    face = Face(size, -0.035, 0.014)
    y = _MARGIN + cap_height(face)
    for row in rows:
        set_line(canvas.image, row, face, (_MARGIN - size * 0.06, y), ink)
        y += size * 0.96
    small = Face(19, 0.06, 0.008)
    set_line(canvas.image, line, small, (_MARGIN, y - size * 0.96 + 52), ink)


def set_stack(canvas: Canvas, palette: Palette, title: str, line: str) -> None:
    """One word a row, capitals, each as wide as the sheet, growing out of the foot."""
    canvas.veil(palette.deep, [0, 0, 0, 0.1, 0.45, 0.75, 0.88])
    wide = canvas.width - 2 * _MARGIN
    faces = [
        (row, filling(row, Face(100, -0.01, 0.02), wide, 150)) for row in balanced(title.upper(), 9)
    ]
    y = canvas.height - 86.0
    for row, face in reversed(faces):
        set_line(canvas.image, row, face, (_MARGIN - face.size * 0.05, y), palette.paper)
        y -= cap_height(face) + 22
    set_line(canvas.image, line, Face(18, 0.12, 0.008), (_MARGIN, canvas.height - 44), palette.glow)


def set_label(canvas: Canvas, palette: Palette, title: str, line: str) -> None:
    """A paper label over the foot of the sheet, as on a record sleeve."""
    top = canvas.height - 236
    canvas.paint(Stencil().rectangle(0, top, canvas.width, canvas.height), palette.paper)
    rows = balanced(title, 16)
    size = min(
        fitting(row, Face(74, -0.03, 0.012), canvas.width - 2 * _MARGIN).size for row in rows
    )
    size = min(size, 74 if len(rows) == 1 else 56)
    face = Face(size, -0.03, 0.012)
    y = top + (164 - (len(rows) - 1) * size) / 2 + cap_height(face) / 2
    for row in rows:
        set_line(canvas.image, row, face, (_MARGIN - size * 0.05, y), palette.deep)
        y += size
    _rule(canvas, _MARGIN, canvas.height - 72, canvas.width - 2 * _MARGIN, palette.deep)
    set_line(canvas.image, line, Face(19, 0.04, 0.006), (_MARGIN, canvas.height - 36), palette.deep)


def set_crown(canvas: Canvas, palette: Palette, title: str, line: str) -> None:
    """Quiet capitals, centred high in the sky."""
    ink = _contrasting(canvas, palette, (0, 40, canvas.width, 220))
    rows = balanced(title.upper(), 13)
    size = min(fitting(row, Face(60, 0.22, 0.006), canvas.width - 2 * _MARGIN).size for row in rows)
    face = Face(size, 0.22, 0.006)
    _small_print(canvas, line, 66, ink)
    y = 102 + cap_height(face)
    for row in rows:
        set_line(canvas.image, row, face, (_centred(canvas, row, face), y), ink)
        y += size * 1.25


def set_frame(canvas: Canvas, palette: Palette, title: str, line: str) -> None:
    """A passe-partout of paper, the title below the picture, as in a gallery."""
    edge, foot = 34.0, 168.0
    frame = Stencil().rectangle(0, 0, canvas.width, edge).rectangle(0, 0, edge, canvas.height)
    frame.rectangle(canvas.width - edge, 0, canvas.width, canvas.height)
    frame.rectangle(0, canvas.height - foot, canvas.width, canvas.height)
    canvas.paint(frame, palette.paper)
    rows = balanced(title.upper(), 22)
    size = min(
        fitting(row, Face(46, 0.12, 0.012), canvas.width - 2 * edge - 72).size for row in rows
    )
    face = Face(min(size, 46 if len(rows) == 1 else 33), 0.12, 0.012)
    y = canvas.height - foot / 2 - (len(rows) - 1) * face.size * 0.8
    for row in rows:
        set_line(canvas.image, row, face, (_centred(canvas, row, face), y), palette.deep)
        y += face.size * 1.2
    _small_print(canvas, line, canvas.height - 36, palette.deep)


LAYOUTS: dict[str, Layout] = {
    "foot": set_foot,
    "head": set_head,
    "stack": set_stack,
    "label": set_label,
    "crown": set_crown,
    "frame": set_frame,
}


def balanced(title: str, longest: int) -> list[str]:
    """The title in as few rows as ``longest`` letters allow, the rows about equally long."""
    words = title.split()
    if len(title) <= longest or len(words) == 1:
        return [title]
    cuts = range(1, len(words))
    cut = min(cuts, key=lambda at: abs(len(" ".join(words[:at])) - len(" ".join(words[at:]))))
    rows = [" ".join(words[:cut]), " ".join(words[cut:])]
    return [part for row in rows for part in (balanced(row, longest) if " " in row else [row])]


def _centred(canvas: Canvas, text: str, face: Face) -> float:
    return (canvas.width - line_width(text, face)) / 2


def _small_print(canvas: Canvas, line: str, y: float, ink: Colour) -> None:
    face = fitting(line.upper(), Face(17, 0.24, 0.012), canvas.width - 2 * _MARGIN)
    set_line(canvas.image, line.upper(), face, (_centred(canvas, line.upper(), face), y), ink, 0.86)


def _rule(canvas: Canvas, x: float, y: float, long: float, ink: Colour) -> None:
    canvas.paint(Stencil().rectangle(x, y, x + long, y + 2), ink)


def _contrasting(canvas: Canvas, palette: Palette, box: tuple[int, int, int, int]) -> Colour:
    """Paper on dark ground, the deep colour on light ground."""
    means = ImageStat.Stat(canvas.image.crop(box)).mean
    ground = (round(means[0]), round(means[1]), round(means[2]))
    return palette.paper if lightness(ground) < 0.68 else palette.deep
