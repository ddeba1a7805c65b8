"""``settings``: the table of all settings, for people and for ``.env.example``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from pydantic.fields import FieldInfo

from tvdbproxy.cli.as_json import json_option, print_json
from tvdbproxy.settings import SECTIONS

_TITLES = {
    "web": "Web server",
    "access": "Keys",
    "database": "Database",
    "queue": "Queue and workers",
    "storage": "Storage",
    "delivery": "Delivery",
    "cdn": "Purging a CDN",
    "transform_serving": "Serving transforms",
    "images": "Pictures",
    "upstream": "Upstream",
    "catalogue": "Catalogue",
    "transforms": "Transforms",
    "ingest": "Uploads and other pictures given to us",
    "schedule": "Schedule",
    "telemetry": "Telemetry",
    "dashboard": "Dashboard",
}


@click.command()
@click.option(
    "--format",
    "layout",
    type=click.Choice(["env", "markdown", "json"]),
    default="env",
    show_default=True,
    help="A .env file, the README's table, or JSON.",
)
@json_option
def settings(layout: str, as_json: bool) -> None:
    """Print every setting and what it means.

    With its default; `tvdbproxy export` prints those that are in force. Exits 0.
    """
    if as_json or layout == "json":
        print_json(documents())
    else:
        click.echo("\n".join(env_lines() if layout == "env" else markdown_lines()))


def documents() -> list[dict[str, str]]:
    """The same as values."""
    return [
        {"name": each.name, "section": title, "default": each.default, "meaning": each.meaning}
        for title, settings in shown_settings()
        for each in settings
    ]


@dataclass(frozen=True)
class Shown:
    """A setting as people see it; ``default`` is empty where there is none."""

    name: str
    default: str
    meaning: str


def shown_settings() -> Iterator[tuple[str, list[Shown]]]:
    """Each section's title and its settings."""
    for section, model in SECTIONS.items():
        yield _TITLES[section], [_shown(*item) for item in model.model_fields.items()]


def env_lines() -> Iterator[str]:
    """``.env.example``: everything commented out, so that defaults stay in force."""
    yield "# Settings of tvdbproxy. Copy to .env and uncomment what you change;"
    yield "# variables of the environment win over this file."
    for title, settings in shown_settings():
        yield ""
        yield f"# --- {title} ---"
        for each in settings:
            yield f"# {each.meaning}"
            yield f"#{each.name}={each.default}"


def markdown_lines() -> Iterator[str]:
    """The README's table."""
    yield "| variable | default | meaning |"
    yield "|---|---|---|"
    for title, settings in shown_settings():
        yield f"| **{title}** | | |"
        for each in settings:
            default = f"`{each.default}`" if each.default else ""
            yield f"| `{each.name}` | {default} | {each.meaning} |"


def _shown(name: str, field: FieldInfo) -> Shown:
    return Shown(name.upper(), _default(field.default), field.description or "")


def _default(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return ",".join(value)
    if isinstance(value, Path):
        return str(value)
    return str(value)
