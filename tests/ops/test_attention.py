"""What is not well is said, with what to do, the worst first; and nothing where all is well."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from tvdbproxy.db.database import Database, now
from tvdbproxy.db.models import Cursor, Lease, Task
from tvdbproxy.ops.attention import Expected, Severity, Vitals, troubles, vitals
from tvdbproxy.ops.health import Finding

MOMENT = datetime(2026, 1, 2, tzinfo=UTC)
WELL = Vitals(
    clock_at=MOMENT,
    overdue_seconds=0,
    synced_at=MOMENT,
    last_verify={"left": 0},
    verified_at=MOMENT,
)
EXPECTED = Expected(sync_updates_minutes=15)


def seen(
    vitals: Vitals = WELL, *, workers: int | None = 1, states: object = None, problem: str = ""
) -> list[str]:
    found = troubles(
        [Finding("database", problem)],
        workers,
        vitals,
        states or {},
        EXPECTED,
        MOMENT,  # type: ignore[arg-type]
    )
    order = [list(Severity).index(trouble.severity) for trouble in found]
    assert order == sorted(order)
    assert all(trouble.remedy.endswith(".") for trouble in found)
    return [trouble.seen for trouble in found]


def but(**changes: object) -> Vitals:
    return replace(WELL, **changes)  # type: ignore[arg-type]


def test_all_is_well() -> None:
    assert seen() == []
    assert seen(workers=None) == []
    assert seen(but(synced_at=None, last_verify=None)) == []


def test_each_trouble_is_seen() -> None:
    hour = timedelta(hours=1)
    assert seen(problem="It is away.") == ["Database: It is away."]
    assert "No worker is running" in seen(workers=0)[0]
    assert "scheduler is silent" in seen(but(clock_at=None))[0]
    assert "scheduler is silent" in seen(but(clock_at=MOMENT - hour))[0]
    assert seen(but(overdue_seconds=3600))[0] == "Some work has been due for 60 minutes."
    assert "last read 1.0 hours ago" in seen(but(synced_at=MOMENT - hour))[0]
    assert "left 7 things wrong" in seen(but(last_verify={"left": 7}))[0]
    assert seen(states={"jobs": {"failed": 1200}})[0].startswith("1,200 of the applications'")
    assert seen(states={"callbacks": {"dead": 2}})[0].startswith("2 callbacks were given up")


def test_the_worst_comes_first() -> None:
    assert len(seen(but(overdue_seconds=3600), workers=0, problem="It is away.")) == 3


def test_vitals_are_those_of_the_rows(database: Database) -> None:
    with database.read() as session:
        empty = vitals(session)
    assert empty.clock_at is None
    assert empty.overdue_seconds < 1
    with database.write() as session:
        moment = now(session)
        session.add_all(
            [
                Lease(name="tick:reconcile", holder="x", until=moment),
                Cursor(name="updates", value={}, updated_at=moment - timedelta(hours=2)),
                Task(id="a" * 32, kind="verify_storage", arguments={}, status="completed",
                     result={"left": 3}, created_at=moment, finished_at=moment),
                Task(id="b" * 32, kind="x", arguments={}, created_at=moment - timedelta(hours=1)),
            ]
        )  # fmt: skip
    with database.read() as session:
        found = vitals(session)
    assert found.clock_at is not None
    assert (moment - found.clock_at) < timedelta(seconds=1)
    assert found.synced_at is not None
    assert (found.last_verify or {})["left"] == 3
    assert 3600 <= found.overdue_seconds < 3700
