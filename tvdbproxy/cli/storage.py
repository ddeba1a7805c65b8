"""``storage init`` and ``storage check``."""

from __future__ import annotations

import sys

import click

from tvdbproxy.cli.as_json import json_option, print_json
from tvdbproxy.cli.exits import WELL, WRONG
from tvdbproxy.settings import load_settings
from tvdbproxy.storage.buckets import init_buckets
from tvdbproxy.storage.encryption import Encryption
from tvdbproxy.storage.open import open_stores
from tvdbproxy.storage.s3_connection import S3Connection
from tvdbproxy.storage.selftest import Check, Report, run_selftest

_MARKS = {
    "ok": "ok     ",
    "lacking": "lacking",
    "failed": "FAILED ",
    "done": "done   ",
    "already": "ok     ",
}


@click.group()
def storage() -> None:
    """Set up and check the object store.

    Exits 0 if it is usable, 1 if it is not, 69 if the server is away or refuses the keys, 78 if a
    setting is wrong.
    """


@storage.command()
@json_option
def init(as_json: bool) -> None:
    """Create both buckets, with policies, CORS, lifecycle rules, encryption. Safe to repeat."""
    whole = load_settings()
    settings = whole.storage
    if settings.storage_backend == "local":
        open_stores(settings)
        if as_json:
            print_json({"steps": []})
        else:
            click.echo(f"storage: {settings.storage_path} is ready")
        return
    connection = S3Connection.from_settings(settings)
    steps = init_buckets(
        connection,
        settings.s3_bucket_originals,
        settings.s3_bucket_thumbnails,
        whole.web.cors_origins,
        Encryption.from_settings(settings),
    )
    if as_json:
        print_json({"steps": steps})
        return
    for step in steps:
        click.echo(f"{_MARKS[step.outcome]} {step.bucket}: {step.sentence}")


@storage.command()
@json_option
def check(as_json: bool) -> None:
    """Prove that the store can do what we need; say what it lacks. Exits 1 if unusable."""
    settings = load_settings()
    # Clients are sent to the bucket only through a CDN; otherwise all bytes go through us.
    report = run_selftest(
        open_stores(settings.storage), public_thumbnails=bool(settings.delivery.cdn_base_url)
    )
    if as_json:
        print_json({"usable": report.usable, "checks": report.checks})
    else:
        _print(report)
    sys.exit(WELL if report.usable else WRONG)


def _print(report: Report) -> None:
    for found in report.checks:
        click.echo(_line(found))
    if report.usable:
        click.echo("storage: ready")
    else:
        click.echo("storage: cannot be used like this", err=True)


def _line(found: Check) -> str:
    remedy = f" {found.remedy}" if found.status != "ok" else ""
    return f"{_MARKS[found.status]} {found.store}: {found.sentence}{remedy}"
