"""A small house for each test."""

from tests.house.artwork_host import artwork_host
from tests.house.house import clean_environment, image_pool, open_house, services

__all__ = ["artwork_host", "clean_environment", "image_pool", "open_house", "services"]
