"""The composition root: everything in its order, once."""

from __future__ import annotations

from functools import partial

from tvdbproxy.access.doorkeeper import Doorkeeper
from tvdbproxy.access.rate import rule_of
from tvdbproxy.artwork.pipeline import Kitchen
from tvdbproxy.catalogue.replies.ages import read_ages
from tvdbproxy.db.database import open_database
from tvdbproxy.db.engine import database_url
from tvdbproxy.delivery.hot import HotCache
from tvdbproxy.imaging.limits import MEBIBYTE
from tvdbproxy.jobs.broker import check_broker_url, open_broker
from tvdbproxy.jobs.notices import KEYS, Notices
from tvdbproxy.jobs.presence import Presence
from tvdbproxy.jobs.queue import Queue
from tvdbproxy.jobs.seats import Seats
from tvdbproxy.meter.deferred import Deferred
from tvdbproxy.meter.meter import FanOut
from tvdbproxy.ops.history.tally import Tally
from tvdbproxy.ops.metrics import Metrics
from tvdbproxy.ops.traced_messages import TracedMessages
from tvdbproxy.ops.traces import open_traces
from tvdbproxy.settings import Settings
from tvdbproxy.storage.metered import metered
from tvdbproxy.storage.open import check_stores, open_stores
from tvdbproxy.upstream.address import base_address
from tvdbproxy.urls.images import PublicUrls
from tvdbproxy.urls.imgproxy.parse import Grammar
from tvdbproxy.urls.imgproxy.signature import Signatures
from tvdbproxy.wiring.callbacks import open_courier, source_policy, webhook_policy
from tvdbproxy.wiring.catalogue import open_answers
from tvdbproxy.wiring.cdn import open_cdn, open_purger, open_purges
from tvdbproxy.wiring.delivery import open_delivery, open_mirror
from tvdbproxy.wiring.incoming import open_incoming
from tvdbproxy.wiring.ingest import open_ingest
from tvdbproxy.wiring.ingest_door import open_ingest_door, open_public_keys
from tvdbproxy.wiring.media import open_direct, open_media
from tvdbproxy.wiring.pending import open_pending
from tvdbproxy.wiring.recipe import open_pool, open_recipe, open_recipes
from tvdbproxy.wiring.services import Services
from tvdbproxy.wiring.transforms import open_transforms, read_set_pictures
from tvdbproxy.wiring.transforms import source_policy as transform_policy
from tvdbproxy.wiring.upstream import open_upstream, picture_policy, record_policy


def build(settings: Settings) -> Services:
    """Build it all; connects to nothing yet. Call it after the last fork."""
    database = open_database(settings.database)
    metrics, tally = Metrics(), Tally(database)
    meter = FanOut(metrics, metrics.circuits, tally)
    traces = open_traces()
    if traces is not None:
        meter.listen(traces)
    stores = metered(open_stores(settings.storage), meter)
    upstream = open_upstream(settings, meter)
    recipe = open_recipe(settings.images)
    urls = PublicUrls(
        base=settings.web.public_base_url,
        cdn=settings.delivery.cdn_base_url,
        extension=recipe.main_format.extension,
    )
    pool = open_pool(settings.images)
    kitchen = Kitchen(
        database=database,
        originals=stores.originals,
        thumbnails=stores.thumbnails,
        fetcher=upstream.pictures,
        pool=pool,
        recipe=recipe,
        urls=urls,
        hosts=settings.upstream.tvdb_artwork_hosts,
        lease_seconds=settings.queue.lease_seconds,
        patience_seconds=settings.queue.lease_seconds,
        max_deliveries=settings.queue.max_deliveries,
        recheck_days=settings.schedule.recheck_days,
        meter=meter,
        purges=open_purges(settings),
    )
    hot = HotCache(settings.delivery.hot_cache_mb * MEBIBYTE)
    notices = Notices(settings.broker)
    # The threads that are left answer what needs nobody else.
    seats = Seats(max(settings.web.web_threads * 3 // 4, 1))
    doorkeeper = Doorkeeper(
        database,
        settings.broker,
        settings.access.login_rate_limit,
        announce=partial(notices.announce, kind=KEYS),
    )
    delivery = open_delivery(settings, kitchen, hot, seats)
    mirror = open_mirror(settings, kitchen, delivery, notices)
    ingest = open_ingest(settings, kitchen, pool)
    return Services(
        settings=settings,
        meter=meter,
        deferred=Deferred(meter),
        metrics=metrics,
        traces=traces,
        database=database,
        stores=stores,
        queue=Queue(open_broker(settings.broker, [TracedMessages(traces)] if traces else [])),
        notices=notices,
        presence=Presence(settings.broker),
        upstream=upstream.client,
        pool=pool,
        kitchen=kitchen,
        hot=hot,
        delivery=delivery,
        seats=seats,
        answers=open_answers(settings, kitchen, upstream.client, seats),
        mirror=mirror,
        media=open_media(settings, kitchen, delivery, seats),
        direct=open_direct(settings),
        transforms=open_transforms(settings, kitchen, pool, mirror, seats),
        ingest=ingest,
        incoming=open_incoming(settings, ingest),
        grammar=Grammar.of(settings.transforms),
        signatures=Signatures.of(settings.transforms),
        urls=urls,
        doorkeeper=doorkeeper,
        ingest_door=open_ingest_door(settings, doorkeeper, seats, meter),
        courier=open_courier(settings, database, meter),
        cdn=open_cdn(settings, database),
        pending=open_pending(settings, kitchen),
        tally=tally,
    )


def check(settings: Settings) -> None:
    """Raise ``ConfigurationError`` for values that ``build`` could not use, and
    ``Unavailable`` for a storage directory that cannot be made.

    Builds nothing else, and so may be called before processes are forked.
    """
    open_recipe(settings.images)
    open_recipes(settings)
    database_url(settings.database.database_url)
    check_broker_url(settings.broker)
    check_stores(settings.storage)
    rule_of(settings.web.sync_rate_limit, "SYNC_RATE_LIMIT")
    rule_of(settings.access.login_rate_limit, "LOGIN_RATE_LIMIT")
    rule_of(settings.delivery.mirror_rate_limit, "MIRROR_RATE_LIMIT")
    base_address(settings.upstream.tvdb_base_url)
    read_ages(settings.catalogue.catalogue_ages)
    picture_policy(settings)
    record_policy(settings.upstream)
    transform_policy(settings)
    webhook_policy(settings.ingest)
    source_policy(settings.ingest)
    read_set_pictures(settings.transform_serving)
    open_purger(settings)
    Grammar.of(settings.transforms)
    open_public_keys(settings)
