"""How pictures of applications leave the house."""

from __future__ import annotations

from dataclasses import replace

from tvdbproxy.artwork.pipeline import Kitchen
from tvdbproxy.delivery.hot import HotCache
from tvdbproxy.delivery.media.making import Maker
from tvdbproxy.delivery.media.memory import Memory
from tvdbproxy.delivery.media.plan import Planner
from tvdbproxy.delivery.media.serve import Media
from tvdbproxy.delivery.once import Once
from tvdbproxy.imaging.limits import MEBIBYTE
from tvdbproxy.jobs.alone import Alone
from tvdbproxy.jobs.seats import Seats
from tvdbproxy.settings import Settings
from tvdbproxy.urls.media import MediaUrls
from tvdbproxy.wiring.recipe import open_profiles

# As long as a client waits for what another process makes: longer, and one that was killed
# keeps others from it in vain.
_MAKING_SECONDS = 15.0


def open_media(settings: Settings, kitchen: Kitchen, hot: HotCache, seats: Seats) -> Media:
    """Everything that answering for them takes."""
    recipe = kitchen.recipe
    # Of an upload variants were made already, whatever may be uploaded today.
    largest = max(recipe.limits.max_bytes, int(settings.ingest.max_upload_size_mb * MEBIBYTE))
    maker = Maker(
        database=kitchen.database,
        originals=kitchen.originals,
        thumbnails=kitchen.thumbnails,
        pool=kitchen.pool,
        alone=Alone(kitchen.database, "media", min(kitchen.lease_seconds, _MAKING_SECONDS)),
        quality=recipe.quality,
        limits=replace(recipe.limits, max_bytes=largest),
    )
    return Media(
        database=kitchen.database,
        thumbnails=kitchen.thumbnails,
        hot=hot,
        once=Once(seats),
        memory=Memory(),
        maker=maker,
        planner=Planner(open_profiles(settings.images), recipe.formats),
        urls=media_urls(settings),
        redirect=settings.delivery.image_delivery == "redirect",
    )


def media_urls(settings: Settings) -> MediaUrls:
    """Their addresses."""
    return MediaUrls(
        base=settings.web.public_base_url,
        cdn=settings.delivery.cdn_base_url,
        smart_base=settings.ingest.smart_media_base_url,
    )
