"""Worker and scheduler as threads of the web process, for ``BROKER_URL=memory://``."""

from __future__ import annotations

from tvdbproxy.wiring import Services
from workers.run import start_worker
from workers.scheduler import start_scheduler


def start(services: Services) -> None:
    """Start both. They end with the process; the database knows what was left undone."""
    start_worker(services, services.settings.queue.worker_threads)
    start_scheduler(services)
