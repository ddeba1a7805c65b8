"""Small houses whose transforms door is open."""

from __future__ import annotations

from tests.house.artwork_host import artwork_host
from tests.house.house import clean_environment, image_pool, open_house, services
from tests.house.transforms import transforming

__all__ = [
    "artwork_host",
    "clean_environment",
    "image_pool",
    "open_house",
    "services",
    "transforming",
]
