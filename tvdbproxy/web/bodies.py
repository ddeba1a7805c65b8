"""JSON that clients send: read strictly, and refused with what is wrong with it."""

from __future__ import annotations

import json
from typing import Any

from flask import request
from flask.json.provider import DefaultJSONProvider

from tvdbproxy.errors import InvalidRequest, Unsupported


class StrictJson(DefaultJSONProvider):
    """As the standard says and no more: UTF-8, no NaN, no name twice, no bottomless nesting."""

    sort_keys = False

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """Raises ``ValueError`` for all else."""
        text = s.decode("utf-8") if isinstance(s, bytes) else s
        options = {"parse_constant": _no_constant, "object_pairs_hook": _no_name_twice}
        try:
            return json.loads(text, **{**options, **kwargs})
        except RecursionError as error:
            raise ValueError("nested too deeply") from error


def require_json_object() -> None:
    """See to it that the request's body is a JSON object. Raises ``Unsupported`` for a body of
    another type, ``InvalidRequest`` for one that cannot be read."""
    if not request.is_json:
        raise Unsupported("Send the body as application/json.")
    try:
        body = request.json_module.loads(request.get_data())
    except ValueError as error:
        raise InvalidRequest(f"The body is not JSON: {_reason(error)}.") from error
    if not isinstance(body, dict):
        raise InvalidRequest('The body is no JSON object; send one, as in {"name": "..."}.')


def _reason(error: ValueError) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "it is not UTF-8"
    if isinstance(error, json.JSONDecodeError):
        return error.msg[:1].lower() + error.msg[1:]
    return str(error)


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no number")


def _no_name_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("an object has the same name twice")
    return found
