"""The object store: a round trip in each bucket, and who may read what."""

from __future__ import annotations

from collections.abc import Iterator

from tvdbproxy.ops.doctor.finding import Finding, failed, ok
from tvdbproxy.ops.doctor.patient import Patient
from tvdbproxy.storage.open import open_stores
from tvdbproxy.storage.selftest import Check, StoreName, run_selftest

NAMES = {
    "storage.originals": "Objects of our own can be written, read, listed and deleted in the "
    "bucket of sources, and strangers are kept out.",
    "storage.thumbnails": "Likewise in the bucket of sized pictures, which everybody may read "
    "where clients are sent to it.",
}
_STORES: tuple[StoreName, ...] = ("originals", "thumbnails")


def look(patient: Patient) -> Iterator[Finding]:
    """What is written lies under keys that nobody else has, and is deleted again."""
    settings = patient.settings
    # Clients are sent to the bucket only through a CDN; otherwise all bytes go through us.
    is_public = bool(settings.delivery.cdn_base_url)
    report = run_selftest(open_stores(settings.storage), public_thumbnails=is_public)
    for store in _STORES:
        yield from _of_one(store, [check for check in report.checks if check.store == store])


def _of_one(store: StoreName, checks: list[Check]) -> Iterator[Finding]:
    name = f"storage.{store}"
    wrong = [check for check in checks if check.status == "failed"]
    for check in wrong:
        yield failed(name, check.sentence, check.remedy)
    if not wrong:
        lacks = [check.name for check in checks if check.status == "lacking"]
        without = f" It does without: {', '.join(lacks)}." if lacks else ""
        yield ok(name, f"{len(checks) - len(lacks)} promises are kept.{without}")
