"""Tests begin with no setting of ours: who tried the README in this shell has some exported."""

from __future__ import annotations

import os

from tvdbproxy.settings import SECTIONS

_SETTINGS = {name for section in SECTIONS.values() for name in section.model_fields}
_FORMER_NAMES = {"webp_quality"}


def pytest_configure() -> None:
    """Before any test module is read, in each process of the run."""
    for name in list(os.environ):
        if name.lower() in _SETTINGS | _FORMER_NAMES:
            del os.environ[name]
