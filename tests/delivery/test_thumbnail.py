"""Thumbnails that we make ourselves: upstream's boxes, the picture's own format."""

from __future__ import annotations

import pytest

from tests.house.pictures import logo, poster, still
from tests.imaging.drawing import decoded, encoded, quarters
from tvdbproxy.delivery.thumbnail import box_of, thumbnail_of
from tvdbproxy.imaging.formats import Format
from tvdbproxy.imaging.limits import Limits
from tvdbproxy.imaging.pool import ImagePool

LIMITS = Limits()


@pytest.mark.parametrize(
    ("path", "box"),
    [
        ("/banners/v4/series/1/posters/x.jpg", (340, 500)),
        ("/banners/v4/movie/1/backgrounds/x.jpg", (640, 360)),
        ("/banners/v4/series/1/banners/x.jpg", (758, 140)),
        ("/banners/v4/series/1/icons/x.png", (512, 512)),
        ("/banners/v4/actor/1/photo/x.jpg", (150, 225)),
        ("/banners/v4/series/1/clearlogo/x.png", (400, 155)),
        ("/banners/posters/1-1.jpg", (340, 500)),
        ("/banners/fanart/original/1-1.jpg", (640, 360)),
        ("/banners/graphical/1-g.jpg", (758, 140)),
        ("/banners/episodes/1/2.jpg", (640, 500)),
        ("/banners/x.jpg", (640, 500)),
        ("/banners/v4/series/1/what/posters.jpg", (640, 500)),
    ],
)
def test_the_path_says_how_large_a_thumbnail_is(path: str, box: tuple[int, int]) -> None:
    size = box_of(path)
    assert (size.width, size.height, size.fit) == (*box, "fit")


@pytest.mark.parametrize(
    ("full", "path", "kind", "size"),
    [
        (encoded(quarters(680, 1000), "JPEG"), "/posters/x.jpg", Format.JPEG, (340, 500)),
        (encoded(quarters(680, 1000), "WEBP"), "/posters/x.jpg", Format.WEBP, (340, 500)),
        (encoded(quarters(1920, 1080), "JPEG"), "/backgrounds/x.jpg", Format.JPEG, (640, 360)),
        (encoded(quarters(680, 1000), "JPEG"), "/what/x.jpg", Format.JPEG, (340, 500)),
        (encoded(quarters(758, 140), "GIF"), "/banners/v4/1/banners/x.gif", Format.PNG, (758, 140)),
        (still(), "/posters/x.jpg", Format.JPEG, (340, 191)),
        (logo(), "/clearlogo/x.png", Format.PNG, (400, 155)),
    ],
    ids=["poster", "webp", "background", "unknown", "gif", "wrong folder", "logo"],
)
def test_a_thumbnail_fits_its_box_and_keeps_its_format(
    image_pool: ImagePool, full: bytes, path: str, kind: Format, size: tuple[int, int]
) -> None:
    made = thumbnail_of(full, path, image_pool, LIMITS, 85)
    assert made is not None
    assert made[1] is kind
    assert decoded(made[0]).size == size


def test_transparent_pictures_stay_transparent(image_pool: ImagePool) -> None:
    made = thumbnail_of(logo(), "/banners/v4/series/1/icons/x.png", image_pool, LIMITS, 85)
    assert made is not None
    image = decoded(made[0])
    assert image.convert("RGBA").getextrema()[3] == (128, 128)


@pytest.mark.parametrize("broken", [b"", b"<html>", poster()[:200] + b"\xff\xd9"])
def test_of_what_cannot_be_decoded_there_is_none(image_pool: ImagePool, broken: bytes) -> None:
    assert thumbnail_of(broken, "/posters/x.jpg", image_pool, LIMITS, 85) is None
