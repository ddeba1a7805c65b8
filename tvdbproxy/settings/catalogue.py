"""The TheTVDB API that we offer."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from tvdbproxy.settings.section import Section


class CatalogueSettings(Section):
    """How the TheTVDB API that we offer answers."""

    image_rewrite: Literal["mirror", "sized", "off"] = Field(
        "mirror",
        description="Where addresses of pictures in answers lead: `mirror` to the same path here, "
        "`sized` to our sized pictures, `off` to TheTVDB. A key may have its own.",
    )
    catalogue_enrichment: bool = Field(
        False,
        description="Add placeholder, colour, measured size and `srcset` to artwork in answers.",
    )
    catalogue_ages: str = Field(
        "",
        description="Seconds until an answer is fetched anew meanwhile, and until it is fetched "
        'first, by kind, as JSON: `{"record": [43200, 604800]}`. Kinds: table, record, episodes, '
        "list, search, feed, user.",
    )
    catalogue_memory_mb: int = Field(
        64, ge=0, le=65536, description="Memory for the most wanted answers, each web process."
    )
    catalogue_lanes: int = Field(
        8, ge=1, le=64, description="Questions put to TheTVDB at a time, by each web process."
    )
    catalogue_wait_seconds: float = Field(
        3,
        gt=0,
        le=60,
        description="How long a client waits for TheTVDB before it gets the answer that we hold.",
    )
