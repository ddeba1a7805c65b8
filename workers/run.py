"""A worker process: one broker, a few threads, and an orderly end.

No dramatiq master around it, because one that loses a process stops them all: start as
many of these as there is work for, under whatever restarts them.
"""

from __future__ import annotations

import logging
import os
import signal
import threading
from types import FrameType

import dramatiq

from tvdbproxy.settings import Settings
from tvdbproxy.wiring import Services, build
from workers.exposition import join_in_counting, show_metrics
from workers.meter import MessageMeter
from workers.registry import declare_actors

log = logging.getLogger(__name__)

# Containers are killed ten seconds after they were asked to stop.
STOP_MILLISECONDS = 8_000


def run_worker(settings: Settings) -> None:
    """Work until SIGTERM or SIGINT; jobs that run then may end, the others go back."""
    stop = threading.Event()

    def ask(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, ask)
    signal.signal(signal.SIGINT, ask)
    join_in_counting()
    services = build(settings)
    services.queue.warn_of_eviction()
    close_metrics = show_metrics(services)
    worker = start_worker(services, settings.queue.worker_threads)
    services.presence.appear()
    log.info("worker ready: %d threads", settings.queue.worker_threads)
    stop.wait()
    log.info("worker stops")
    worker.stop(timeout=STOP_MILLISECONDS)
    close_metrics()
    services.close()


def start_worker(services: Services, threads: int) -> dramatiq.Worker:
    """Worker threads in this process."""
    # One message more than there are threads: a worker that dies holds few.
    os.environ.setdefault("dramatiq_queue_prefetch", str(threads + 1))
    services.queue.broker.add_middleware(MessageMeter(services.meter))
    declare_actors(services.queue.broker, services)
    worker = dramatiq.Worker(services.queue.broker, worker_threads=threads)
    worker.start()
    return worker
