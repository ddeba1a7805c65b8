"""What the other server is told of a picture that its queue offered: the rich payload."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tvdbproxy.db.models import Image, ImageAnalysis, ImageVariant
from tvdbproxy.ingest.pending.knowledge import of_image

# Smallest first, as clients are offered them.
_FORMATS = ("avif", "webp", "jpeg", "png")


def completed(
    image: Image,
    variants: Iterable[ImageVariant],
    analysis: ImageAnalysis | None,
    *,
    permanent_url: str,
    context: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """The body of ``POST /api/media/complete/{id}``. ``permanent_url`` is where the picture is
    served in the format that suits whoever asks; ``context`` is its ``site_context``.

    ``ai_enhanced`` says whether somebody described what the picture shows, not only measured it.
    """
    stored = {variant.format for variant in variants}
    return {
        "media_id": str(image.media_id),
        "permanent_url": permanent_url,
        "processing_complete": True,
        "ai_enhanced": analysis is not None and bool(analysis.described),
        "formats_available": [name for name in _FORMATS if name in stored],
        "ai_analysis": of_image(image, analysis, context),
    }
