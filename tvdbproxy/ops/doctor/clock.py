"""This machine's clock, held against those of the servers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from redis.exceptions import RedisError

from tvdbproxy.db.database import now
from tvdbproxy.errors import TvdbProxyError
from tvdbproxy.ops.doctor.finding import Finding, failed, ok, skipped, warning
from tvdbproxy.ops.doctor.patient import Patient
from tvdbproxy.storage.plain_http import date_of
from tvdbproxy.storage.s3_connection import S3Connection
from tvdbproxy.upstream.address import base_address

NAMES = {
    "clock.database": "Our clock and the database's agree.",
    "clock.redis": "Our clock and the queue's server's agree.",
    "clock.s3": "Our clock and the S3 server's agree: it refuses what is signed too early or late.",
    "clock.upstream": "Our clock and TheTVDB's agree.",
}

# S3 refuses signatures that are a quarter of an hour off.
_LEASE, _SIGNATURE = timedelta(seconds=5), timedelta(minutes=5)
_ANY = frozenset(range(200, 600))
_REMEDY = "Set the clocks of both by NTP (chrony, systemd-timesyncd)."

Ask = Callable[[Patient], datetime | None]


def look(patient: Patient) -> Iterator[Finding]:
    """One finding a server; one that does not answer has its finding elsewhere."""
    for name, ask in _SERVERS.items():
        yield _compared(f"clock.{name}", patient, ask)


def _compared(name: str, patient: Patient, ask: Ask) -> Finding:
    before = datetime.now(UTC)
    try:
        theirs = ask(patient)
    except (TvdbProxyError, RedisError, OSError):
        return skipped(name, "It does not answer.")
    after = datetime.now(UTC)
    if theirs is None:
        return skipped(name, "It has no clock of its own that it tells of.")
    # An HTTP date is cut to the second, and somewhere between the two looks it was true.
    earliest, latest = before - timedelta(seconds=1), after + timedelta(seconds=1)
    off = max(theirs - latest, earliest - theirs, timedelta())
    seen = f"{off.total_seconds():.0f} seconds apart."
    if off > _SIGNATURE:
        return failed(name, seen, _REMEDY)
    return warning(name, seen, _REMEDY) if off > _LEASE else ok(name, seen)


def _database(patient: Patient) -> datetime | None:
    with patient.database() as database:
        if database.engine.dialect.name != "postgresql":
            return None
        with database.read() as session:
            return now(session)


def _redis(patient: Patient) -> datetime | None:
    if patient.settings.in_memory:
        return None
    with patient.redis() as client:
        seconds, micros = client.time()
    return datetime.fromtimestamp(seconds + micros / 1e6, UTC)


def _s3(patient: Patient) -> datetime | None:
    storage = patient.settings.storage
    if storage.storage_backend == "local":
        return None
    return date_of(S3Connection.from_settings(storage).server_url)


def _upstream(patient: Patient) -> datetime | None:
    base = base_address(patient.settings.upstream.tvdb_base_url)
    told = patient.open_fetcher().request("GET", f"{base}/", expected=_ANY).headers.get("date")
    try:
        return None if told is None else parsedate_to_datetime(told)
    except ValueError:
        return None


_SERVERS: dict[str, Ask] = {
    "database": _database,
    "redis": _redis,
    "s3": _s3,
    "upstream": _upstream,
}
