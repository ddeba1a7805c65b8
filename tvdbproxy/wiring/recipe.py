"""How pictures are made, by the settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from tvdbproxy.artwork.recipe import Recipe
from tvdbproxy.imaging.formats import Format
from tvdbproxy.imaging.limits import MEBIBYTE, MEGAPIXEL, Budget, Limits
from tvdbproxy.imaging.pool import ImagePool
from tvdbproxy.imaging.profiles import BUILT_IN, Profiles, load_profiles
from tvdbproxy.settings import ImageSettings, Settings

# A little more than 1920x1080. Of what a camera makes, encoding the largest size costs more than
# all the rest together, and with less effort half as much, for six bytes in a hundred.
_EFFORT_PIXELS = 2_100_000


def open_recipe(settings: ImageSettings) -> Recipe:
    """The recipe of stored variants. Raises ``ConfigurationError`` for bad profiles.

    The five sizes of artwork exist in any case: addresses and pages name them.
    """
    formats = dict.fromkeys([settings.image_format, *settings.image_formats])
    sizes = {size.name: size for size in BUILT_IN["artwork"]}
    sizes |= {size.name: size for size in open_profiles(settings)["artwork"]}
    return Recipe(
        sizes=tuple(sizes.values()),
        formats=tuple(Format(name) for name in formats),
        quality=settings.image_quality,
        effort="store" if settings.enable_image_optimization else "fast",
        limits=picture_limits(settings),
    )


def open_recipes(settings: Settings) -> Mapping[str, Recipe]:
    """The recipes of pictures that applications give us, one for each profile of sizes. Raises
    ``ConfigurationError``."""
    usual = replace(
        open_recipe(settings.images),
        limits=upload_limits(settings),
        effort_pixels=_EFFORT_PIXELS,
    )
    return {
        name: replace(usual, sizes=sizes, formats=_formats(name, usual))
        for name, sizes in open_profiles(settings.images).items()
    }


def upload_limits(settings: Settings) -> Limits:
    """How large a picture may be that an application gives us."""
    most = int(settings.ingest.max_upload_size_mb * MEBIBYTE)
    return replace(picture_limits(settings.images), max_bytes=most)


def _formats(profile: str, usual: Recipe) -> tuple[Format, ...]:
    """Media are promised in AVIF as well, where it is smaller."""
    further = (Format.AVIF,) if profile == "media" else ()
    return tuple(dict.fromkeys([*usual.formats, *further]))


def open_profiles(settings: ImageSettings) -> Profiles:
    """Every profile of sizes by its name. Raises ``ConfigurationError``."""
    return load_profiles(settings.size_profiles, settings.image_sizes)


def picture_limits(settings: ImageSettings) -> Limits:
    """How large a picture may be."""
    pixels = int(settings.max_image_megapixels * MEGAPIXEL)
    return Limits(
        max_bytes=int(settings.max_image_file_size_mb * MEBIBYTE),
        max_pixels=pixels,
        max_pixels_modern=pixels // 2,
    )


def open_pool(settings: ImageSettings) -> ImagePool:
    """The children that decode and encode; none is started before there is work."""
    return ImagePool(
        settings.image_children,
        Budget(
            memory_mb=settings.image_child_memory_mb,
            # Less than wall-clock time: what runs out of CPU is the picture's fault, what
            # stands still may be the machine's.
            cpu_seconds=settings.image_child_seconds * 2 / 3,
            wall_seconds=settings.image_child_seconds,
        ),
    )
