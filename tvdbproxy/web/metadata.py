"""``metadata``, the client's own words, whichever way they come: as JSON, or as text of it."""

from __future__ import annotations

import json
from typing import Any

from flask import request

from tvdbproxy.errors import InvalidRequest
from tvdbproxy.ingest.given import checked_context


def read_metadata(given: object) -> dict[str, Any]:
    """What was given, which may be nothing. Raises ``InvalidRequest`` (``invalid_metadata``)."""
    if given is None or given == "":
        return {}
    if not isinstance(given, str):
        return checked_context(given, len(json.dumps(given, ensure_ascii=False).encode()))
    try:
        document = request.json_module.loads(given)
    except ValueError as error:
        raise InvalidRequest(
            'metadata: this is not JSON; send an object, as in {"id": 7}.', code="invalid_metadata"
        ) from error
    return checked_context(document, len(given.encode()))
