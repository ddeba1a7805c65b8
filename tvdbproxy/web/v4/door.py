"""``/v4/...``: every operation of TheTVDB's API, each a row of the table of operations."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from flask import Blueprint, Response, request

from tvdbproxy.access.callers import Caller
from tvdbproxy.catalogue.rewriting import Mode, Rewrite
from tvdbproxy.errors import InvalidRequest
from tvdbproxy.upstream.operations import OPERATIONS, Operation
from tvdbproxy.upstream.questions import REFUSED, question_of
from tvdbproxy.web.v4.base import our_base
from tvdbproxy.web.v4.envelope import JSON, LOGIN
from tvdbproxy.web.v4.hot_path import REPLAYED, Replayed
from tvdbproxy.web.v4.login import log_in
from tvdbproxy.web.v4.replay import replay
from tvdbproxy.wiring import Services

View = Callable[..., Response]


def v4_blueprint(services: Services) -> Blueprint:
    """The routes, over these services."""
    blueprint = Blueprint("v4", __name__)

    def login() -> Response:
        return log_in(services.doorkeeper)

    blueprint.add_url_rule(LOGIN, "login", login, methods=["POST"])
    blueprint.add_url_rule(f"/v4{LOGIN}", "v4_login", login, methods=["POST"])
    for operation in OPERATIONS.values():
        read = operation.method == "GET"
        view = _reading(services, operation) if read else _writing(services, operation)
        blueprint.add_url_rule(
            route_of(operation), operation.name, view, methods=[operation.method]
        )
    return blueprint


def route_of(operation: Operation) -> str:
    """The operation's path as Flask writes it."""
    return "/v4" + operation.path.replace("{", "<").replace("}", ">")


def _reading(services: Services, operation: Operation) -> View:
    def view(**parts: str) -> Response:
        caller = _admitted(services)
        question = question_of(operation, parts, request.args.items(multi=True))
        how = _how(services, caller)
        answer = services.answers.answer(question, how)
        response = replay(answer, caller.rewrite_changed_at)
        gzipped = "Content-Encoding" in response.headers
        request.environ[REPLAYED] = Replayed(
            question, how, caller, answer, gzipped, str(request.url_rule)
        )
        return response

    return view


def _writing(services: Services, operation: Operation) -> View:
    """What is sent on as it is, and changes what we hold of the same path."""
    changed = question_of(_read_at(operation.path))

    def view() -> Response:
        _admitted(services)
        document = request.get_json(force=True, silent=True)
        if not isinstance(document, dict):
            raise InvalidRequest("Bad Request", code=REFUSED)
        with services.seats.taken():
            reply = services.upstream.post(operation.path, document)
        services.answers.forget(changed)
        headers = {"Cache-Control": "no-store"}
        return Response(reply.body, reply.status, content_type=JSON, headers=headers)

    return view


def _read_at(path: str) -> Operation:
    return next(row for row in OPERATIONS.values() if row.path == path and row.method == "GET")


def _admitted(services: Services) -> Caller:
    caller = services.doorkeeper.caller(request.headers.get("Authorization"))
    services.doorkeeper.allow(caller)
    return caller


def _how(services: Services, caller: Caller) -> Rewrite:
    catalogue = services.settings.catalogue
    enrich = catalogue.catalogue_enrichment if caller.enrich is None else caller.enrich
    return Rewrite(
        mode=cast("Mode", caller.image_rewrite or catalogue.image_rewrite),
        spare_characters=caller.spare_characters,
        enrich=enrich,
        base=our_base(services.settings.web.public_base_url),
    )
