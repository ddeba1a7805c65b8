"""Settings to services: every long-lived object, built once for a process.

Straight-line construction, no container. Doors call ``build``; flows are handed the two
or three things that they need and never see this file.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from tvdbproxy.access.doorkeeper import Doorkeeper
from tvdbproxy.access.rate import rule_of
from tvdbproxy.artwork.ondemand import OnDemand
from tvdbproxy.artwork.pipeline import Kitchen
from tvdbproxy.artwork.recipe import Recipe
from tvdbproxy.catalogue.replies.ages import read_ages
from tvdbproxy.catalogue.replies.answers import Answers
from tvdbproxy.catalogue.replies.flights import Flights
from tvdbproxy.catalogue.replies.library import Library
from tvdbproxy.catalogue.replies.memory import Memory
from tvdbproxy.catalogue.replies.rewritten import RewrittenSince
from tvdbproxy.catalogue.rewriting import ImageRewriter
from tvdbproxy.db.database import Database, open_database
from tvdbproxy.db.engine import database_url
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
from tvdbproxy.fetch.breaker import CircuitBreaker
from tvdbproxy.fetch.fetcher import Fetcher
from tvdbproxy.fetch.listing import hosts_of
from tvdbproxy.fetch.pauses import Pauses
from tvdbproxy.fetch.policy import FetchPolicy
from tvdbproxy.imaging.formats import Format
from tvdbproxy.imaging.limits import MEBIBYTE, MEGAPIXEL, Budget, Limits
from tvdbproxy.imaging.pool import ImagePool
from tvdbproxy.imaging.profiles import BUILT_IN, load_profiles
from tvdbproxy.jobs.broker import check_broker_url, open_broker
from tvdbproxy.jobs.notices import KEYS, Notices
from tvdbproxy.jobs.queue import Queue
from tvdbproxy.settings import ImageSettings, Settings, UpstreamSettings
from tvdbproxy.storage.open import Stores, check_stores, open_stores
from tvdbproxy.upstream.address import base_address
from tvdbproxy.upstream.client import TvdbClient
from tvdbproxy.upstream.patience import Patience
from tvdbproxy.urls.images import PublicUrls

# The longest answers of the API are series with thousands of episodes.
_MAX_JSON_BYTES = 64 * MEBIBYTE
# As long as a client waits for what we do not have.
_LONGEST_WAIT_SECONDS = 20.0
# A flight that takes longer is cut off; what it would have brought is asked for again.
_LONGEST_FAREWELL_SECONDS = 2.0
# How long a file that upstream does not have is not asked for again.
_MISS_SECONDS = 600.0
# How often a process looks after a file of the mirror that it reads from the bucket.
_UPKEEP_SECONDS = 3600.0


@dataclass(frozen=True)
class Services:
    """Everything that a door may need."""

    settings: Settings
    database: Database
    stores: Stores
    queue: Queue
    notices: Notices
    upstream: TvdbClient
    pool: ImagePool
    kitchen: Kitchen
    hot: HotCache
    delivery: Delivery
    answers: Answers
    mirror: Mirror
    urls: PublicUrls
    doorkeeper: Doorkeeper

    def close(self) -> None:
        """Give everything back: children, connections, threads."""
        self.mirror.upkeep.aside.close()
        self.answers.library.flights.close(_LONGEST_FAREWELL_SECONDS)
        self.doorkeeper.close()
        self.pool.close()
        self.notices.close()
        self.queue.broker.close()
        self.database.close()


def build(settings: Settings) -> Services:
    """Build it all; connects to nothing yet. Call it after the last fork."""
    database = open_database(settings.database)
    stores = open_stores(settings.storage)
    # What is known of a host holds for whoever asks it.
    pauses, breaker = Pauses(), CircuitBreaker()
    pictures = Fetcher(_picture_policy(settings), pauses=pauses, breaker=breaker)
    records = Fetcher(_record_policy(settings.upstream), pauses=pauses, breaker=breaker)
    recipe = open_recipe(settings.images)
    urls = PublicUrls(
        base=settings.web.public_base_url,
        cdn=settings.delivery.cdn_base_url,
        extension=recipe.main_format.extension,
    )
    pool = ImagePool(
        settings.images.image_children,
        Budget(
            memory_mb=settings.images.image_child_memory_mb,
            # Less than wall-clock time: what runs out of CPU is the picture's fault, what
            # stands still may be the machine's.
            cpu_seconds=settings.images.image_child_seconds * 2 / 3,
            wall_seconds=settings.images.image_child_seconds,
        ),
    )
    kitchen = Kitchen(
        database=database,
        originals=stores.originals,
        thumbnails=stores.thumbnails,
        fetcher=pictures,
        pool=pool,
        recipe=recipe,
        urls=urls,
        hosts=settings.upstream.tvdb_artwork_hosts,
        lease_seconds=settings.queue.lease_seconds,
        patience_seconds=settings.queue.lease_seconds,
        max_deliveries=settings.queue.max_deliveries,
        recheck_days=settings.schedule.recheck_days,
    )
    hot = HotCache(settings.delivery.hot_cache_mb * MEBIBYTE)
    upstream = TvdbClient(
        settings.upstream.tvdb_base_url,
        settings.upstream.tvdb_api_key,
        settings.upstream.tvdb_pin,
        records,
    )
    notices = Notices(settings.broker)
    delivery = _delivery(settings, kitchen, hot)
    return Services(
        settings=settings,
        database=database,
        stores=stores,
        queue=Queue(open_broker(settings.broker)),
        notices=notices,
        upstream=upstream,
        pool=pool,
        kitchen=kitchen,
        hot=hot,
        delivery=delivery,
        answers=_answers(settings, kitchen, upstream),
        mirror=_mirror(settings, kitchen, delivery, notices),
        urls=urls,
        doorkeeper=Doorkeeper(
            database,
            settings.broker,
            settings.access.login_rate_limit,
            announce=partial(notices.announce, kind=KEYS),
        ),
    )


def check(settings: Settings) -> None:
    """Raise ``ConfigurationError`` for values that ``build`` could not use, and
    ``Unavailable`` for a storage directory that cannot be made.

    Builds nothing else, and so may be called before processes are forked.
    """
    open_recipe(settings.images)
    database_url(settings.database.database_url)
    check_broker_url(settings.broker)
    check_stores(settings.storage)
    rule_of(settings.web.sync_rate_limit, "SYNC_RATE_LIMIT")
    rule_of(settings.access.login_rate_limit, "LOGIN_RATE_LIMIT")
    base_address(settings.upstream.tvdb_base_url)
    read_ages(settings.catalogue.catalogue_ages)
    _picture_policy(settings)
    _record_policy(settings.upstream)


def open_recipe(settings: ImageSettings) -> Recipe:
    """The recipe of stored variants. Raises ``ConfigurationError`` for bad profiles.

    The five sizes of the contract exist in any case: addresses and pages name them.
    """
    formats = dict.fromkeys([settings.image_format, *settings.image_formats])
    sizes = {size.name: size for size in BUILT_IN["artwork"]}
    sizes |= {size.name: size for size in load_profiles(settings.size_profiles)["artwork"]}
    return Recipe(
        sizes=tuple(sizes.values()),
        formats=tuple(Format(name) for name in formats),
        quality=settings.image_quality,
        effort="store" if settings.enable_image_optimization else "fast",
        limits=picture_limits(settings),
    )


def picture_limits(settings: ImageSettings) -> Limits:
    """How large a picture may be."""
    pixels = int(settings.max_image_megapixels * MEGAPIXEL)
    return Limits(
        max_bytes=int(settings.max_image_file_size_mb * MEBIBYTE),
        max_pixels=pixels,
        max_pixels_modern=pixels // 2,
    )


def _delivery(settings: Settings, kitchen: Kitchen, hot: HotCache) -> Delivery:
    recipe = kitchen.recipe
    return Delivery(
        database=kitchen.database,
        thumbnails=kitchen.thumbnails,
        hot=hot,
        # The threads that are left answer what needs no making.
        once=Once(at_a_time=max(settings.web.web_threads * 3 // 4, 1), patience_seconds=1),
        make=OnDemand(kitchen).make,
        urls=kitchen.urls,
        hosts=kitchen.hosts,
        sizes=frozenset(size.name for size in recipe.sizes),
        stored=recipe.formats,
        on_miss=settings.delivery.image_on_miss,
        redirect=settings.delivery.image_delivery == "redirect",
    )


def _answers(settings: Settings, kitchen: Kitchen, upstream: TvdbClient) -> Answers:
    catalogue, database = settings.catalogue, kitchen.database
    longest = min(settings.upstream.fetch_seconds, _LONGEST_WAIT_SECONDS)
    library = Library(
        database=database,
        # Somebody waits: once more after a hiccup, and no more.
        upstream=upstream.with_patience(Patience(attempts=2, first_pause=0.2, total_seconds=5)),
        flights=Flights(
            catalogue.catalogue_lanes,
            # The threads that are left answer what needs no upstream.
            max(settings.web.web_threads * 3 // 4, 1),
        ),
        ages=read_ages(catalogue.catalogue_ages),
        wait_seconds=min(catalogue.catalogue_wait_seconds, longest),
        longest_seconds=longest,
    )
    return Answers(
        library=library,
        images=ImageRewriter(
            database=database,
            urls=kitchen.urls,
            hosts=kitchen.hosts,
            stored_sizes=frozenset(size.name for size in kitchen.recipe.sizes),
            only_stored=settings.delivery.image_on_miss == "404",
        ),
        memory=Memory(catalogue.catalogue_memory_mb * MEBIBYTE),
        api_base=upstream.base_url,
        rewritten_since=RewrittenSince(
            database,
            (kitchen.urls, kitchen.hosts, catalogue.image_rewrite, catalogue.catalogue_enrichment),
        ),
    )


def _mirror(settings: Settings, kitchen: Kitchen, delivery: Delivery, notices: Notices) -> Mirror:
    pull = Pull(
        database=kitchen.database,
        originals=kitchen.originals,
        host=Host(kitchen.fetcher, kitchen.hosts, kitchen.recipe.limits),
        pool=kitchen.pool,
        quality=kitchen.recipe.quality,
        lease_seconds=kitchen.lease_seconds,
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
    )


def _picture_policy(settings: Settings) -> FetchPolicy:
    return FetchPolicy(
        max_bytes=picture_limits(settings.images).max_bytes,
        total_seconds=settings.upstream.fetch_seconds,
        allowed_hosts=hosts_of(settings.upstream.tvdb_artwork_hosts),
        private_hosts=hosts_of(settings.upstream.fetch_private_hosts),
    )


def _record_policy(settings: UpstreamSettings) -> FetchPolicy:
    return FetchPolicy(
        max_bytes=_MAX_JSON_BYTES,
        total_seconds=settings.fetch_seconds,
        allowed_hosts=hosts_of([settings.tvdb_base_url]),
        private_hosts=hosts_of(settings.fetch_private_hosts),
    )
