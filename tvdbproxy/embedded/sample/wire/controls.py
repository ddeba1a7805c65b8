"""The back door for tests: faults, edits of the world, and counters."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from tvdbproxy.embedded.sample.api.replies import Reply, failure, json_reply
from tvdbproxy.embedded.sample.wire.counters import Counters
from tvdbproxy.embedded.sample.wire.edits import edit
from tvdbproxy.embedded.sample.wire.faults import Faults, fault_from
from tvdbproxy.embedded.sample.world.world import World


class Controls:
    """``/__faults__``, ``/__world__``, ``/__requests__`` and ``/__outage__``.

    ``outage`` takes the whole server off its port for some seconds.
    """

    def __init__(
        self, world: World, faults: Faults, counters: Counters, outage: Callable[[float], None]
    ) -> None:
        self._world, self._faults, self._counters = world, faults, counters
        self._outage = outage

    def answer(self, method: str, path: str, body: bytes) -> Reply:
        """200 with what is so now; 400 with the reason why something cannot be done."""
        try:
            document = json.loads(body) if body else {}
            if not isinstance(document, dict):
                raise ValueError("send a JSON object")
            if path == "/__faults__":
                return self._on_faults(method, document)
            if path == "/__world__" and method == "POST":
                edit(self._world, document)
                return json_reply(200, {"updates": len(self._world.feed())})
            if path == "/__requests__":
                return self._on_requests(method)
            if path == "/__outage__" and method == "POST":
                seconds = float(document["seconds"])
                self._outage(seconds)
                # The last answer of this connection: it is not cut off, and holds nothing up.
                reply = json_reply(200, {"seconds": seconds})
                return replace(reply, headers={**reply.headers, "Connection": "close"})
        except (KeyError, ValueError, TypeError) as error:
            return failure(400, f"{type(error).__name__}: {error}")
        return failure(404, "no such control")

    def _on_faults(self, method: str, document: dict[str, Any]) -> Reply:
        if method == "POST":
            self._faults.add([fault_from(fault) for fault in document["faults"]])
        elif method == "DELETE":
            self._faults.clear()
        return json_reply(200, {"faults": self._faults.report()})

    def _on_requests(self, method: str) -> Reply:
        report = self._counters.report()
        if method == "DELETE":
            self._counters.reset()
        return json_reply(200, report)
