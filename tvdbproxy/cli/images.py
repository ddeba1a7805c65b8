"""``sync`` and ``cleanup``: ask the workers, as the admin endpoints do."""

from __future__ import annotations

from typing import Any

import click

from tvdbproxy.db.database import open_database
from tvdbproxy.jobs import tasks
from tvdbproxy.jobs.broker import open_broker
from tvdbproxy.jobs.queue import Queue
from tvdbproxy.settings import load_settings
from tvdbproxy.vocabulary import content_type_of, id_of


@click.command()
@click.argument("content_type", required=False)
@click.argument("content_id", required=False)
@click.option("--force", is_flag=True, help="Make pictures again although nothing changed.")
@click.option(
    "--limit", type=click.IntRange(1, 10_000), default=100, help="At most so many titles."
)
def sync(content_type: str | None, content_id: str | None, force: bool, limit: int) -> None:
    """Sync one title's pictures, or (without CONTENT_ID) titles that lack theirs."""
    kind = content_type_of(content_type) if content_type else None
    if content_id is not None:
        arguments = {"content_type": kind, "content_id": id_of(content_id), "force": force}
        _ask("sync_content_images", arguments)
    else:
        arguments = {"content_type": kind, "limit": limit, "with_failed": True}
        _ask("sync_all_missing_images", arguments)


@click.command()
@click.option("--dry-run", is_flag=True, help="Count only, delete nothing.")
def cleanup(dry_run: bool) -> None:
    """Delete stored objects that nothing refers to."""
    _ask("cleanup_orphaned_images", {"dry_run": dry_run})


def _ask(kind: str, arguments: dict[str, Any]) -> None:
    settings = load_settings()
    if settings.in_memory:
        raise click.UsageError("With BROKER_URL=memory:// use the admin endpoints instead.")
    database = open_database(settings.database)
    with database.write() as session:
        task_id = tasks.create(session, kind, arguments)
    queued = Queue(open_broker(settings.broker)).send(kind, task_id)
    database.close()
    click.echo(task_id if queued else f"{task_id} (the queue is away; it will be sent later)")
