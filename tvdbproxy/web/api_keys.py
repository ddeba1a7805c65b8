"""``/api/v1/admin/api-keys``: keys are made, listed, changed, rotated and revoked."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import g, request
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag
from sqlalchemy.orm import Session

from tvdbproxy.access import keys
from tvdbproxy.access.traits import Traits
from tvdbproxy.ops import audit_log
from tvdbproxy.ops.audit_log import Action, Actor
from tvdbproxy.web.auth import require_admin
from tvdbproxy.web.bodies import require_json_object
from tvdbproxy.web.models.keys import (
    ChangedKeyModel,
    IssuedKeyModel,
    KeyListModel,
    KeyModel,
    KeyPath,
    NewKeyModel,
)
from tvdbproxy.web.models.parts import Responses, problems
from tvdbproxy.wiring import Services

_TAG = Tag(name="Keys", description="Who may log in at the catalogue. Needs an admin key.")
_SECURITY: list[dict[str, list[str]]] = [{"bearer": []}, {"api_key": []}]
_REFUSALS = problems(400, 401, 403, 503)
_OF_ONE: Responses = {**_REFUSALS, **problems(404)}
_OF_A_LIVING_ONE: Responses = {**_OF_ONE, **problems(409)}
_PATH = "/api/v1/admin/api-keys"
_NOT_KEPT = {"Cache-Control": "no-store"}

Reply = tuple[dict[str, Any] | str, int, dict[str, str]]


def api_keys_blueprint(services: Services) -> APIBlueprint:
    """The routes, over these services."""
    blueprint = APIBlueprint(
        "api_keys", __name__, url_prefix=_PATH, abp_tags=[_TAG], abp_security=_SECURITY
    )
    database, doorkeeper = services.database, services.doorkeeper

    @blueprint.before_request
    def refuse_others() -> None:
        """Before anything else is looked at: a stranger learns nothing of what is wrong."""
        if request.method == "OPTIONS":
            return
        g.admin = require_admin(services)
        if request.endpoint in (f"{blueprint.name}.create", f"{blueprint.name}.change"):
            require_json_object()

    @blueprint.post("", summary="Make a key", responses={**_REFUSALS, 201: IssuedKeyModel})
    def create(body: NewKeyModel) -> Reply:
        with database.write() as session:
            traits = _traits(body)
            issued = keys.create(session, traits)
            _note(session, Action.KEY_CREATED, issued.key.id, traits)
        return _issued(issued), 201, {**_NOT_KEPT, "Location": f"{_PATH}/{issued.key.id}"}

    @blueprint.get("", summary="All keys", responses={**_REFUSALS, 200: KeyListModel})
    def everyone() -> Reply:
        with database.read() as session:
            found = keys.everyone(session)
        return {"keys": [_shown(key) for key in found]}, 200, _NOT_KEPT

    @blueprint.get("/<key_id>", summary="A key", responses={**_OF_ONE, 200: KeyModel})
    def get(path: KeyPath) -> Reply:
        with database.read() as session:
            found = keys.get(session, path.key_id)
        return _shown(found), 200, _NOT_KEPT

    @blueprint.patch(
        "/<key_id>", summary="Change a key", responses={**_OF_A_LIVING_ONE, 200: KeyModel}
    )
    def change(path: KeyPath, body: ChangedKeyModel) -> Reply:
        with database.write() as session:
            traits = _traits(body)
            changed = keys.change(session, path.key_id, traits)
            _note(session, Action.KEY_CHANGED, path.key_id, traits)
        doorkeeper.changed(path.key_id)
        return _shown(changed), 200, _NOT_KEPT

    @blueprint.delete(
        "/<key_id>",
        summary="Revoke a key and all its tokens, for good",
        responses={**_OF_ONE, 204: {"description": "It is revoked."}},
    )
    def revoke(path: KeyPath) -> Reply:
        with database.write() as session:
            keys.revoke(session, path.key_id)
            _note(session, Action.KEY_REVOKED, path.key_id)
        doorkeeper.changed(path.key_id)
        return "", 204, _NOT_KEPT

    @blueprint.post(
        "/<key_id>/rotate",
        summary="Replace a key's text; the old one and all tokens are void",
        responses={**_OF_A_LIVING_ONE, 200: IssuedKeyModel},
    )
    def rotate(path: KeyPath) -> Reply:
        with database.write() as session:
            issued = keys.rotate(session, path.key_id)
            _note(session, Action.KEY_ROTATED, path.key_id)
        doorkeeper.changed(path.key_id)
        return _issued(issued), 200, _NOT_KEPT

    return blueprint


def _note(session: Session, action: Action, key_id: str, traits: Traits | None = None) -> None:
    """In the audit log, without the PIN."""
    actor = Actor(g.admin, request.remote_addr)
    audit_log.write(session, actor, action, key_id, **(traits.told() if traits else {}))


def _traits(body: NewKeyModel | ChangedKeyModel) -> Traits:
    """What was said. What was left out is not the same as null."""
    return Traits(**{name: getattr(body, name) for name in body.model_fields_set})


def _shown(key: keys.KeyView) -> dict[str, Any]:
    return KeyModel(**asdict(key)).model_dump(mode="json")


def _issued(issued: keys.Issued) -> dict[str, Any]:
    return IssuedKeyModel(key=issued.text, **asdict(issued.key)).model_dump(mode="json")
