"""The endpoint that the settings name, if they name one."""

from __future__ import annotations

from tvdbproxy.fetch.fetcher import Fetcher
from tvdbproxy.fetch.listing import site_at
from tvdbproxy.fetch.policy import FetchPolicy
from tvdbproxy.meter.events import Service
from tvdbproxy.meter.meter import SILENT, Meter
from tvdbproxy.settings.ingest import IngestSettings
from tvdbproxy.vision import chat, google
from tvdbproxy.vision.chat import ChatVision
from tvdbproxy.vision.endpoint import VisionEndpoint
from tvdbproxy.vision.google import GoogleVision

_MAX_ANSWER_BYTES = 1024 * 1024


def open_vision(settings: IngestSettings, meter: Meter = SILENT) -> VisionEndpoint | None:
    """The endpoint; ``None`` without ``VISION_PROVIDER``. Nothing is sent yet.

    Raises ``ConfigurationError`` for an address that is none.
    """
    if settings.vision_provider == "none":
        return None
    if settings.vision_provider == "google":
        base = settings.vision_url or google.BASE
        return GoogleVision(_fetcher(settings, base, meter), base, settings.vision_api_key)
    base = settings.vision_url or chat.BASE
    fetcher = _fetcher(settings, base, meter)
    return ChatVision(fetcher, base, settings.vision_model, settings.vision_api_key)


def _fetcher(settings: IngestSettings, base: str, meter: Meter) -> Fetcher:
    """Of this one host, which may well be in private: models run on one's own machines."""
    site = frozenset([site_at(base)])
    policy = FetchPolicy(
        max_bytes=_MAX_ANSWER_BYTES,
        total_seconds=settings.vision_seconds,
        # Models think before they say a word, and a picture is sent within the time to connect.
        connect_seconds=settings.vision_seconds,
        read_seconds=settings.vision_seconds,
        allowed_hosts=site,
        private_hosts=site,
    )
    return Fetcher(policy, meter=meter, service=Service.VISION)
