"""Settings carried from one installation to another, and what of them is nobody else's business."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tvdbproxy.settings.load import SECTIONS, Settings
from tvdbproxy.settings.secrets import SECRETS

_PASSWORD = re.compile(r"://[^/@]*:[^/@]+@")
_PLAIN = re.compile(r"[A-Za-z0-9_./:@,*+%=-]+", re.ASCII)


def in_force(settings: Settings) -> dict[str, str]:
    """Every setting that is another than by default, as the environment spells it."""
    return {
        name.upper(): spelled(getattr(getattr(settings, section), name))
        for section, model in SECTIONS.items()
        for name, field in model.model_fields.items()
        if getattr(getattr(settings, section), name) != field.default
    }


def is_secret(name: str, value: str) -> bool:
    """Whether it is left out where secrets are: what opens a door, and addresses with a password
    in them."""
    return name in SECRETS or _PASSWORD.search(value) is not None


def spelled(value: Any) -> str:
    """A value as the environment has it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return ",".join(value)
    return str(value) if not isinstance(value, Path) else value.as_posix()


def env_lines(values: Mapping[str, str]) -> Iterator[str]:
    """Lines of a ``.env`` file. What such a file cannot say is a comment that says so."""
    known = {name.upper() for model in SECTIONS.values() for name in model.model_fields}
    for name, value in values.items():
        if name not in known:
            yield f"# {name} is no setting of this version"
        elif "${" in value:
            yield f"# {name} has ${{...}}, which a .env file replaces: set it in the environment"
        else:
            yield f"{name}={_quoted(value)}"


def _quoted(value: str) -> str:
    if _PLAIN.fullmatch(value):
        return value
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
