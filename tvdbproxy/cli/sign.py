"""``sign``: an address of a transform that this service answers, on standard output alone."""

from __future__ import annotations

import time
from typing import Any

import click

from tvdbproxy.cli.as_json import json_option, print_json
from tvdbproxy.cli.endpoint import endpoint_of
from tvdbproxy.errors import Forbidden, NotFound
from tvdbproxy.imgproxy import PRESETS, Endpoint, sign_url
from tvdbproxy.settings import Settings, load_settings
from tvdbproxy.urls.imgproxy.canonical import split_target
from tvdbproxy.urls.imgproxy.options.geometry import RESIZING_TYPES
from tvdbproxy.urls.imgproxy.parse import Grammar


@click.command()
@click.argument("path", required=False, metavar="[OPTIONS/SOURCE]")
@click.option("--source", metavar="URL", help="As in tvdb://series/910001/poster or https://...")
@click.option("--preset", metavar="NAME", help=f"One of {', '.join(PRESETS)}, or your own.")
@click.option("--width", type=int, help="Pixels.")
@click.option("--height", type=int, help="Pixels.")
@click.option("--resizing-type", type=click.Choice(RESIZING_TYPES), help="How to fill the box.")
@click.option("--gravity", metavar="TYPE", help="What is kept, as in no, ce, sm, fp:0.5:0.3.")
@click.option("--quality", type=int, help="1 to 100.")
@click.option("--format", metavar="NAME", help="As in webp; otherwise what the client takes.")
@click.option("--expires-in", type=click.IntRange(1), metavar="SECONDS", help="From now on.")
@click.option("--options", metavar="TEXT", help="Further ones, as in pd:10/bg:fff.")
@click.option("--base-url", metavar="URL", help="Of this service.  [PUBLIC_BASE_URL]")
@json_option
def sign(
    path: str | None, source: str | None, base_url: str | None, as_json: bool, **options: Any
) -> None:
    """Sign an address of a transform, and print it.

    Give the end of the address as it is, as in rs:fill:300:200/plain/tvdb://series/910001/poster;
    or --source and what to make of it. What this service would not understand is not signed.

    Exits 0 if it is printed, 2 for an address that means nothing, 78 without IMGPROXY_KEY and
    IMGPROXY_SALT.
    """
    given = {name: value for name, value in options.items() if value is not None}
    if (path is None) == (source is None):
        raise click.UsageError("Give either OPTIONS/SOURCE or --source.")
    if path is not None and given:
        raise click.UsageError("OPTIONS/SOURCE has its options in it already.")
    settings = load_settings()
    endpoint = endpoint_of(settings, base_url)
    if path is None:
        path = _path_of(source or "", given)
    address = endpoint.address(understood(path, settings))
    if as_json:
        print_json({"url": address})
    else:
        click.echo(address)


def understood(path: str, settings: Settings) -> str:
    """``/options/source`` as it is signed, if the service would understand it.

    Raises ``click.UsageError`` with the service's own sentence otherwise.
    """
    try:
        _, signed = split_target(f"/unsafe/{path.removeprefix('/')}")
        Grammar.of(settings.transforms).parse(signed, time.time())
    except (NotFound, Forbidden) as error:
        raise click.UsageError(error.public) from error
    if not signed.isascii():
        raise click.UsageError("Escape what is not ASCII, as in %C3%A9 for an e with an accent.")
    return signed


def _path_of(source: str, given: dict[str, Any]) -> str:
    if seconds := given.pop("expires_in", None):
        given["expires"] = int(time.time()) + seconds
    try:
        return sign_url(source, endpoint=Endpoint(""), **given).removeprefix("/unsafe")
    except ValueError as error:
        raise click.UsageError(f"{error}.") from error
