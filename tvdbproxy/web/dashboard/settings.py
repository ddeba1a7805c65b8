"""``/admin/settings``: what is in force, with secrets hidden."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flask import Blueprint, Response

from tvdbproxy.settings.shown import SettingView, shown
from tvdbproxy.web.dashboard import asked
from tvdbproxy.web.dashboard.showing import show
from tvdbproxy.wiring import Services


def add_settings(blueprint: Blueprint, services: Services) -> None:
    """The page."""

    @blueprint.get("/settings")
    def settings() -> Response:
        return show("settings.html", _load)

    def _load() -> Mapping[str, Any]:
        changed = asked.text("show") == "changed"
        found = shown(services.settings)
        sections = {name: list(_chosen(views, changed)) for name, views in found.items()}
        return {
            "section": "settings",
            "changed": changed,
            "sections": {name: views for name, views in sections.items() if views},
        }


def _chosen(views: list[SettingView], changed: bool) -> Iterator[SettingView]:
    return (view for view in views if view.is_changed or not changed)
