"""``stats``: what is stored, what waits, and who works."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from typing import Any

import click

from tvdbproxy.cli.as_json import json_option, print_json
from tvdbproxy.db.database import Database, open_database
from tvdbproxy.ingest.statistics import statistics
from tvdbproxy.jobs.broker import open_broker
from tvdbproxy.jobs.presence import Presence
from tvdbproxy.jobs.queue import ACTORS, Queue
from tvdbproxy.ops.overview import overview
from tvdbproxy.ops.progress import progress
from tvdbproxy.ops.stats import BucketUsage, storage_stats
from tvdbproxy.settings import Settings, load_settings


@click.command()
@json_option
def stats(as_json: bool) -> None:
    """Show what is stored, what waits, and who works.

    Storage by bucket, content type and size; pictures by state; uploads, tasks and callbacks by
    status; messages by queue; workers; and when upstream was last asked for changes. Counted from
    the rows, in a few seconds at most. What Redis would tell is left out (null) while it is away,
    or where BROKER_URL is memory://.

    Exits 0 if it is shown, 69 if the database is away, 78 if a setting is wrong.
    """
    settings = load_settings()
    database = open_database(settings.database)
    try:
        figures = {**_counted(database, settings), **_queue(settings)}
    finally:
        database.close()
    if as_json:
        print_json(figures)
    else:
        _print(figures)


def _counted(database: Database, settings: Settings) -> dict[str, Any]:
    buckets = settings.storage.s3_bucket_originals, settings.storage.s3_bucket_thumbnails
    full = settings.schedule.catalogue_sync == "full"
    with database.read() as session:
        uploads = statistics(session)
    return {
        "storage": [_bucket(usage) for usage in storage_stats(database, *buckets)],
        "catalogue": asdict(progress(database, full=full)),
        "uploads": asdict(uploads),
        **asdict(overview(database)),
    }


def _bucket(found: BucketUsage) -> dict[str, Any]:
    return {**asdict(found), "total_size_mb": found.usage.total_size_mb}


def _queue(settings: Settings) -> dict[str, Any]:
    """Messages by queue, and the number of workers."""
    names = sorted(set(ACTORS.values()))
    if settings.in_memory:
        return {"queues": dict.fromkeys(names), "workers": None}
    queue, presence = Queue(open_broker(settings.broker)), Presence(settings.broker)
    try:
        workers = presence.count()
        # One that is away is asked once, and not for each queue.
        waiting = {name: None if workers is None else queue.waiting(name) for name in names}
        return {"queues": waiting, "workers": workers}
    finally:
        presence.leave()
        queue.broker.close()


def _print(figures: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column()
    table.add_column(justify="right")
    for section, rows in _sections(figures):
        table.add_row(f"[bold]{section}[/bold]", "")
        for name, value in rows:
            table.add_row(f"  {name}", _word(value))
    Console(highlight=False, emoji=False).print(table)


def _sections(figures: dict[str, Any]) -> Iterator[tuple[str, list[tuple[str, Any]]]]:
    for bucket in figures["storage"]:
        yield f"storage: {bucket['bucket']}", [*_usage(bucket)]
    catalogue = figures["catalogue"]
    titles = f"{catalogue['titles_done']:,} of {catalogue['titles_total']:,}"
    states = [*catalogue["artwork"].items()]
    yield "catalogue", [("phase", catalogue["phase"]), ("titles", titles)]
    yield "pictures of the catalogue", states
    uploads = figures["uploads"]
    yield "uploads", [*uploads["by_status"].items(), ("pictures", uploads["images"])]
    yield "tasks", [*figures["tasks"].items()]
    yield "callbacks", [*figures["callbacks"].items()]
    yield "pending images", [*figures["pending_images"].items()]
    yield "messages", [*figures["queues"].items()]
    yield "at work", [("workers", figures["workers"])]
    last = [("upstream asked for changes", figures["synced_at"]), *figures["last_tasks"].items()]
    yield "last", last


def _usage(bucket: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    yield "objects", bucket["usage"]["total_objects"]
    yield "MiB", bucket["total_size_mb"]
    for kind in ("by_content_type", "by_size"):
        for name, usage in bucket[kind].items():
            yield name, usage["total_objects"]


def _word(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M} UTC"
    return f"{value:,}" if isinstance(value, (int, float)) else str(value)
