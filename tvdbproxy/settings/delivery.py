"""How pictures leave the house."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from tvdbproxy.settings.section import Section


class DeliverySettings(Section):
    """How pictures leave the house."""

    cdn_base_url: str = Field(
        "", description="Address of a CDN whose origin is the thumbnails bucket."
    )
    image_delivery: Literal["stream", "redirect"] = Field(
        "stream", description="`stream` sends the bytes, `redirect` answers 302 to the CDN."
    )
    image_on_miss: Literal["generate", "redirect", "404"] = Field(
        "generate",
        description="A known picture that is not stored yet: make it now, send the client "
        "upstream, or 404.",
    )
    hot_cache_mb: int = Field(
        64, ge=0, le=65536, description="Memory for the most wanted pictures, each web process."
    )
    mirror_rate_limit: str = Field(
        "1200/minute",
        description="How often one address may ask for files of `/banners` that are not here yet.",
    )
