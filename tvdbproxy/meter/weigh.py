"""What pictures weigh against their source."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tvdbproxy.meter.events import Event, Pipeline
from tvdbproxy.meter.meter import Meter


@dataclass(frozen=True)
class Weighed:
    """One picture that was made: its format as files end in it, its pixels and its bytes."""

    format: str
    pixels: int
    length: int


def weigh(meter: Meter, pipeline: Pipeline, source: int, made: Iterable[Weighed]) -> None:
    """Tell what was made of a source of so many bytes. What is heavier than that saves nothing."""
    largest: dict[str, Weighed] = {}
    meter.count(Event.SOURCE_BYTES, pipeline, amount=source)
    for each in made:
        meter.count(Event.MADE_BYTES, pipeline, each.format, amount=each.length)
        if each.format not in largest or each.pixels > largest[each.format].pixels:
            largest[each.format] = each
    for name, each in largest.items():
        meter.count(Event.SAVED_BYTES, pipeline, name, amount=max(source - each.length, 0))
