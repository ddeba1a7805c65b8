"""The secrets of one data directory: made once, kept for their owner alone."""

from __future__ import annotations

import json
import secrets
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path

from tvdbproxy.embedded.private_file import write_private
from tvdbproxy.errors import ConfigurationError

SECRETS: Mapping[str, Callable[[], str]] = {
    "S3_ACCESS_KEY_ID": lambda: f"AK{secrets.token_hex(9).upper()}",
    "S3_SECRET_ACCESS_KEY": lambda: secrets.token_hex(20),
    "REDIS_PASSWORD": lambda: secrets.token_hex(16),
    "ADMIN_API_KEY": lambda: f"admin-{secrets.token_hex(20)}",
    # In the form that clients of TheTVDB expect of a key.
    "CLIENT_API_KEY": lambda: str(uuid.UUID(bytes=secrets.token_bytes(16), version=4)),
    "IMGPROXY_KEY": lambda: secrets.token_hex(32),
    "IMGPROXY_SALT": lambda: secrets.token_hex(32),
    "JWT_SECRET_KEY": lambda: secrets.token_hex(32),
    "MEDIA_API_KEY": lambda: f"media-{secrets.token_hex(20)}",
    "S3_EVENTS_TOKEN": lambda: f"events-{secrets.token_hex(20)}",
    "CALLBACK_SECRET": lambda: secrets.token_hex(32),
}
"""Every secret that the stack makes, by the name of its environment variable."""


def load_secrets(path: Path, given: Mapping[str, str]) -> dict[str, str]:
    """A value for each of ``SECRETS``: the given one, else the kept one, else a new one.

    New ones are kept in ``path``; given ones are never written there. Raises
    ``ConfigurationError`` when the file cannot be understood.
    """
    kept = _read(path)
    missing = {name: make() for name, make in SECRETS.items() if name not in {**kept, **given}}
    if missing:
        kept |= missing
        write_private(path, json.dumps(kept, indent=2) + "\n")
    return {name: given.get(name) or kept[name] for name in SECRETS}


def _read(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    try:
        kept = json.loads(path.read_text("utf-8"))
    except ValueError:
        kept = None
    if not isinstance(kept, dict) or not all(isinstance(value, str) for value in kept.values()):
        raise ConfigurationError(
            f"{path} is damaged: restore it, or remove it to have new secrets made"
        )
    return kept
