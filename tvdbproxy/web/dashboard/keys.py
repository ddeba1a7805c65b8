"""``/admin/keys``: API keys, made, changed, rotated and revoked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from tvdbproxy import __version__
from tvdbproxy.access import keys
from tvdbproxy.access.keys import Issued
from tvdbproxy.access.traits import IMAGE_REWRITES, ROLES, UNSAID, Traits
from tvdbproxy.ops import audit_log
from tvdbproxy.ops.audit_log import Action
from tvdbproxy.web.dashboard import asked
from tvdbproxy.web.dashboard.door import acting
from tvdbproxy.web.dashboard.showing import show
from tvdbproxy.wiring import Services

_ENRICH = {"yes": True, "no": False}


def add_keys(blueprint: Blueprint, services: Services) -> None:
    """The pages."""
    database, doorkeeper = services.database, services.doorkeeper

    @blueprint.get("/keys", endpoint="keys")
    def list_keys() -> Response:
        return show("keys.html", _list)

    @blueprint.get("/keys/<key_id>")
    def key(key_id: str) -> Response:
        return show("key.html", lambda: _one(key_id))

    @blueprint.post("/keys")
    def create_key() -> Response:
        traits = _traits()
        with database.write() as session:
            issued = keys.create(session, traits)
            audit_log.write(session, acting(), Action.KEY_CREATED, issued.key.id, **traits.told())
        return _issued(issued)

    @blueprint.post("/keys/<key_id>")
    def change_key(key_id: str) -> BaseResponse:
        traits = _traits()
        with database.write() as session:
            keys.change(session, key_id, traits)
            audit_log.write(session, acting(), Action.KEY_CHANGED, key_id, **traits.told())
        doorkeeper.changed(key_id)
        return redirect(url_for(".key", key_id=key_id, done="changed"), 303)

    @blueprint.post("/keys/<key_id>/rotate")
    def rotate_key(key_id: str) -> Response:
        with database.write() as session:
            issued = keys.rotate(session, key_id)
            audit_log.write(session, acting(), Action.KEY_ROTATED, key_id)
        doorkeeper.changed(key_id)
        return _issued(issued)

    @blueprint.post("/keys/<key_id>/revoke")
    def revoke_key(key_id: str) -> BaseResponse:
        with database.write() as session:
            keys.revoke(session, key_id)
            audit_log.write(session, acting(), Action.KEY_REVOKED, key_id)
        doorkeeper.changed(key_id)
        return redirect(url_for(".key", key_id=key_id, done="revoked"), 303)

    def _list() -> Mapping[str, Any]:
        with database.read() as session:
            found = keys.everyone(session)
        return {"section": "keys", "keys": found, **_choices()}

    def _one(key_id: str) -> Mapping[str, Any]:
        with database.read() as session:
            found = keys.get(session, key_id)
        return {"section": "keys", "key": found, "done": asked.text("done"), **_choices()}


def _choices() -> dict[str, Any]:
    return {"roles": ROLES, "rewrites": IMAGE_REWRITES}


def _issued(issued: Issued) -> Response:
    """The one page that ever has the key: it is not kept, and has no address of its own."""
    html = render_template(
        "dashboard/issued.html", issued=issued, section="keys", version=__version__
    )
    return Response(html, headers={"Cache-Control": "no-store"})


def _traits() -> Traits:
    """What the form says. Of the PIN, an empty field says nothing, and a tick takes it away."""
    pin = asked.text("pin")
    return Traits(
        name=asked.text("name"),
        role=asked.text("role") or UNSAID,
        pin=pin or (None if asked.text("no_pin") else UNSAID),
        rate_limit=asked.text("rate_limit") or None,
        image_rewrite=asked.text("image_rewrite") or None,
        spare_characters="spare_characters" in request.form,
        enrich=_ENRICH.get(asked.text("enrich")),
    )
