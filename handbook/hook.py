"""MkDocs calls this at each build: it adds the pages of the reference, and the decisions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from handbook.decisions import listed
from handbook.pages import PAGES

DECISIONS = "Decisions"


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Put every record into the navigation, so that a new one needs no second line."""
    records = listed(Path(config.docs_dir) / "decisions")
    config.nav = [_with_records(entry, records) for entry in config.nav or []]
    return config


def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    """Add the pages that are made of the code."""
    for path, page in PAGES.items():
        files.append(File.generated(config, path, content=page()))
    return files


def _with_records(entry: Any, records: list[dict[str, str]]) -> Any:
    if isinstance(entry, dict) and DECISIONS in entry:
        return {DECISIONS: [*entry[DECISIONS], *records]}
    return entry
