"""Settings as people may see them: what is in force, without what opens a door."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tvdbproxy.settings.load import SECRETS, SECTIONS, Settings

HIDDEN = "(hidden)"

# Whom an address logs in as: everything between the scheme and the last @ of the host's part.
_LOGIN = re.compile(r"(?<=://)[^/]*@")
# A bucket's name and the like are no secrets; names that end so are.
_SECRET_ENDINGS = ("_KEY", "_SECRET", "_TOKEN", "_SALT", "_PASSWORD", "_PIN", "_SIGNATURES")


@dataclass(frozen=True)
class SettingView:
    """One setting. ``value`` and ``default`` are as the environment would say them."""

    name: str
    value: str
    default: str
    meaning: str
    is_changed: bool
    is_secret: bool


def in_force(settings: Settings) -> dict[str, list[SettingView]]:
    """All settings by section."""
    return {
        section: [
            _view(name, getattr(getattr(settings, section), name), field.default, field.description)
            for name, field in model.model_fields.items()
        ]
        for section, model in SECTIONS.items()
    }


def is_secret(name: str) -> bool:
    """Whether the variable's value opens a door."""
    return name in SECRETS or name.endswith(_SECRET_ENDINGS)


def as_environment(value: Any) -> str:
    """How a ``.env`` file says it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return ",".join(value)
    if isinstance(value, Path):
        return str(value)
    return "" if value is None else str(value)


def _view(field: str, value: Any, default: Any, meaning: str | None) -> SettingView:
    name, secret = field.upper(), is_secret(field.upper())
    text = as_environment(value)
    shown = (HIDDEN if text else "") if secret else _LOGIN.sub(f"{HIDDEN}@", text)
    return SettingView(
        name=name,
        value=shown,
        default=as_environment(default),
        meaning=meaning or "",
        is_changed=value != default,
        is_secret=secret,
    )
