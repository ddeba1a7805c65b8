"""Sizes for upstream's thumbnails."""

from __future__ import annotations

import pytest

from tvdbproxy.catalogue.rewriting.sized import ORIGINAL, thumbnail_size, without_tail
from tvdbproxy.delivery.wanted import understand
from tvdbproxy.imaging.profiles import BUILT_IN
from tvdbproxy.vocabulary import ARTWORK_TYPES, PLURALS

ALWAYS = frozenset(size.name for size in BUILT_IN["artwork"])


@pytest.mark.parametrize("content_type", PLURALS)
@pytest.mark.parametrize("image_type", sorted({*ARTWORK_TYPES.values(), "type-99"}))
def test_delivery_knows_every_size_that_is_named(content_type: str, image_type: str) -> None:
    if image_type == "image" and content_type not in ("person", "episode"):
        return  # which means the poster, and is not named
    for size in (ORIGINAL, thumbnail_size(content_type, image_type)):
        wanted = understand(content_type, "1", image_type, f"{size}.webp", None, ALWAYS)
        assert (wanted.image_type, wanted.size) == (image_type, size)


@pytest.mark.parametrize(
    ("path", "whole"),
    [
        ("/banners/a_t.jpg", "/banners/a.jpg"),
        ("/banners/a_t_t.jpg", "/banners/a_t.jpg"),
        ("/banners/a.jpg", "/banners/a.jpg"),
        ("/banners/a_t.jpg/b.jpg", "/banners/a_t.jpg/b.jpg"),
        ("/banners/at.jpg", "/banners/at.jpg"),
        ("/banners/a_t", "/banners/a_t"),
    ],
)
def test_a_thumbnails_picture_has_its_name_without_the_tail(path: str, whole: str) -> None:
    assert without_tail(path) == whole
