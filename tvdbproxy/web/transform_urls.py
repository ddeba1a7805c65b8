"""Signed addresses of a picture, transformed: those that answers carry."""

from __future__ import annotations

import base64
from dataclasses import dataclass

from tvdbproxy.db.models import Artwork, Image
from tvdbproxy.delivery.transforms.listing import Listing
from tvdbproxy.imgproxy import PRESETS, RESPONSIVE, Endpoint
from tvdbproxy.settings import Settings
from tvdbproxy.urls.imgproxy.options.table import PRESET_NAMES

_THUMBNAIL = "thumbnail"
_CACHEBUSTER = ("cb", "cachebuster")


@dataclass(frozen=True)
class TransformUrls:
    """By preset. All of it is ``None`` where nothing is signed, or the door would refuse it."""

    thumbnail: str | None = None
    responsive: dict[str, str] | None = None
    presets: dict[str, str] | None = None


def artwork_transforms(settings: Settings, row: Artwork) -> TransformUrls:
    """The addresses of this artwork; they change when the picture is replaced."""
    owner = f"tvdb://{row.content_type}/{row.content_id}/{row.image_type}"
    source = owner if row.is_chosen else f"{owner}/{row.id}"
    return _transform_urls(settings, source, row.revision)


def media_transforms(settings: Settings, image: Image) -> TransformUrls:
    """The addresses of this picture of an application's; none before its bytes are here."""
    if image.source_key is None:
        return TransformUrls()
    source = f"s3://{settings.storage.s3_bucket_originals}/{image.source_key}"
    return _transform_urls(settings, source, image.revision)


def _transform_urls(settings: Settings, source: str, revision: str | None) -> TransformUrls:
    transforms = settings.transforms
    allowed = transforms.imgproxy_allowed_processing_options
    usable = transforms.imgproxy_only_presets or not allowed or not PRESET_NAMES.isdisjoint(allowed)
    listed = Listing(transforms.imgproxy_allowed_sources).admits(source)
    if not (transforms.imgproxy_key and transforms.imgproxy_salt and usable and listed):
        return TransformUrls()
    found = {preset: _address(settings, preset, source, revision) for preset in PRESETS}
    return TransformUrls(found[_THUMBNAIL], {name: found[name] for name in RESPONSIVE}, found)


def _address(settings: Settings, preset: str, source: str, revision: str | None) -> str:
    transforms = settings.transforms
    endpoint = Endpoint(
        f"{settings.web.public_base_url.rstrip('/')}/imgproxy",
        transforms.imgproxy_key[0],
        transforms.imgproxy_salt[0],
        transforms.imgproxy_signature_size,
    )
    encoded = base64.urlsafe_b64encode(source.encode()).decode().rstrip("=")
    if transforms.imgproxy_only_presets:
        return endpoint.address(f"/{preset}/{encoded}")
    allowed = transforms.imgproxy_allowed_processing_options
    busts = revision and (not allowed or any(name in allowed for name in _CACHEBUSTER))
    buster = f"/cb:{revision}" if busts else ""
    return endpoint.address(f"/pr:{preset}{buster}/{encoded}")
