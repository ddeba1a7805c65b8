"""Every setting, a section each, of the fields themselves."""

from __future__ import annotations

from collections.abc import Iterator

from handbook.markdown import table
from tvdbproxy.cli.settings import shown_settings

_HEAD = """# Settings

By environment or a `.env` file in the working directory; the environment wins. A wrong value stops
the start with one line that tells all faults, and exit code 78. `tvdbproxy settings` prints them
as a `.env` file.
"""


def page() -> str:
    """The page."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    yield _HEAD
    for title, settings in shown_settings():
        yield f"## {title}\n"
        yield from table(
            ("variable", "default", "meaning"),
            (
                (f"`{each.name}`", f"`{each.default}`" if each.default else "", each.meaning)
                for each in settings
            ),
        )
