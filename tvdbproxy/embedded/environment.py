"""What every process of the stack finds in its environment, and what another shell may read."""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path

from tvdbproxy.embedded.credentials import SECRETS
from tvdbproxy.embedded.private_file import write_private
from tvdbproxy.settings import Settings

ALWAYS_PUBLISHED = (
    "BASE_URL",
    "DATABASE_URL",
    "REDIS_URL",
    "S3_ENDPOINT_URL",
    "S3_ACCESS_KEY_ID",
    "S3_SECRET_ACCESS_KEY",
    "S3_BUCKET_ORIGINALS",
    "S3_BUCKET_THUMBNAILS",
    "TVDB_BASE_URL",
    "TVDB_ARTWORK_HOSTS",
    "ADMIN_API_KEY",
    "CLIENT_API_KEY",
    "JWT_SECRET_KEY",
    "MEDIA_API_KEY",
    "IMGPROXY_KEY",
    "IMGPROXY_SALT",
    "S3_EVENTS_TOKEN",
    "CALLBACK_SECRET",
)
"""The names that ``{data-dir}/env`` has even where nobody chose their values."""

_HOSTS_WITHOUT_PROXY = ("127.0.0.1", "localhost", "::1")


def given_values(settings: Settings) -> dict[str, str]:
    """What the environment or ``.env`` says explicitly, by variable name."""
    given: dict[str, str] = {}
    for section in (getattr(settings, room.name) for room in fields(settings)):
        for name in section.model_fields_set:
            given[name.upper()] = _as_text(getattr(section, name))
    given |= {name: os.environ[name] for name in SECRETS if os.environ.get(name)}
    return given


def default_values(settings: Settings) -> dict[str, str]:
    """Every setting as it stands, given or not, by variable name."""
    return {
        name.upper(): _as_text(getattr(section, name))
        for section in (getattr(settings, room.name) for room in fields(settings))
        for name in type(section).model_fields
    }


def without_proxy_for_ourselves(environ: Mapping[str, str]) -> dict[str, str]:
    """Variables that keep a configured HTTP proxy away from the servers of this machine."""
    listed = environ.get("no_proxy") or environ.get("NO_PROXY") or ""
    hosts = [host.strip() for host in listed.split(",") if host.strip()]
    hosts += [host for host in _HOSTS_WITHOUT_PROXY if host not in hosts]
    return {"NO_PROXY": ",".join(hosts), "no_proxy": ",".join(hosts)}


def write_environment_file(path: Path, told: Mapping[str, str], values: Mapping[str, str]) -> None:
    """``export NAME=value`` lines, so that ``. path`` is enough for another worker.

    They are all that our own processes are ``told``, and of the ``values`` that nobody
    chose those that people look for.
    """
    published = {name: values.get(name, "") for name in ALWAYS_PUBLISHED} | dict(told)
    lines = (f"export {name}={shlex.quote(value)}\n" for name, value in published.items())
    write_private(path, "".join(lines))


def _as_text(value: object) -> str:
    if isinstance(value, tuple):
        return ",".join(str(item) for item in value)
    return str(value)
