"""From a path to its endpoint."""

from __future__ import annotations

import re
from urllib.parse import unquote

from tvdbproxy.embedded.sample.api.routes import ROUTES, Endpoint


class Router:
    """Matches paths below ``/v4``; a fixed word always wins over a placeholder."""

    def __init__(self) -> None:
        patterns = sorted(
            ROUTES, key=lambda path: [part.startswith("{") for part in path.split("/")]
        )
        self._routes = [(_compiled(path), ROUTES[path]) for path in patterns]

    def find(self, path: str) -> tuple[Endpoint, dict[str, str]] | None:
        """The endpoint of a path and the values of its placeholders."""
        for pattern, endpoint in self._routes:
            if match := pattern.fullmatch(path):
                return endpoint, {name: unquote(part) for name, part in match.groupdict().items()}
        return None


def _compiled(path: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path))
