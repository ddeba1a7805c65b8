"""What one address asks for, after everything in it has been understood."""

from __future__ import annotations

from dataclasses import dataclass

from tvdbproxy.imaging.transform.spec import TransformSpec


@dataclass(frozen=True)
class TransformRequest:
    """``spec.format`` is set only where ``explicit_format`` is true: otherwise whoever answers
    negotiates. ``spec.format_quality`` has a quality for every format that loses something.

    ``expires`` is in Unix seconds. ``filename`` is a stem, without its extension.
    ``skip_processing`` are formats whose sources pass as they are. Limits are ``None`` where the
    service's own count; resolutions are in megapixels, sizes in bytes.
    """

    spec: TransformSpec
    source: str
    expires: int | None = None
    filename: str | None = None
    attachment: bool = False
    raw: bool = False
    skip_processing: frozenset[str] = frozenset()
    explicit_format: bool = False
    max_src_resolution: float | None = None
    max_src_file_size: int | None = None
    max_animation_frame_resolution: float | None = None


@dataclass(frozen=True)
class Hints:
    """What a browser says of itself, in CSS pixels: it counts until an option says otherwise."""

    width: int = 0
    dpr: float = 1.0
