"""``make chaos``: everything that goes wrong, and whether it was survived; about half an hour.

make chaos
make chaos ARGS="--only campaign --only drills --seed 7"
"""

from __future__ import annotations

import argparse
import sys
import time

from rich.console import Console
from rich.table import Table

from benchmarks._machine import machine
from chaos.drills import Drilled, drills
from chaos.goals import GOALS, Goal
from chaos.rows import CHAPTERS, ROWS

_DRILLS = "drills"


def main() -> int:
    """Run all parts or those that were named; 1 if anything was not survived."""
    options = _parser().parse_args()
    parts = options.only or [_DRILLS, *GOALS]
    console = Console(width=150)
    _say(f"{machine()}, seed {options.seed}")
    drilled = drills() if _DRILLS in parts else []
    goals = [goal for name in GOALS if name in parts for goal in _measured(name, options.seed)]
    if drilled:
        console.print(_rows_table(drilled))
    if goals:
        console.print(_goals_table(goals))
    survived = [one.survived for one in drilled] + [goal.reached for goal in goals]
    _say(f"survived {sum(survived)} of {len(survived)}")
    for one in drilled:
        for test in one.failed:
            _say(f"{one.row}: {test}")
    return 0 if all(survived) else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make chaos", description=__doc__)
    parser.add_argument("--only", action="append", choices=[_DRILLS, *GOALS], help="a part")
    parser.add_argument("--seed", type=int, default=1, help="decides the order of all blows")
    return parser


def _measured(name: str, seed: int) -> list[Goal]:
    _say(f"== {name}")
    begun = time.monotonic()
    goals = GOALS[name](seed, _say)
    _say(f"   {time.monotonic() - begun:.0f} s")
    return goals


def _rows_table(drilled: list[Drilled]) -> Table:
    table = Table(title="faults and bad input, each with the tests that prove its outcome")
    for column in ("row", "what happens", "what must come of it", "tests", ""):
        table.add_column(column, justify="right" if column == "tests" else "left")
    for letter, chapter in CHAPTERS.items():
        table.add_section()
        table.add_row("", f"[bold]{chapter}[/bold]")
        for one in drilled:
            if one.row[0] == letter:
                happens, outcome = ROWS[one.row]
                told = "survived" if one.survived else "FAILED" if one.failed else "not proven"
                table.add_row(one.row, happens, outcome, str(one.passed), told)
    return table


def _goals_table(goals: list[Goal]) -> Table:
    table = Table(title="figures")
    for column in ("", "figure", "target", "reached"):
        table.add_column(column)
    for goal in goals:
        table.add_row(goal.name, goal.figure, goal.target, "yes" if goal.reached else "NO")
    return table


def _say(sentence: str) -> None:
    print(sentence, flush=True)


if __name__ == "__main__":
    sys.exit(main())
