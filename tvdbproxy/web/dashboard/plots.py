"""Plots as SVG, drawn here: they need no script, and have words for those who do not see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from tvdbproxy.ops.history.series import Series

WIDTH, HEIGHT = 600, 120
_NICE = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True)
class Bar:
    """A rectangle in the units of the drawing; ``y`` is its top."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Layer:
    """The bars of one series. ``kind`` chooses its colour, ``figure`` stands beside its label."""

    label: str
    kind: str
    bars: tuple[Bar, ...]
    figure: float


@dataclass(frozen=True)
class Plot:
    """Bars stacked upon each other. ``top`` is the value at the upper edge, ``times`` are what
    stands below: where along the axis (0 to 1), and the words."""

    title: str
    summary: str
    layers: tuple[Layer, ...]
    top: float
    times: tuple[tuple[float, str], ...]
    is_empty: bool


def counts(title: str, series: Sequence[tuple[str, str, Series]]) -> Plot:
    """Draw ``(label, kind, series)`` of what happened, with how often in all."""
    words = [f"{label} {one.total:,.0f}, at most {one.most:,.0f}" for label, _, one in series]
    return _stacked(title, series, [one.total for _, _, one in series], "; ".join(words))


def amounts(title: str, series: Sequence[tuple[str, str, Series]]) -> Plot:
    """Draw ``(label, kind, series)`` of how much there was, with how much there is now."""
    words = [f"{label}: {one.last:,.0f}, at most {one.most:,.0f}" for label, _, one in series]
    return _stacked(title, series, [one.last for _, _, one in series], "; ".join(words))


def nice_top(most: float) -> float:
    """The next round number: 1, 2, 2.5 or 5 times a power of ten."""
    if most <= 1:
        return 1.0
    power = 10.0 ** (len(str(int(most))) - 1)
    return next(step * power for step in _NICE if step * power >= most)


def _stacked(
    title: str,
    series: Sequence[tuple[str, str, Series]],
    figures: Sequence[float],
    summary: str,
) -> Plot:
    """The series have the same steps, and are drawn from the bottom up."""
    steps = len(series[0][2].values)
    heights = [sum(one.values[step] for _, _, one in series) for step in range(steps)]
    top = nice_top(max(heights, default=0.0))
    floor, width = [0.0] * steps, WIDTH / steps
    layers = []
    for (label, kind, one), figure in zip(series, figures, strict=True):
        bars = []
        for step, value in enumerate(one.values):
            if value > 0:
                floor[step] += value
                bars.append(_bar(step, floor[step], value, top, width))
        layers.append(Layer(label, kind, tuple(bars), figure))
    return Plot(
        title=title,
        summary=summary,
        layers=tuple(layers),
        top=top,
        times=_times(series[0][2]),
        is_empty=not any(heights),
    )


def _bar(step: int, reach: float, value: float, top: float, width: float) -> Bar:
    height = max(value / top * HEIGHT, 1.0)  # what happened is seen, however seldom
    return Bar(
        x=round(step * width, 2),
        y=round(max(HEIGHT - reach / top * HEIGHT, 0.0), 2),
        width=round(width * 0.84, 2),
        height=round(height, 2),
    )


def _times(series: Series) -> tuple[tuple[float, str], ...]:
    steps = len(series.values)
    whole = timedelta(minutes=series.step_minutes * steps)
    shape = "%H:%M" if whole <= timedelta(days=1) else "%a %d"
    marks = (0.0, 0.25, 0.5, 0.75)
    return tuple((mark, (series.begin + whole * mark).strftime(shape)) for mark in marks)
