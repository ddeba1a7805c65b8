"""How pictures of applications leave the house."""

from __future__ import annotations

from tvdbproxy.artwork.pipeline import Kitchen
from tvdbproxy.delivery.media.direct import DirectAccess
from tvdbproxy.delivery.media.making import Maker
from tvdbproxy.delivery.media.memory import Memory
from tvdbproxy.delivery.media.plan import Planner
from tvdbproxy.delivery.media.serve import Media
from tvdbproxy.delivery.media.sizes import Profile
from tvdbproxy.delivery.once import Once
from tvdbproxy.delivery.serve import Delivery
from tvdbproxy.jobs.alone import Alone
from tvdbproxy.jobs.seats import Seats
from tvdbproxy.settings import Settings
from tvdbproxy.storage.open import open_sources
from tvdbproxy.urls.media import MediaUrls
from tvdbproxy.wiring.recipe import open_recipes, upload_limits

# As long as a client waits for what another process makes: longer, and one that was killed
# keeps others from it in vain.
_MAKING_SECONDS = 15.0


def open_media(settings: Settings, kitchen: Kitchen, delivery: Delivery, seats: Seats) -> Media:
    """Everything that answering for them takes; the memory is shared with other pictures."""
    maker = Maker(
        database=kitchen.database,
        originals=kitchen.originals,
        thumbnails=kitchen.thumbnails,
        pool=kitchen.pool,
        alone=Alone(kitchen.database, "media", min(kitchen.lease_seconds, _MAKING_SECONDS)),
        quality=kitchen.recipe.quality,
        limits=upload_limits(settings),
        meter=kitchen.meter,
    )
    profiles = {
        name: Profile(recipe.sizes, recipe.formats)
        for name, recipe in open_recipes(settings).items()
    }
    return Media(
        database=kitchen.database,
        thumbnails=kitchen.thumbnails,
        hot=delivery.hot,
        once=Once(seats),
        memory=Memory(),
        maker=maker,
        planner=Planner(profiles),
        urls=media_urls(settings),
        redirect=delivery.redirect,
        meter=kitchen.meter,
    )


def open_direct(settings: Settings) -> DirectAccess:
    """How owners come by their sources without us; asks no server anything."""
    return DirectAccess(open_sources(settings.storage), settings.ingest.source_url_seconds)


def media_urls(settings: Settings) -> MediaUrls:
    """Their addresses."""
    return MediaUrls(
        base=settings.web.public_base_url,
        cdn=settings.delivery.cdn_base_url,
        smart_base=settings.ingest.smart_media_base_url,
    )
