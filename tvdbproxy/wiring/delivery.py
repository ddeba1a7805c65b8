"""How pictures leave the house: sized ones, and those of the artwork host's own paths."""

from __future__ import annotations

from datetime import timedelta

from tvdbproxy.artwork.ondemand import OnDemand
from tvdbproxy.artwork.pipeline import Kitchen
from tvdbproxy.delivery.aside import Aside
from tvdbproxy.delivery.banners import Mirror
from tvdbproxy.delivery.host import Host
from tvdbproxy.delivery.hot import HotCache
from tvdbproxy.delivery.lately import Lately
from tvdbproxy.delivery.misses import Misses
from tvdbproxy.delivery.once import Once
from tvdbproxy.delivery.pull import Pull
from tvdbproxy.delivery.serve import Delivery
from tvdbproxy.delivery.upkeep import Upkeep
from tvdbproxy.jobs.alone import Alone
from tvdbproxy.jobs.notices import Notices
from tvdbproxy.jobs.seats import Seats
from tvdbproxy.settings import Settings

# How long a file that upstream does not have is not asked for again.
_MISS_SECONDS = 600.0
# As long as a client waits for what another process fetches: longer, and one that was killed
# keeps others from it in vain.
_PULL_SECONDS = 15.0
# How often a process looks after a file of the mirror that it reads from the bucket.
_UPKEEP_SECONDS = 3600.0


def open_delivery(settings: Settings, kitchen: Kitchen, hot: HotCache, seats: Seats) -> Delivery:
    """Sized pictures."""
    recipe = kitchen.recipe
    return Delivery(
        database=kitchen.database,
        thumbnails=kitchen.thumbnails,
        hot=hot,
        once=Once(seats),
        make=OnDemand(kitchen).make,
        urls=kitchen.urls,
        hosts=kitchen.hosts,
        sizes=frozenset(size.name for size in recipe.sizes),
        stored=recipe.formats,
        on_miss=settings.delivery.image_on_miss,
        redirect=settings.delivery.image_delivery == "redirect",
        meter=kitchen.meter,
    )


def open_mirror(
    settings: Settings, kitchen: Kitchen, delivery: Delivery, notices: Notices
) -> Mirror:
    """The artwork host's own files."""
    pull = Pull(
        database=kitchen.database,
        alone=Alone(kitchen.database, "banner", min(kitchen.lease_seconds, _PULL_SECONDS)),
        originals=kitchen.originals,
        host=Host(kitchen.fetcher, kitchen.hosts, kitchen.recipe.limits),
        pool=kitchen.pool,
        quality=kitchen.recipe.quality,
        purges=kitchen.purges,
    )
    upkeep = Upkeep(
        pull=pull,
        hot=delivery.hot,
        aside=Aside(),
        lately=Lately(_UPKEEP_SECONDS),
        announce=notices.announce,
        recheck=timedelta(days=settings.schedule.recheck_days),
        counts_use=settings.schedule.mirror_max_gb > 0,
    )
    return Mirror(
        originals=kitchen.originals,
        hot=delivery.hot,
        once=delivery.once,
        misses=Misses(_MISS_SECONDS),
        pull=pull,
        upkeep=upkeep,
        hosts=kitchen.hosts,
        meter=kitchen.meter,
    )
