"""``/admin/audit``: who did what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response
from sqlalchemy import select

from tvdbproxy.access.sessions import SETTINGS_KEY
from tvdbproxy.db.models import ApiKey
from tvdbproxy.ops import audit_log
from tvdbproxy.ops.audit_log import Action
from tvdbproxy.web.dashboard import asked
from tvdbproxy.web.dashboard.showing import show
from tvdbproxy.wiring import Services


def add_audit(blueprint: Blueprint, services: Services) -> None:
    """The page."""

    @blueprint.get("/audit")
    def audit() -> Response:
        return show("audit.html", _load)

    def _load() -> Mapping[str, Any]:
        action = asked.choice("action", Action)
        before = asked.number("before")
        with services.database.read() as session:
            page = audit_log.page(session, action=action, before=before)
            ids = {entry.who for entry in page.entries}
            keys = session.scalars(select(ApiKey).where(ApiKey.id.in_(ids)))
            names = {key.id: key.name for key in keys}
        return {
            "section": "audit",
            "page": page,
            "names": names,
            "otherwise": SETTINGS_KEY,
            "action": action,
            "actions": list(Action),
            "older": page.older and asked.here(before=page.older),
            "newest": before and asked.here(before=None),
        }
