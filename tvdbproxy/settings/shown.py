"""Settings as people may see them: what is in force, without what opens a door."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from tvdbproxy.settings.carrying import spelled
from tvdbproxy.settings.load import SECTIONS, Settings
from tvdbproxy.settings.secrets import SECRETS

HIDDEN = "(hidden)"

# Whom an address logs in as: everything between the scheme and the last @ of the host's part.
_LOGIN = re.compile(r"(?<=://)[^/]*@")


@dataclass(frozen=True)
class SettingView:
    """One setting. ``value`` and ``default`` are as the environment would say them."""

    name: str
    value: str
    default: str
    meaning: str
    is_changed: bool
    is_secret: bool


def shown(settings: Settings) -> dict[str, list[SettingView]]:
    """All settings by section."""
    return {
        section: [
            _view(name, getattr(getattr(settings, section), name), field.default, field.description)
            for name, field in model.model_fields.items()
        ]
        for section, model in SECTIONS.items()
    }


def _view(field: str, value: Any, default: Any, meaning: str | None) -> SettingView:
    name, text = field.upper(), spelled(value)
    secret = name in SECRETS
    return SettingView(
        name=name,
        value=(HIDDEN if text else "") if secret else _LOGIN.sub(f"{HIDDEN}@", text),
        default=spelled(default),
        meaning=meaning or "",
        is_changed=value != default,
        is_secret=secret,
    )
