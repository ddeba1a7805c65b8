"""Our OpenAPI document, as far as the framework alone would have it wrong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask.testing import FlaskClient

PROBLEM = {"$ref": "#/components/schemas/Problem"}


def contents(client: FlaskClient) -> Iterator[tuple[str, Any]]:
    """Media type and schema of every answer."""
    for operations in client.get("/docs/openapi.json").json["paths"].values():
        for operation in operations.values():
            for response in operation["responses"].values():
                for media_type, content in response.get("content", {}).items():
                    yield media_type, content.get("schema")


def test_errors_are_told_as_they_are_sent(client: FlaskClient) -> None:
    sent = client.get("/images/series/1/poster/huge").mimetype
    told = [schema for media_type, schema in contents(client) if media_type == sent]
    assert len(told) > 50
    assert all(schema == PROBLEM for schema in told)


def test_nothing_else_is_told_to_be_one(client: FlaskClient) -> None:
    others = [schema for media_type, schema in contents(client) if media_type == "application/json"]
    assert others
    assert not any("Problem" in str(schema) for schema in others)


def test_asking_twice_changes_nothing(client: FlaskClient) -> None:
    assert client.get("/docs/openapi.json").data == client.get("/docs/openapi.json").data
