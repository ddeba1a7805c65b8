"""What axe-core finds wrong with a page, for people who cannot see it or use no mouse."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from playwright.sync_api import Page

_GRAVE = ("serious", "critical")
_RUN = """selector => axe.run(selector ?? document, {resultTypes: ["violations"]})
  .then(found => found.violations)"""


def grave_faults(page: Page, selector: str | None = None) -> list[str]:
    """A line for each element that breaks a rule seriously: the rule, the element, the reason.

    Looks at the whole page, shadow trees and all, or at what ``selector`` names. It judges what is
    on the screen at that moment: wait for it, and end animations first.
    """
    page.evaluate(_script())
    return [line for rule in page.evaluate(_RUN, selector) for line in _lines(rule)]


def _lines(rule: dict[str, Any]) -> Iterator[str]:
    if rule["impact"] in _GRAVE:
        for node in rule["nodes"]:
            yield f"{rule['id']}: {node['target']}: {node['failureSummary']}"


@cache
def _script() -> str:
    return files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
