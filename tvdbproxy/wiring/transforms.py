"""How pictures are transformed on the fly: who may ask, of what, and what is kept."""

from __future__ import annotations

import binascii
from base64 import b64decode
from dataclasses import replace
from pathlib import Path

from tvdbproxy.artwork.pipeline import Kitchen
from tvdbproxy.delivery.aside import Aside
from tvdbproxy.delivery.banners import Mirror
from tvdbproxy.delivery.lately import Lately
from tvdbproxy.delivery.once import Once
from tvdbproxy.delivery.transforms.catalogue_source import CatalogueSources
from tvdbproxy.delivery.transforms.choice import Detection
from tvdbproxy.delivery.transforms.fetched_source import Copy, FetchedSources
from tvdbproxy.delivery.transforms.kept import Kept, Kind
from tvdbproxy.delivery.transforms.listing import Listing
from tvdbproxy.delivery.transforms.making import Maker, TransformsPictures
from tvdbproxy.delivery.transforms.own_sources import BucketSources, FileSources
from tvdbproxy.delivery.transforms.set_pictures import SetPictures, given, kept_at
from tvdbproxy.delivery.transforms.sources import Sources
from tvdbproxy.delivery.transforms.transforms import Transforms
from tvdbproxy.errors import ConfigurationError
from tvdbproxy.fetch.fetcher import Fetcher
from tvdbproxy.fetch.listing import hosts_of
from tvdbproxy.fetch.policy import FetchPolicy
from tvdbproxy.imaging.limits import MEBIBYTE, MEGAPIXEL, Limits
from tvdbproxy.jobs.alone import Alone
from tvdbproxy.jobs.seats import Seats
from tvdbproxy.meter.events import Service
from tvdbproxy.meter.meter import Meter
from tvdbproxy.settings import Settings, TransformServingSettings
from tvdbproxy.wiring.recipe import picture_limits

# How often a process writes that something kept is wanted; the row itself tells the day.
_NOTICE_SECONDS = 3600.0
# A lease outlives the work that it is for by this much.
_LEASE_SLACK_SECONDS = 5.0
_WATERMARK, _FALLBACK = "watermark", "fallback_image"


def open_transforms(
    settings: Settings,
    kitchen: Kitchen,
    pool: TransformsPictures,
    mirror: Mirror,
    seats: Seats,
) -> Transforms:
    """Everything that answering an understood request takes."""
    serving, seconds = settings.transform_serving, settings.transform_serving.imgproxy_timeout
    places = _places(settings)
    sources = _sources(settings, kitchen, mirror, places, Once(seats))
    return Transforms(
        sources=sources,
        maker=Maker(pool, source_limits(settings), kitchen.meter),
        kept=_kept(kitchen, mirror.upkeep.aside, "result", serving.imgproxy_result_cache_mb),
        hot=mirror.hot,
        once=Once(seats),
        places=places,
        alone=Alone(kitchen.database, "transform", seconds + _LEASE_SLACK_SECONDS),
        detection=Detection(
            webp=settings.transforms.imgproxy_enable_webp_detection,
            avif=settings.transforms.imgproxy_enable_avif_detection,
        ),
        seconds=seconds,
        set_pictures=open_set_pictures(settings, sources, kitchen.meter),
        meter=kitchen.meter,
    )


def source_policy(settings: Settings, listing: Listing | None = None) -> FetchPolicy:
    """What may be fetched of whom, at most: of those that are admitted, or of another
    ``listing``. Raises ``ConfigurationError``."""
    listing = listing or Listing(settings.transforms.imgproxy_allowed_sources)
    serving = settings.transform_serving
    return FetchPolicy(
        max_bytes=source_limits(settings).max_bytes,
        total_seconds=serving.imgproxy_download_timeout,
        max_redirects=serving.imgproxy_max_redirects,
        allowed_hosts=listing.hosts,
        private_hosts=hosts_of(settings.upstream.fetch_private_hosts),
        ports=listing.ports,
    )


def source_limits(settings: Settings) -> Limits:
    """How large a source may be."""
    usual = picture_limits(settings.images)
    pixels = int(settings.transforms.imgproxy_max_src_resolution * MEGAPIXEL)
    of_frame = int(settings.transforms.imgproxy_max_animation_frame_resolution * MEGAPIXEL)
    return replace(
        usual,
        max_bytes=settings.transforms.imgproxy_max_src_file_size or usual.max_bytes,
        max_pixels=pixels,
        max_pixels_modern=min(pixels, usual.max_pixels_modern),
        max_frame_pixels=of_frame or None,
    )


