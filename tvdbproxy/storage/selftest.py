"""Asking a storage to prove itself before the service relies on it.

Every check runs, whatever the others say, so that one report names all that is wrong;
only a store that cannot be written at all is asked nothing further. Objects are made
under keys that no other run has, and removed at the end.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from typing import Literal

from tvdbproxy.errors import TvdbProxyError
from tvdbproxy.storage.open import Stores
from tvdbproxy.storage.promises import CLOSED, EVERY_STORE, OPEN, OVER_HTTP, SEALED, Promise
from tvdbproxy.storage.store import ObjectStore, Presigner

StoreName = Literal["originals", "thumbnails"]


@dataclass(frozen=True, slots=True)
class Check:
    """One promise and whether it was kept.

    ``failed`` is a promise that we cannot do without, ``lacking`` one that we can.
    ``sentence`` says what was seen, ``remedy`` what to do about it; both for people.
    """

    store: StoreName
    name: str
    status: Literal["ok", "lacking", "failed"]
    sentence: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Report:
    """All checks, in the order in which they ran."""

    checks: tuple[Check, ...]

    @property
    def usable(self) -> bool:
        """Whether nothing failed that we cannot do without."""
        return all(check.status != "failed" for check in self.checks)


def run_selftest(stores: Stores, *, public_thumbnails: bool) -> Report:
    """Check both stores; takes a few dozen requests, and raises nothing of its own.

    ``public_thumbnails`` says whether the thumbnails bucket must be readable without
    credentials, as it must where clients are sent to it or to a CDN in front of it.
    """
    public = replace(OPEN, required=public_thumbnails)
    checks = _examine("originals", stores.originals, [*OVER_HTTP, CLOSED, SEALED])
    checks += _examine("thumbnails", stores.thumbnails, [public, SEALED])
    return Report(tuple(checks))


def _examine(name: StoreName, store: ObjectStore, over_http: list[Promise]) -> list[Check]:
    folder = f"selftest/{secrets.token_hex(12)}"
    checks: list[Check] = []
    for promise in (*EVERY_STORE, *(over_http if isinstance(store, Presigner) else [])):
        checks.append(_check(name, store, f"{folder}/{len(checks)}", promise))
        if checks[0].status == "failed":
            break
    return checks


def _check(name: StoreName, store: ObjectStore, folder: str, promise: Promise) -> Check:
    try:
        fault = promise.prove(store, f"{folder}/a")
    except (TvdbProxyError, OSError) as error:
        fault = str(error)
    try:
        store.delete_many([f"{folder}/a", f"{folder}/b", f"{folder}/a-b", f"{folder}/a/b"])
    except TvdbProxyError as error:
        fault = fault or f"What the check had written could not be removed: {error}"
    if not fault:
        return Check(name, promise.name, "ok", f"{promise.name}: works.", "")
    status: Literal["failed", "lacking"] = "failed" if promise.required else "lacking"
    return Check(name, promise.name, status, f"{promise.name}: {fault}", promise.remedy)
