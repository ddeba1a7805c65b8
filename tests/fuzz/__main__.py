"""``python -m tests.fuzz pictures --mutations 20000 --seed 1``: the long runs, by hand."""

from __future__ import annotations

import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from tests.fuzz.doors import doors_of
from tests.fuzz.house import stocked_house
from tests.fuzz.pictures import fuzz_pictures, mutant
from tests.fuzz.requests import fuzz_requests
from tests.fuzz.wire import fuzz_wire
from tests.house.house import ADMIN_KEY
from tests.house.processes import web_server
from tvdbproxy.embedded.environment import default_values
from tvdbproxy.web.app import create_app


@click.group()
def main() -> None:
    """Spoilt pictures and nasty requests, by the thousand, from a seed."""


@main.command()
@click.option("--mutations", default=20_000, show_default=True)
@click.option("--seed", default=1, show_default=True)
def pictures(mutations: int, seed: int) -> None:
    """Spoilt pictures through the real children of a picture pool."""
    figures = fuzz_pictures(mutations, seed, report=click.echo)
    _tell(asdict(figures), clean=figures.clean)


@main.command()
@click.argument("seed", type=int)
@click.argument("number", type=int)
def picture(seed: int, number: int) -> None:
    """One spoilt picture, as a finding names it, on standard output."""
    click.echo(mutant(seed, number).data, nl=False)


@main.command()
@click.option("--requests", default=50_000, show_default=True)
@click.option("--seed", default=1, show_default=True)
def requests(requests: int, seed: int) -> None:
    """Nasty requests to every door of a house."""
    with tempfile.TemporaryDirectory() as folder, stocked_house(Path(folder)) as services:
        app = create_app(services)
        figures = fuzz_requests(app, requests, seed, admin_key=ADMIN_KEY, report=click.echo)
    _tell(asdict(figures), clean=figures.clean)


@main.command()
@click.option("--requests", default=5_000, show_default=True)
@click.option("--seed", default=1, show_default=True)
def wire(requests: int, seed: int) -> None:
    """Bytes that are hardly a request, to a real server."""
    with (
        tempfile.TemporaryDirectory() as folder,
        stocked_house(Path(folder)) as services,
        web_server(Path(folder), default_values(services.settings)) as address,
    ):
        doors = doors_of(create_app(services))
        figures = fuzz_wire(address, doors, requests, seed, report=click.echo)
    _tell(asdict(figures), clean=figures.clean)


def _tell(figures: dict[str, Any], *, clean: bool) -> None:
    for name, value in figures.items():
        if name != "findings":
            click.echo(f"{name.replace('_', ' ')}: {value}")
    click.echo("clean" if clean else f"{len(figures['findings'])} findings")
    sys.exit(not clean)


if __name__ == "__main__":
    main()
