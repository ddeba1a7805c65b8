"""A house that takes uploads."""

from __future__ import annotations

from tests.ingest.conftest import (
    artwork_host,
    clean_environment,
    image_pool,
    open_house,
    services,
)

__all__ = ["artwork_host", "clean_environment", "image_pool", "open_house", "services"]
