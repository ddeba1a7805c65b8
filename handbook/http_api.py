"""The HTTP API, of the OpenAPI document that the service itself answers with."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, cast

from handbook.markdown import table
from tvdbproxy.settings import SECTIONS, Settings
from tvdbproxy.web.app import create_app
from tvdbproxy.wiring import build

Json = dict[str, Any]

_OWN = """# HTTP API

What the service answers beside TheTVDB's own API, which has [a page of its own](thetvdb-api.md).
`/docs` of a running service shows the same to try out, `/docs/openapi.json` is the document for
programs. Errors are [problem documents](errors.md).
"""
_CATALOGUE = """# TheTVDB's API

All operations of version 4, and those that clients use although no document has them. What is in
`data` is TheTVDB's; [the catalogue door](../catalogue.md) says what is different. Each but `login`
wants `Authorization: Bearer` with a token of `POST /v4/login`.
"""
_TVDB = "Catalogue (TheTVDB v4)"
_REFERENCE = re.compile(r"#/components/schemas/(\w+)")
_METHODS = ("get", "post", "put", "patch", "delete")


def own_page() -> str:
    """Everything that is not TheTVDB's."""
    return "\n".join([_OWN, *_own_lines(document())])


def catalogue_page() -> str:
    """Everything that is."""
    return "\n".join([_CATALOGUE, *_catalogue_lines(document())])


@cache
def document() -> Json:
    """The OpenAPI document of a service with default settings, which connects to nothing."""
    with tempfile.TemporaryDirectory() as folder:
        services = build(_defaults(Path(folder)))
        try:
            text = create_app(services).test_client().get("/docs/openapi.json").get_data()
        finally:
            services.close()
    return cast(Json, json.loads(text))


def operations(document: Json) -> Iterator[tuple[str, str, Json]]:
    """Method, path, and what is told of it."""
    for path, methods in document["paths"].items():
        for method in _METHODS:
            if method in methods:
                yield method.upper(), path, methods[method]


def _defaults(folder: Path) -> Settings:
    """Whatever the environment says: a page is the same wherever it is made."""
    ours: Json = {
        "database_url": f"sqlite:///{folder / 'none.db'}",
        "storage_backend": "local",
        "storage_path": folder / "objects",
        "broker_url": "memory://",
    }
    sections: Json = {
        name: section.model_construct(
            **{key: value for key, value in ours.items() if key in section.model_fields}
        )
        for name, section in SECTIONS.items()
    }
    return Settings(**sections)


def _own_lines(document: Json) -> Iterator[str]:
    shown: list[Json] = []
    described = {tag["name"]: tag.get("description", "") for tag in document["tags"]}
    for tag, description in described.items():
        found = [each for each in operations(document) if _tag(each[2]) == tag]
        if tag == _TVDB or not found:
            continue
        yield f"## {tag}\n\n{description}\n"
        for method, path, told in found:
            shown.append(told)
            yield from _operation(document, method, path, told)
    yield from _shapes(document, shown)


def _shapes(document: Json, told: list[Json]) -> Iterator[str]:
    """What the operations take and answer with, field by field; each shape once."""
    yield "## Shapes\n"
    names = sorted(_reached(document, json.dumps(told)))
    for name in names:
        schema = document["components"]["schemas"][name]
        fields = list(_fields(schema))
        if not fields:
            continue
        yield f"### {name} {{ #{name} }}\n"
        if text := schema.get("description"):
            yield f"{text}\n"
        yield from table(("field", "", ""), fields)


def _reached(document: Json, text: str) -> set[str]:
    """The shapes that are named there, and those that they name."""
    reached: set[str] = set()
    waiting = set(_REFERENCE.findall(text))
    while waiting:
        name = waiting.pop()
        reached.add(name)
        inside = json.dumps(document["components"]["schemas"][name])
        waiting |= set(_REFERENCE.findall(inside)) - reached
    return reached


def _operation(document: Json, method: str, path: str, told: Json) -> Iterator[str]:
    yield f"### {method} {path}\n"
    yield f"{told.get('summary', '')}.\n"
    if text := told.get("description"):
        yield f"{text}\n"
    yield from table(("parameter", "in", "", ""), map(_parameter, told.get("parameters", ())))
    for media_type, fields in _body(document, told):
        yield f"Body, `{media_type}`:\n"
        yield from table(("field", "", ""), fields)
    yield from table(("status", ""), _statuses(told))


def _parameter(told: Json) -> tuple[str, str, str, str]:
    kind = _type(told.get("schema", {})) + ("" if told.get("required") else ", optional")
    return f"`{told['name']}`", told["in"], kind, told.get("description", "")


def _body(document: Json, told: Json) -> Iterator[tuple[str, list[tuple[str, str, str]]]]:
    for media_type, content in told.get("requestBody", {}).get("content", {}).items():
        yield media_type, list(_fields(_resolved(document, content.get("schema", {}))))


def _fields(schema: Json) -> Iterator[tuple[str, str, str]]:
    required = schema.get("required", ())
    for name, field in schema.get("properties", {}).items():
        kind = _type(field) + ("" if name in required else ", optional")
        yield f"`{name}`", kind, field.get("description", "")


def _statuses(told: Json) -> Iterator[tuple[str, str]]:
    for status, response in sorted(told.get("responses", {}).items()):
        schemas = [_type(each.get("schema", {})) for each in response.get("content", {}).values()]
        shape = " or ".join(sorted({name for name in schemas if name}))
        text = response.get("description", "")
        yield status, f"{text}: {shape}" if text and shape else text or shape


def _catalogue_lines(document: Json) -> Iterator[str]:
    rows = [each for each in operations(document) if _tag(each[2]) == _TVDB]
    yield from table(
        ("", "", "parameters"),
        (
            (f"`{method} {path}`", told["summary"], _queries(told))
            for method, path, told in sorted(rows, key=lambda row: row[1])
        ),
    )


def _queries(told: Json) -> str:
    names = [each["name"] for each in told.get("parameters", ()) if each["in"] == "query"]
    return " ".join(f"`{name}`" for name in names)


def _tag(told: Json) -> str:
    return str((told.get("tags") or [""])[0])


def _resolved(document: Json, schema: Json) -> Json:
    if reference := schema.get("$ref"):
        return cast(Json, document["components"]["schemas"][reference.rpartition("/")[2]])
    return schema


def _type(schema: Json) -> str:
    """A word or two for a schema."""
    if reference := schema.get("$ref"):
        name = str(reference).rpartition("/")[2]
        return f"[{name}](#{name})"
    if choices := schema.get("anyOf"):
        return " or ".join(dict.fromkeys(filter(None, map(_type, choices))))
    if words := schema.get("enum"):
        return ", ".join(str(word) for word in words)
    if items := schema.get("items"):
        return f"list of {_type(items)}" if _type(items) else "list"
    return str(schema.get("format") or schema.get("type") or "")
