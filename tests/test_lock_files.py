"""The lock files: complete, hashed, and free of any particular package index."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[1]
PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))
RUNTIME = [
    *PROJECT["project"]["dependencies"],
    *PROJECT["project"]["optional-dependencies"]["embedded"],
]
BUILD = PROJECT["build-system"]["requires"]
DEVELOPMENT = [*PROJECT["dependency-groups"]["dev"], *PROJECT["dependency-groups"]["docs"]]


def locked(name: str) -> dict[str, str]:
    """Package name → its line and hashes."""
    text = (REPOSITORY / name).read_text("utf-8")
    entries = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    return {re.split(r"[=\[ ]", entry)[0]: entry for entry in entries}


def version(entry: str) -> str:
    """``name==version``. The platforms behind it are of all who need the package."""
    return entry.split(maxsplit=1)[0]


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[\[<>=!~ ;]", line)[0].lower().replace("_", "-") for line in requirements}


def test_whatever_the_project_needs_is_locked() -> None:
    assert names([*RUNTIME, *BUILD]) <= locked("requirements.lock").keys()
    assert names([*RUNTIME, *BUILD, *DEVELOPMENT]) <= locked("requirements-dev.lock").keys()


def test_the_development_lock_has_the_same_versions() -> None:
    development = locked("requirements-dev.lock")
    for name, entry in locked("requirements.lock").items():
        assert version(development[name]) == version(entry)


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_every_package_has_hashes_and_no_address(name: str) -> None:
    for package, entry in locked(name).items():
        assert "--hash=sha256:" in entry, package
    assert "://" not in (REPOSITORY / name).read_text("utf-8")
