"""Every row of the catalogue of faults has a test, and no test names a row that is not there."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from chaos.rows import CHAPTERS, ROWS

FOLDER = Path(__file__).parent


def _proven() -> dict[str, list[str]]:
    """Rows to the tests that name them."""
    proven: dict[str, list[str]] = {}
    for file in sorted(FOLDER.rglob("test_*.py")):
        for name, row in _marks(ast.parse(file.read_text())):
            proven.setdefault(row, []).append(f"{file.relative_to(FOLDER)}::{name}")
    return proven


def _marks(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        for mark in getattr(node, "decorator_list", ()):
            if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.proves":
                for argument in mark.args:
                    yield getattr(node, "name", ""), ast.literal_eval(argument)


PROVEN = _proven()


@pytest.mark.parametrize("row", ROWS)
def test_a_row_has_its_test(row: str) -> None:
    assert PROVEN.get(row), f"no test proves {row}: {ROWS[row][0]}"


def test_no_test_names_a_row_that_is_not_there() -> None:
    assert set(PROVEN) <= set(ROWS)


def test_every_row_belongs_to_a_chapter() -> None:
    assert {row[0] for row in ROWS} == set(CHAPTERS)
