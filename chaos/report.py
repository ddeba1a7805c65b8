"""The two tables at the end, for a terminal and as Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.table import Table

from chaos.drills import Drilled
from chaos.goals import Goal
from chaos.rows import CHAPTERS, ROWS

HEAD = """# What survived

{}

Why it is made like this: [decisions/0012-chaos.md](decisions/0012-chaos.md). A row has survived if
every test that names it passes, and at least one does. `make chaos ARGS="--markdown docs/chaos.md"`
writes this page, `ARGS="--only campaign --seed 7"` runs a part of it with other blows.
"""


@dataclass(frozen=True)
class Grid:
    """A table as plain text."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def rows_grid(drilled: Sequence[Drilled]) -> Grid:
    """Every row of the catalogue, by chapters."""
    return Grid(
        "Faults and bad input, with the tests that prove what comes of them",
        ("row", "what happens", "what must come of it", "tests", ""),
        tuple(_chaptered(drilled)),
    )


def goals_grid(goals: Sequence[Goal]) -> Grid:
    """Every figure beside its target."""
    return Grid(
        "Figures",
        ("", "figure", "target", "reached"),
        tuple((g.name, g.figure, g.target, "yes" if g.reached else "NO") for g in goals),
    )


def shown(grid: Grid) -> Table:
    """For a terminal."""
    table = Table(title=grid.title)
    for column in grid.header:
        table.add_column(column, justify="right" if column == "tests" else "left")
    for row in grid.rows:
        if not row[0] and len(grid.rows) > 1:
            table.add_section()
        table.add_row(*row)
    return table


def markdown(grid: Grid) -> str:
    """For the documentation."""
    lines = [f"## {grid.title}", "", _line(grid.header), _line(["---"] * len(grid.header))]
    return "\n".join([*lines, *map(_line, grid.rows), ""])


def _chaptered(drilled: Sequence[Drilled]) -> Iterator[tuple[str, ...]]:
    for letter, chapter in CHAPTERS.items():
        yield "", f"*{chapter}*", "", "", ""
        for one in drilled:
            if one.row[0] == letter:
                happens, outcome = ROWS[one.row]
                yield one.row, happens, outcome, str(one.passed), _told(one)


def _told(one: Drilled) -> str:
    if one.survived:
        return "survived"
    return "FAILED" if one.failed else "not proven"


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"
