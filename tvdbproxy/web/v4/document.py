"""The operations of TheTVDB's API in our OpenAPI document.

Answers are described by their envelope alone: what is inside is upstream's, and passed on
as it comes.
"""

from __future__ import annotations

from typing import Any

from flask_openapi3.models.schema import Schema
from flask_openapi3.models.tag import Tag
from flask_openapi3.openapi import OpenAPI

from tvdbproxy.upstream.operations import OPERATIONS, Operation
from tvdbproxy.web.v4.envelope import LOGIN

Json = dict[str, Any]

_TAG = Tag(
    name="Catalogue (TheTVDB v4)",
    description="TheTVDB's own API; the pictures in its answers are here. Log in with a key of "
    "this service.",
)
_TEXT_OR_NULL: Json = {"anyOf": [{"type": "string"}, {"type": "null"}]}
_ENVELOPE = "TvdbEnvelope"
_FAILURE = "TvdbFailure"
_SCHEMAS: dict[str, Json] = {
    _ENVELOPE: {
        "type": "object",
        "required": ["status", "data"],
        "properties": {
            "status": {"const": "success"},
            "data": {"description": "As TheTVDB has it, value for value."},
            "links": {
                "anyOf": [
                    {
                        "type": "object",
                        "properties": {
                            "prev": _TEXT_OR_NULL,
                            "self": _TEXT_OR_NULL,
                            "next": _TEXT_OR_NULL,
                            "total_items": {"type": "integer"},
                            "page_size": {"type": "integer"},
                        },
                    },
                    {"type": "null"},
                ]
            },
        },
    },
    _FAILURE: {
        "type": "object",
        "required": ["status", "message", "data"],
        "properties": {
            "status": {"const": "failure"},
            "message": {"type": "string"},
            "data": {"type": "null"},
        },
    },
}
_FAILURES = {
    "400": "TheTVDB does not accept this",
    "401": "No token, or one that does not hold (any more)",
    "404": "TheTVDB has no such record",
    "429": "More requests than the key may send; see Retry-After",
    "502": "TheTVDB's answer was none, and there is no older one",
    "503": "TheTVDB cannot be reached, and there is no older answer; see Retry-After",
}
_NUMBER: Json = {"type": "integer", "minimum": 0}
_PARAMS: dict[str, Json] = {
    "page": _NUMBER | {"description": "Counted from 0."},
    "season": _NUMBER,
    "episodeNumber": _NUMBER | {"description": "Needs `season`."},
    "since": _NUMBER | {"description": "Unix seconds, at most three months ago."},
    "offset": _NUMBER,
    "limit": _NUMBER,
    "short": {"type": "boolean", "description": "Without characters and artworks."},
    "meta": {"type": "string", "enum": ["translations", "episodes"]},
}


def describe(app: OpenAPI) -> None:
    """Put the operations into the document of ``app``."""
    app.tags.append(_TAG)
    app.tag_names.append(_TAG.name)
    for path in (LOGIN, f"/v4{LOGIN}"):
        app.paths.setdefault(path, {})["post"] = _login(path)
    for operation in OPERATIONS.values():
        path = f"/v4{operation.path}"
        app.paths.setdefault(path, {})[operation.method.lower()] = _described(operation)
    for name, schema in _SCHEMAS.items():
        app.components_schemas[name] = Schema(**schema)


def _described(operation: Operation) -> Json:
    told: Json = {
        "operationId": f"v4_{operation.name}",
        "summary": operation.summary,
        "tags": [_TAG.name],
        "security": [{"bearer": []}],
        "parameters": [_in_path(name) for name in operation.placeholders]
        + [_in_query(name) for name in operation.params],
        "responses": _responses(),
    }
    if operation.method == "POST":
        told["requestBody"] = _body({"type": "object"})
    else:
        told["responses"]["304"] = {"description": "It is what you have"}
    return told


def _login(path: str) -> Json:
    return {
        "operationId": "login" if path == LOGIN else "v4_login",
        "summary": "A token for a key",
        "tags": [_TAG.name],
        "security": [],
        "requestBody": _body(
            {
                "type": "object",
                "required": ["apikey"],
                "properties": {
                    "apikey": {"type": "string"},
                    "pin": _TEXT_OR_NULL,
                },
            }
        ),
        "responses": _responses(),
    }


def _body(schema: Json) -> Json:
    return {"required": True, "content": {"application/json": {"schema": schema}}}


def _responses() -> Json:
    told = {"200": _response("The answer", _ENVELOPE)}
    return told | {status: _response(why, _FAILURE) for status, why in _FAILURES.items()}


def _response(description: str, schema: str) -> Json:
    reference = {"$ref": f"#/components/schemas/{schema}"}
    return {
        "description": description,
        "content": {"application/json": {"schema": reference}},
    }


def _in_path(name: str) -> Json:
    schema = {"type": "integer", "minimum": 1} if name == "id" else {"type": "string"}
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _in_query(name: str) -> Json:
    told = dict(_PARAMS.get(name, {"type": "string"}))
    description = told.pop("description", None)
    return {"name": name, "in": "query", "required": False, "schema": told} | (
        {"description": description} if description else {}
    )
