"""``make chaos``: everything that goes wrong, and whether it was survived; about half an hour.

make chaos
make chaos ARGS="--only campaign --only drills --seed 7"
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from rich.console import Console

from benchmarks._machine import machine
from chaos.drills import drills
from chaos.goals import GOALS, Goal
from chaos.report import HEAD, goals_grid, markdown, rows_grid, shown

_DRILLS = "drills"


def main() -> int:
    """Run all parts or those that were named; 1 if anything was not survived."""
    options = _parser().parse_args()
    parts = options.only or [_DRILLS, *GOALS]
    console = Console(width=150)
    _say(f"{machine()}, seed {options.seed}")
    drilled = drills() if _DRILLS in parts else []
    goals = [goal for name in GOALS if name in parts for goal in _measured(name, options.seed)]
    grids = [goals_grid(goals)] if goals else []
    grids += [rows_grid(drilled)] if drilled else []
    for grid in grids:
        console.print(shown(grid))
    survived = [one.survived for one in drilled] + [goal.reached for goal in goals]
    verdict = f"survived {sum(survived)} of {len(survived)}"
    _say(verdict)
    if options.markdown:
        told = f"`make chaos`, {machine()}, seed {options.seed}: {verdict}."
        options.markdown.write_text("\n".join([HEAD.format(told), *map(markdown, grids)]))
    for one in drilled:
        for test in one.failed:
            _say(f"{one.row}: {test}")
    return 0 if all(survived) else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make chaos", description=__doc__)
    parser.add_argument("--only", action="append", choices=[_DRILLS, *GOALS], help="a part")
    parser.add_argument("--markdown", type=Path, help="write the tables to this file as well")
    parser.add_argument("--seed", type=int, default=1, help="decides the order of all blows")
    return parser


def _measured(name: str, seed: int) -> list[Goal]:
    """A part that breaks is a goal that was missed: the others are measured all the same."""
    _say(f"== {name}")
    begun = time.monotonic()
    try:
        goals = GOALS[name](seed, _say)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is told
        goals = [Goal(name, f"{type(error).__name__}: {error}", "to be measured", reached=False)]
    for goal in goals:  # told at once: a run that is stopped has not been for nothing
        _say(f"   {goal.name}: {goal.figure}")
    _say(f"   {time.monotonic() - begun:.0f} s")
    return goals


def _say(sentence: str) -> None:
    print(sentence, flush=True)


if __name__ == "__main__":
    sys.exit(main())
