"""Patterns of source addresses, as operators write them: a beginning, with ``*`` in it."""

from __future__ import annotations

import re


def prefix_pattern(text: str) -> re.Pattern[str]:
    """Matches what begins like ``text``; each ``*`` is a group, and never spans a slash."""
    return re.compile("([^/]*)".join(map(re.escape, text.split("*"))))
