"""The queue's server: that it answers, forgets nothing, and survives its own restart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from redis import Redis
from redis.exceptions import AuthenticationError, RedisError, ResponseError

from tvdbproxy.ops.doctor.finding import Finding, failed, ok, skipped, warning
from tvdbproxy.ops.doctor.patient import Patient, reason

NAMES = {
    "redis": "It answers, and which version it is.",
    "redis.eviction": "Its maxmemory-policy is noeviction, so that it drops no message.",
    "redis.persistence": "It writes to a disk, so that a restart finds the queue.",
    "redis.memory": "There is room for messages.",
}

_FULL = 0.9


def look(patient: Patient) -> Iterator[Finding]:
    """Everything that INFO tells; nothing is written."""
    if patient.settings.in_memory:
        yield skipped("redis", "BROKER_URL is memory://.")
        return
    with patient.redis() as client:
        try:
            info: dict[str, Any] = client.info()
        except (RedisError, OSError) as error:
            yield _away(error)
            return
        yield ok("redis", f"{_name(info)} answers.")
        yield _eviction(info)
        yield _persistence(client, info)
        yield _memory(info)


def _away(error: Exception) -> Finding:
    if isinstance(error, (AuthenticationError, ResponseError)):
        return failed(
            "redis",
            f"The queue's server lets us not in: {reason(error)}",
            "Check user and password in REDIS_URL, as in redis://:password@host:6379/0.",
        )
    return failed(
        "redis",
        f"The queue's server does not answer: {reason(error)}",
        "Start Redis or Valkey, and check REDIS_URL.",
    )


def _name(info: dict[str, Any]) -> str:
    name = str(info.get("server_name", "redis")).capitalize()
    version = info.get("valkey_version") or info.get("redis_version", "of an unknown version")
    return f"{name} {version}"


def _eviction(info: dict[str, Any]) -> Finding:
    policy = str(info.get("maxmemory_policy", "unknown"))
    if policy in ("noeviction", "unknown"):
        return ok("redis.eviction", f"maxmemory-policy is {policy}.")
    if not info.get("maxmemory"):
        return warning(
            "redis.eviction",
            f"maxmemory-policy is {policy}, which drops messages as soon as a maxmemory is set.",
            "Set maxmemory-policy to noeviction.",
        )
    return failed(
        "redis.eviction",
        f"maxmemory-policy is {policy}: when the memory is full, messages are dropped, and their "
        "work comes late.",
        "Set maxmemory-policy to noeviction (CONFIG SET, and in the server's file).",
    )


def _persistence(client: Redis, info: dict[str, Any]) -> Finding:
    if info.get("aof_enabled"):
        if info.get("aof_last_write_status", "ok") != "ok":
            return _unwritten("its append-only file cannot be written")
        return ok("redis.persistence", "The append-only file is on.")
    if info.get("rdb_last_bgsave_status", "ok") != "ok":
        return _unwritten("its last snapshot failed")
    if _takes_snapshots(client):
        return ok("redis.persistence", "Snapshots are on; a restart loses the last minutes.")
    return warning(
        "redis.persistence",
        "The server keeps nothing over a restart: queued work is sent again from the database, a "
        "little later.",
        "Set appendonly to yes.",
    )


def _takes_snapshots(client: Redis) -> bool:
    """Hosted servers do not tell, and do."""
    try:
        return bool(client.config_get("save").get("save", ""))
    except RedisError:
        return True


def _unwritten(why: str) -> Finding:
    return failed(
        "redis.persistence",
        f"The server cannot keep what it has: {why}.",
        "Make room on the disk of the server, and look into its log.",
    )


def _memory(info: dict[str, Any]) -> Finding:
    used, most = int(info.get("used_memory", 0)), int(info.get("maxmemory") or 0)
    if most and used > _FULL * most:
        return warning(
            "redis.memory",
            f"{used:,} of {most:,} bytes are used.",
            "Raise maxmemory: a full server takes no work.",
        )
    bound = f"{most:,}" if most else "any number"
    return ok("redis.memory", f"{used:,} bytes are used, of {bound}.")
