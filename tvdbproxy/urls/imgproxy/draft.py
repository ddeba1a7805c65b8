"""A request while its options are read, from left to right: a later one overwrites."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from tvdbproxy.imaging.transform.spec import TransformSpec, Watermark
from tvdbproxy.urls.imgproxy.request import TransformRequest


@dataclass
class Draft:
    """Fields of ``TransformSpec`` and of ``TransformRequest`` that somebody has set."""

    now: float
    spec: dict[str, Any] = field(default_factory=dict)
    request: dict[str, Any] = field(default_factory=dict)
    qualities: dict[str, int] = field(default_factory=dict)
    skipped: set[str] = field(default_factory=set)


def finished(
    draft: Draft, source: str, qualities: Mapping[str, int], watermark_opacity: float
) -> TransformRequest:
    """The request: what nobody has set has its default.

    ``qualities`` are those of formats for which the address has none.
    """
    chosen = {name: quality for name, quality in draft.qualities.items() if quality}
    drawn = {
        "format_quality": {**qualities, **chosen},
        "watermark": _seen(draft.spec.get("watermark"), watermark_opacity),
    }
    return TransformRequest(
        spec=TransformSpec(**{**draft.spec, **drawn}),
        source=source,
        skip_processing=frozenset(draft.skipped),
        explicit_format="format" in draft.spec,
        **draft.request,
    )


def _seen(watermark: Watermark | None, opacity: float) -> Watermark | None:
    if watermark is None or not watermark.opacity * opacity:
        return None
    return replace(watermark, opacity=watermark.opacity * opacity)
