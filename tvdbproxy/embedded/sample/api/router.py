"""From a path to its endpoint."""

from __future__ import annotations

import re
from urllib.parse import unquote

from tvdbproxy.embedded.sample.api.replies import Refusal
from tvdbproxy.embedded.sample.api.routes import POSTS, ROUTES, Endpoint


class Router:
    """Matches paths below ``/v4``; a fixed word always wins over a placeholder."""

    def __init__(self) -> None:
        patterns = sorted(
            ROUTES, key=lambda path: [part.startswith("{") for part in path.split("/")]
        )
        self._routes = [(_compiled(path), path) for path in patterns]

    def find(self, method: str, path: str) -> tuple[Endpoint, dict[str, str]]:
        """The endpoint of a path and the values of its placeholders; refuses what is not there."""
        for pattern, route in self._routes:
            if match := pattern.fullmatch(path):
                endpoint = (POSTS if method == "POST" else ROUTES).get(route)
                if endpoint is None or method not in ("GET", "HEAD", "POST"):
                    raise Refusal(405, "Method Not Allowed")
                return endpoint, {name: unquote(part) for name, part in match.groupdict().items()}
        raise Refusal(404, "Not Found")


def _compiled(path: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path))
