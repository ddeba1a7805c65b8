"""Sending a message: an actor's name and a few plain values.

A message that cannot be sent is no error: the row it speaks of is due, and the
reconciler sends again what is due. So ``send`` answers yes or no and never raises.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import dramatiq
from dramatiq.errors import BrokerConnectionError, QueueNotFound
from redis.exceptions import RedisError

if TYPE_CHECKING:
    from dramatiq import Broker

log = logging.getLogger(__name__)

IMAGES = "images"
UPGRADES = "upgrades"
CATALOGUE = "catalogue"
INGEST = "ingest"
CONTROL = "control"

# Every actor that can be asked for, and the queue it listens on (`workers/` defines them).
ACTORS = {
    "process_artwork": IMAGES,
    "sync_content_images": IMAGES,
    "sync_all_missing_images": IMAGES,
    "cleanup_orphaned_images": IMAGES,
    "verify_storage": IMAGES,
    "process_image": INGEST,
    "upgrade_variants": UPGRADES,
    "sweep_incoming": CONTROL,
    "sync_catalogue": CATALOGUE,
    "refresh_title": CATALOGUE,
    "deliver_callback": INGEST,
    "purge_cdn": CONTROL,
    "poll_pending": INGEST,
    "heal_images": INGEST,
    "reconcile": CONTROL,
    "retry_failed": CONTROL,
    "expire": CONTROL,
    "take_figures": CONTROL,
}

# What a worker does only while none of the other queues has given it anything to do.
SPARE = frozenset([UPGRADES])

Argument = str | int | bool | None


class Queue:
    """The one way to ask for background work."""

    def __init__(self, broker: Broker) -> None:
        self.broker = broker
        for name in sorted(set(ACTORS.values())):
            broker.declare_queue(name)

    def send(self, actor: str, *args: Argument, delay_seconds: float = 0) -> bool:
        """Enqueue one message; ``False`` (and a log line) if the queue is out of reach."""
        message: dramatiq.Message[None] = dramatiq.Message(
            queue_name=ACTORS[actor], actor_name=actor, args=args, kwargs={}, options={}
        )
        try:
            self.broker.enqueue(message, delay=int(delay_seconds * 1000) or None)
        except (BrokerConnectionError, RedisError, QueueNotFound, OSError) as error:
            log.warning("cannot queue %s%r: %s; it will be sent again", actor, args, error)
            return False
        return True

    def waiting(self, queue: str) -> int | None:
        """How many messages wait in ``queue``; ``None`` if it is out of reach."""
        client = getattr(self.broker, "client", None)
        if client is None:
            return int(self.broker.queues[queue].qsize())
        try:
            return int(client.llen(f"{self.broker.namespace}:{queue}"))  # type: ignore[attr-defined]
        except (RedisError, OSError) as error:
            log.warning("cannot look at queue %s: %s", queue, error)
            return None

    def warn_of_eviction(self) -> None:
        """Say in one line that the queue's server may drop messages, if it may."""
        client = getattr(self.broker, "client", None)
        if client is None:
            return
        try:
            memory = client.info("memory")
        except (RedisError, OSError) as error:
            log.warning("the queue is away: %s; trying again", error)
            return
        policy = str(memory.get("maxmemory_policy", ""))
        if policy.startswith("allkeys") and memory.get("maxmemory"):
            log.warning(
                "the queue's server drops messages when its memory is full: set its "
                "maxmemory-policy from %s to noeviction; what it drops is sent again, but late",
                policy,
            )

    def ping(self) -> None:
        """Raise unless the queue's server answers."""
        client = getattr(self.broker, "client", None)
        if client is not None:
            client.ping()
