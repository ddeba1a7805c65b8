"""``storage init`` and ``storage check``."""

from __future__ import annotations

import sys

import click

from tvdbproxy.settings import load_settings
from tvdbproxy.storage.buckets import init_buckets
from tvdbproxy.storage.open import open_stores
from tvdbproxy.storage.s3_connection import S3Connection
from tvdbproxy.storage.selftest import Check, run_selftest

_MARKS = {
    "ok": "ok     ",
    "lacking": "lacking",
    "failed": "FAILED ",
    "done": "done   ",
    "already": "ok     ",
}


@click.group()
def storage() -> None:
    """Set up and check the object store."""


@storage.command()
def init() -> None:
    """Create both buckets, with policies, CORS and lifecycle rules. Safe to repeat."""
    whole = load_settings()
    settings = whole.storage
    if settings.storage_backend == "local":
        open_stores(settings)
        click.echo(f"storage: {settings.storage_path} is ready")
        return
    connection = S3Connection.from_settings(settings)
    steps = init_buckets(
        connection,
        settings.s3_bucket_originals,
        settings.s3_bucket_thumbnails,
        whole.web.cors_origins,
    )
    for step in steps:
        click.echo(f"{_MARKS[step.outcome]} {step.bucket}: {step.sentence}")


@storage.command()
def check() -> None:
    """Prove that the store can do what we need; say what it lacks. Exits 1 if unusable."""
    settings = load_settings()
    # Clients are sent to the bucket only through a CDN; otherwise all bytes go through us.
    report = run_selftest(
        open_stores(settings.storage), public_thumbnails=bool(settings.delivery.cdn_base_url)
    )
    for found in report.checks:
        click.echo(_line(found))
    if not report.usable:
        click.echo("storage: cannot be used like this", err=True)
        sys.exit(1)
    click.echo("storage: ready")


def _line(found: Check) -> str:
    remedy = f" {found.remedy}" if found.status != "ok" else ""
    return f"{_MARKS[found.status]} {found.store}: {found.sentence}{remedy}"
