"""Our OpenAPI document, which says of errors what they are: one problem document each."""

from __future__ import annotations

from typing import Any

from flask_openapi3.openapi import OpenAPI

from tvdbproxy.web.models.parts import Problem

PROBLEM = "application/problem+json"
_JSON = "application/json"
_SCHEMA = {"$ref": f"#/components/schemas/{Problem.__name__}"}
# What the framework assumes of refused parameters.
_LIST = {"type": "array", "items": _SCHEMA}


class DocumentedApp(OpenAPI):
    """The framework knows JSON alone, and takes a refusal for a list of them."""

    def generate_spec_json(self) -> None:
        """Make the document, once all routes are there."""
        super().generate_spec_json()  # type: ignore[no-untyped-call]
        for operations in self.spec_json["paths"].values():
            for operation in operations.values():
                for response in operation["responses"].values():
                    _tell_problem(response.get("content", {}))


def _tell_problem(content: dict[str, Any]) -> None:
    if content.get(_JSON, {}).get("schema") in (_SCHEMA, _LIST):
        content[PROBLEM] = content.pop(_JSON) | {"schema": _SCHEMA}
