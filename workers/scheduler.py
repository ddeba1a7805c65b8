"""The clock: sends messages, works nothing.

Any number of schedulers may run. Each tick of each job is a lease in the database that
one of them gets, until the job's next tick.
"""

from __future__ import annotations

import logging
import signal
import uuid
from datetime import UTC, datetime

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.schedulers.base import BaseScheduler
from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.interval import IntervalTrigger

from tvdbproxy.errors import TvdbProxyError
from tvdbproxy.jobs import leases
from tvdbproxy.jobs.queue import ACTORS
from tvdbproxy.meter.events import Event
from tvdbproxy.settings import Settings, load_settings
from tvdbproxy.wiring import Services, build
from workers.clock import ClockWatch
from workers.control import FIGURES_SECONDS
from workers.exposition import join_in_counting, show_metrics
from workers.logs import set_up_logs

log = logging.getLogger(__name__)

# A tick that comes this late is still made, once.
_GRACE_SECONDS = 3600
# With so many messages waiting, the workers are away or busy, and know what to do.
_ENOUGH = 5000


def intervals(settings: Settings) -> dict[str, float]:
    """Actor names to the seconds between two of their ticks."""
    schedule, ingest = settings.schedule, settings.ingest
    return {
        "reconcile": settings.queue.reconcile_seconds,
        "sync_catalogue": schedule.sync_updates_minutes * 60,
        "sync_all_missing_images": schedule.sync_missing_minutes * 60,
        "retry_failed": schedule.retry_failed_minutes * 60,
        "cleanup_orphaned_images": schedule.cleanup_hours * 3600,
        "verify_storage": schedule.verify_hours * 3600,
        "sweep_incoming": settings.ingest.incoming_sweep_seconds,
        "expire": 3600.0,
        "take_figures": FIGURES_SECONDS,
        "heal_images": schedule.retry_failed_minutes * 60,
        **({"poll_pending": ingest.pending_poll_seconds} if ingest.pending_source_url else {}),
    }


def run_scheduler(settings: Settings) -> None:
    """Tick until SIGTERM or SIGINT."""
    join_in_counting()
    services = build(settings)
    services.queue.warn_of_eviction()
    close_metrics = show_metrics(services)
    scheduler = BlockingScheduler(timezone=UTC)
    add_jobs(scheduler, services)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _signal, _frame: scheduler.shutdown(wait=False))
    watch = watch_clock(scheduler)
    log.info("scheduler ready")
    scheduler.start()
    watch.stop()
    close_metrics()
    services.close()


def start_scheduler(services: Services) -> BackgroundScheduler:
    """Tick in a thread of this process."""
    scheduler = BackgroundScheduler(timezone=UTC)
    add_jobs(scheduler, services)
    scheduler.start()
    watch_clock(scheduler)
    return scheduler


def watch_clock(scheduler: BaseScheduler) -> ClockWatch:
    """Have every job tick now when the clock was set back; the leases of the ticks see to it
    that none is made twice."""

    def tick_now() -> None:
        for job in scheduler.get_jobs():
            job.modify(next_run_time=datetime.now(UTC))

    watch = ClockWatch(tick_now)
    watch.start()
    return watch


def add_jobs(scheduler: BaseScheduler, services: Services) -> None:
    """Every job once now, then at its interval."""
    for actor, seconds in intervals(services.settings).items():
        scheduler.add_job(
            _counted_tick,
            IntervalTrigger(seconds=seconds, timezone=UTC),
            args=[services, actor, seconds],
            id=actor,
            next_run_time=datetime.now(UTC),
            coalesce=True,
            max_instances=1,
            misfire_grace_time=_GRACE_SECONDS,
        )


def _counted_tick(services: Services, actor: str, seconds: float) -> None:
    sent = tick(services, actor, seconds)
    services.meter.count(Event.TICK, actor, "sent" if sent else "left")


def tick(services: Services, actor: str, seconds: float) -> bool:
    """Send one message, if this tick is ours; whether it was.

    Where nobody works them off, ticks do not pile up: one message says as much as a hundred.
    """
    if (services.queue.waiting(ACTORS[actor]) or 0) > _ENOUGH:
        return False
    holder, name = uuid.uuid4().hex, f"tick:{actor}"
    try:
        with services.database.write() as session:
            # Shorter than the interval by a little, so that our own next tick is not too early.
            ours = leases.acquire(session, name, holder, seconds * 0.9)
        if ours and not services.queue.send(actor):
            with services.database.write() as session:
                leases.release(session, name, holder)  # whoever ticks next may
            return False
    except TvdbProxyError as error:
        log.warning("tick of %s: %s", actor, error)
        return False
    return ours


if __name__ == "__main__":
    set_up_logs()
    run_scheduler(load_settings())
