"""``/admin/``: one look tells whether all is well."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, request
from sqlalchemy.orm import Session

from tvdbproxy.db.database import now
from tvdbproxy.errors import InvalidRequest
from tvdbproxy.jobs.queue import ACTORS
from tvdbproxy.ops import figures
from tvdbproxy.ops.attention import Expected, troubles, vitals
from tvdbproxy.ops.health import Finding, readiness
from tvdbproxy.ops.history import series
from tvdbproxy.ops.history.names import Counted, Measured
from tvdbproxy.ops.history.series import Series, Span
from tvdbproxy.ops.recent import Recent
from tvdbproxy.web.dashboard import plots
from tvdbproxy.web.dashboard.plots import Plot
from tvdbproxy.web.dashboard.showing import show
from tvdbproxy.wiring import Services

# The servers are looked at for all who look on together: one that is away makes that slow.
_HEALTH_SECONDS = 5.0


@dataclass(frozen=True)
class _Surroundings:
    """Our servers, how many workers there are, and how many messages wait by queue; ``None`` for
    what nobody could tell."""

    findings: list[Finding]
    workers: int | None
    waiting: Mapping[str, int | None]


def add_overview(blueprint: Blueprint, services: Services) -> None:
    """The page."""
    stores = services.stores
    queues = sorted(set(ACTORS.values()))

    def look() -> _Surroundings:
        return _Surroundings(
            readiness(services.database, services.queue, stores.originals, stores.thumbnails),
            services.presence.count(),
            {name: services.queue.waiting(name) for name in queues},
        )

    around = Recent(look, seconds=_HEALTH_SECONDS)
    expected = Expected(services.settings.schedule.sync_updates_minutes)

    @blueprint.get("/")
    def overview() -> Response:
        span = _span(request.args.get("span"))
        return show("overview.html", lambda: _load(span))

    def _load(span: Span) -> Mapping[str, Any]:
        seen_around = around.get()
        findings, workers = seen_around.findings, seen_around.workers
        with services.database.read() as session:
            taken = figures.read(session, "states", "storage")
            states, seen = taken["states"].value, vitals(session)
            drawn, rate = _plots(session, span)
            moment = now(session)
        return {
            "span": span,
            "spans": list(Span),
            "findings": findings,
            "troubles": troubles(findings, workers, seen, states, expected, moment),
            "workers": workers,
            "waiting": seen_around.waiting,
            "vitals": seen,
            "states": states,
            "counted_at": taken["states"].taken_at,
            "pictures": _by_state(states),
            "storage": _by_type(taken["storage"].value),
            "plots": drawn,
            "hit_rate": rate,
        }


def _span(text: str | None) -> Span:
    try:
        return Span(text or Span.HOUR)
    except ValueError:
        raise InvalidRequest(f"span: choose one of {', '.join(Span)}.") from None


def _plots(session: Session, span: Span) -> tuple[list[Plot], float | None]:
    """What was done, what waited, from where it was served, and how upstream answered; and the
    rate of hits."""
    counted = series.counts(session, Counted, span)
    waiting = series.amounts(session, [Measured.WAITING], span)[Measured.WAITING]
    done = [
        ("pictures of the catalogue", "good", counted[Counted.PICTURES_READY]),
        ("pictures of applications", "other", counted[Counted.JOBS_COMPLETED]),
        ("failed", "bad", _sum(counted[Counted.PICTURES_FAILED], counted[Counted.JOBS_FAILED])),
    ]
    served = [
        ("from memory", "good", counted[Counted.SERVED_MEMORY]),
        ("from the object store", "other", counted[Counted.SERVED_STORE]),
        ("made on demand", "work", counted[Counted.SERVED_MADE]),
        ("not to be had", "bad", counted[Counted.SERVED_MISSED]),
    ]
    upstream = [
        ("answered", "other", counted[Counted.UPSTREAM_ANSWERED]),
        ("failed", "bad", counted[Counted.UPSTREAM_FAILED]),
    ]
    drawn = [
        plots.counts("Pictures made", done),
        plots.amounts("Messages waiting", [("now", "work", waiting)]),
        plots.counts("Pictures served", served),
        plots.counts("TheTVDB and its artwork hosts", upstream),
    ]
    return drawn, _hit_rate([one.total for _, _, one in served])


def _hit_rate(served: list[float]) -> float | None:
    """Which part was in memory or the store; None where nothing was served."""
    memory, store, made, missed = served
    whole = memory + store + made + missed
    return (memory + store) / whole if whole else None


def _sum(one: Series, other: Series) -> Series:
    values = tuple(a + b for a, b in zip(one.values, other.values, strict=True))
    return Series(one.name, one.begin, one.step_minutes, values)


def _by_state(states: Mapping[str, Any]) -> dict[str, int]:
    """Pictures of the catalogue, of all content types; those that nobody asked for yet apart."""
    total: dict[str, int] = {"dormant": states.get("dormant", 0)}
    for by_state in states.get("artwork", {}).values():
        for state, number in by_state.items():
            total[state] = total.get(state, 0) + number
    total["pending"] = max(total.get("pending", 0) - total["dormant"], 0)
    return total


def _by_type(storage: Mapping[str, Any]) -> list[tuple[str, int, int]]:
    """What is stored: name, objects, bytes."""
    if not storage:
        return []
    rows: dict[str, list[int]] = {}
    for kind, _, number, total in storage["variants"]:
        row = rows.setdefault(kind, [0, 0])
        row[0], row[1] = row[0] + number, row[1] + total
    media = [sum(row[1] for row in storage["media"]), sum(row[2] for row in storage["media"])]
    return [
        ("sources", *storage["sources"]),
        *((f"{kind} variants", number, total) for kind, (number, total) in sorted(rows.items())),
        ("applications' variants", *media),
        ("transforms", *storage["transforms"]),
    ]
