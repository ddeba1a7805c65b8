"""``token``: a user's token for trying the ingest door, on standard output alone."""

from __future__ import annotations

import click

from tvdbproxy.access.user_tokens import issue
from tvdbproxy.cli.as_json import json_option, print_json
from tvdbproxy.errors import InvalidRequest
from tvdbproxy.settings import load_settings


@click.command()
@click.option("--sub", required=True, metavar="USER", help="Whose token it is.")
@click.option(
    "--minutes",
    type=click.IntRange(1, 525_600),
    default=60,
    show_default=True,
    help="How long it is good.",
)
@json_option
def token(sub: str, minutes: int, as_json: bool) -> None:
    """Make a token of a user, and print it.

    It is signed with JWT_SECRET_KEY, and for trying things out; users get theirs from whoever
    knows them. JWT_ALGORITHM, JWT_AUDIENCE and JWT_ISSUER hold for it as well.

    Exits 0 if it is printed, 2 for a name that no user may have, 78 without JWT_SECRET_KEY.
    """
    try:
        text = issue(load_settings().ingest, sub, minutes * 60)
    except InvalidRequest as error:
        raise click.UsageError(error.public) from error
    if as_json:
        print_json({"token": text, "sub": sub, "expires_in": minutes * 60})
    else:
        click.echo(text)
