"""The size of a result that nobody has made yet."""

from __future__ import annotations

from tvdbproxy.imaging.transform.formats import written_format
from tvdbproxy.imaging.transform.geometry.layout import lay_out
from tvdbproxy.imaging.transform.spec import TransformSpec


def predict(
    spec: TransformSpec, size: tuple[int, int], source_format: str, orientation: int = 1
) -> tuple[int, int] | None:
    """Width and height that a transform of such a source will have.

    ``size`` is what the bytes say, before any ``orientation``. None where only the pixels can
    tell, which is with ``trim``. Raises ``Unsupported`` as the transform would for a format
    that cannot be written.
    """
    if spec.trim is not None:
        return None
    return lay_out(spec, size, written_format(spec, source_format), orientation).result
