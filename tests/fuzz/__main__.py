"""``python -m tests.fuzz pictures --mutations 20000 --seed 1``: the long runs, by hand."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import Any

import click

from tests.fuzz.long_runs import ask_a_house, ask_a_server
from tests.fuzz.pictures import fuzz_pictures, mutant


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
    figures = ask_a_house(requests, seed, report=click.echo)
    _tell(asdict(figures), clean=figures.clean)


@main.command()
@click.option("--requests", default=5_000, show_default=True)
@click.option("--seed", default=1, show_default=True)
def wire(requests: int, seed: int) -> None:
    """Bytes that are hardly a request, to a real server."""
    figures = ask_a_server(requests, seed, report=click.echo)
    _tell(asdict(figures), clean=figures.clean)


def _tell(figures: dict[str, Any], *, clean: bool) -> None:
    for name, value in figures.items():
        if name != "findings":
            click.echo(f"{name.replace('_', ' ')}: {value}")
    click.echo("clean" if clean else f"{len(figures['findings'])} findings")
    sys.exit(not clean)


if __name__ == "__main__":
    main()