def read_set_pictures(serving: TransformServingSettings) -> dict[str, bytes]:
    """Those that are given as text or as files, by their kind. Raises ``ConfigurationError``."""
    found = {
        kind: _read(f"IMGPROXY_{kind.upper()}", data, path)
        for kind, (data, path, _) in _set(serving).items()
    }
    return {kind: picture for kind, picture in found.items() if picture is not None}


def open_set_pictures(settings: Settings, sources: Sources, meter: Meter) -> SetPictures:
    """The watermark and the fallback. What they are taken from need not be listed."""
    serving = settings.transform_serving
    found = {kind: given(data) for kind, data in read_set_pictures(serving).items()}
    for kind, (_, _, address) in _set(serving).items():
        if address and kind not in found:
            found[kind] = kept_at(address, _with_this(settings, sources, address, meter))
    return SetPictures(found.get(_WATERMARK), found.get(_FALLBACK))


def _set(serving: TransformServingSettings) -> dict[str, tuple[str, str, str]]:
    """Data, path and address of each kind; the first that is not empty counts."""
    return {
        _WATERMARK: (
            serving.imgproxy_watermark_data,
            serving.imgproxy_watermark_path,
            serving.imgproxy_watermark_url,
        ),
        _FALLBACK: (
            serving.imgproxy_fallback_image_data,
            serving.imgproxy_fallback_image_path,
            serving.imgproxy_fallback_image_url,
        ),
    }


def _read(name: str, data: str, path: str) -> bytes | None:
    try:
        if data:
            return b64decode(data, validate=True)
        return Path(path).read_bytes() if path else None
    except binascii.Error as error:
        raise ConfigurationError(f"{name}_DATA: this is not base64 ({error})") from error
    except OSError as error:
        raise ConfigurationError(f"{name}_PATH: {error}") from error


def _with_this(settings: Settings, sources: Sources, address: str, meter: Meter) -> Sources:
    """The same sources, but that of other servers nothing is fetched but this address."""
    listing = Listing((address,))
    fetcher = Fetcher(source_policy(settings, listing), meter=meter, service=Service.SOURCES)
    fetched = sources.by_scheme["https"]
    assert isinstance(fetched, FetchedSources)
    this = replace(fetched, listing=listing, fetcher=fetcher)
    return Sources({**sources.by_scheme, "http": this, "https": this})


def _places(settings: Settings) -> Seats:
    """Who finds none goes at once; a crowd at one and the same result needs but one."""
    usual = max(settings.web.web_threads // 2, 1)
    return Seats(settings.transform_serving.imgproxy_requests_queue_size or usual, 0)


def _kept(kitchen: Kitchen, aside: Aside, kind: Kind, megabytes: int) -> Kept:
    lately, most = Lately(_NOTICE_SECONDS), megabytes * MEBIBYTE
    return Kept(kind, kitchen.database, kitchen.originals, aside, lately, most)


def _sources(
    settings: Settings,
    kitchen: Kitchen,
    mirror: Mirror,
    places: Seats,
    flights: Once[Copy],
) -> Sources:
    serving, storage = settings.transform_serving, settings.storage
    listing = Listing(settings.transforms.imgproxy_allowed_sources)
    max_bytes = source_limits(settings).max_bytes
    stores = {
        storage.s3_bucket_originals: kitchen.originals,
        storage.s3_bucket_thumbnails: kitchen.thumbnails,
    }
    fetched = FetchedSources(
        fetcher=Fetcher(source_policy(settings), meter=kitchen.meter, service=Service.SOURCES),
        listing=listing,
        kept=_kept(kitchen, mirror.upkeep.aside, "source", serving.imgproxy_source_cache_mb),
        flights=flights,
        places=places,
        alone=Alone(kitchen.database, "source", serving.imgproxy_timeout + _LEASE_SLACK_SECONDS),
        fresh_seconds=serving.imgproxy_source_cache_hours * 3600,
    )
    files = stores if storage.storage_backend == "local" else {}
    return Sources(
        {
            "http": fetched,
            "https": fetched,
            "s3": BucketSources(stores, listing, max_bytes),
            "local": FileSources(storage.storage_path, files, listing, max_bytes),
            "tvdb": CatalogueSources(
                kitchen.database,
                kitchen.originals,
                mirror,
                listing,
                settings.delivery.image_on_miss,
            ),
        }
    )
