"""Every door of an application, from its route map and its OpenAPI document."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flask_openapi3.openapi import OpenAPI
from werkzeug.routing import Rule

# What the pages for people understand: they are in no OpenAPI document.
_PAGES = ("q", "type", "sort", "after", "before", "episodes", "artwork")
_OF_USERS = re.compile(
    r"/api/v1/images/(upload|jobs|batch|\{image_id\})|/api/v1/health/failed"
    r"|/images/(upload-url|status|list|process|processed|image)(/|$)"
)
_ARGUMENT = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True)
class Door:
    """A route. ``path`` has braces where its arguments go."""

    path: str
    methods: tuple[str, ...]
    arguments: tuple[str, ...]
    query: tuple[str, ...]

    @property
    def asks_for_a_key(self) -> bool:
        """Whether it is the admin's."""
        return self.path.startswith("/api/v1/admin/")

    @property
    def asks_for_a_token(self) -> str:
        """Whose it is: the catalogue's, or one of those of the ingest door; nothing if nobody's."""
        if self.path.startswith("/v4/") and self.path != "/v4/login":
            return "catalogue"
        if self.path.startswith("/api/media/"):
            return "media"
        if self.path == "/internal/s3-events":
            return "events"
        return "user" if _OF_USERS.match(self.path) else ""


def doors_of(app: OpenAPI) -> tuple[Door, ...]:
    """All doors, in the same order each time."""
    paths = app.api_doc["paths"]
    rules = sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint))
    return tuple(_door(rule, paths) for rule in rules)


def _door(rule: Rule, paths: dict[str, dict[str, dict[str, list[dict[str, str]]]]]) -> Door:
    path = _ARGUMENT.sub(r"{\1}", rule.rule)
    told = [
        parameter["name"]
        for operation in paths.get(path, {}).values()
        for parameter in operation.get("parameters", [])
        if parameter["in"] == "query"
    ]
    return Door(
        path=path,
        methods=tuple(sorted(rule.methods or {"GET"})),
        arguments=tuple(sorted(rule.arguments)),
        query=tuple(told) or _PAGES,
    )
