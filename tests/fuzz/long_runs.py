"""The fuzz of requests over a house of its own, for who has none: by hand, or for hours."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.fuzz.doors import doors_of
from tests.fuzz.house import passes_of, stocked_house
from tests.fuzz.requests import RequestFigures, fuzz_requests
from tests.fuzz.wire import WireFigures, fuzz_wire
from tests.house.processes import web_server
from tvdbproxy.embedded.environment import default_values
from tvdbproxy.web.app import create_app

Report = Callable[[str], None]


def ask_a_house(
    requests: int, seed: int, report: Report = lambda _: None, *, database_url: str = ""
) -> RequestFigures:
    """``fuzz_requests`` over SQLite, or over a migrated and empty database elsewhere."""
    given = {"database_url": database_url} if database_url else {}
    with tempfile.TemporaryDirectory() as folder, stocked_house(Path(folder), **given) as services:
        app = create_app(services)
        return fuzz_requests(app, requests, seed, passes=passes_of(services), report=report)


def ask_a_server(requests: int, seed: int, report: Report = lambda _: None) -> WireFigures:
    """``fuzz_wire`` of a server process as it is shipped."""
    with (
        tempfile.TemporaryDirectory() as folder,
        stocked_house(Path(folder)) as services,
        web_server(Path(folder), default_values(services.settings)) as address,
    ):
        return fuzz_wire(address, doors_of(create_app(services)), requests, seed, report)
