"""``sync`` and ``cleanup``: ask the workers, as the admin endpoints do."""

from __future__ import annotations

import sys
from typing import Any

import click

from tvdbproxy.cli.acting import note
from tvdbproxy.cli.as_json import json_option, print_json
from tvdbproxy.cli.exits import WELL, WRONG
from tvdbproxy.cli.waiting import wait_for
from tvdbproxy.db.database import open_database
from tvdbproxy.db.models import TaskStatus
from tvdbproxy.jobs import tasks
from tvdbproxy.jobs.broker import open_broker
from tvdbproxy.jobs.queue import Queue
from tvdbproxy.jobs.tasks import TaskView
from tvdbproxy.ops.audit_log import STARTED
from tvdbproxy.settings import load_settings
from tvdbproxy.vocabulary import content_type_of, id_of

_wait = click.option("--wait", is_flag=True, help="Wait for the workers to be done.")


@click.command()
@click.argument("content_type", required=False)
@click.argument("content_id", required=False)
@click.option("--force", is_flag=True, help="Make pictures again although nothing changed.")
@click.option(
    "--limit", type=click.IntRange(1, 10_000), default=100, help="At most so many titles."
)
@_wait
@json_option
def sync(
    content_type: str | None,
    content_id: str | None,
    force: bool,
    limit: int,
    wait: bool,
    as_json: bool,
) -> None:
    """Have pictures of titles compared with upstream.

    Those of one title, as in `tvdbproxy sync series 81189`; or, without CONTENT_ID, of titles
    that lack theirs. The workers do it; the id of their task is printed.

    Exits 0 if it is asked for (with --wait: if it is done), 1 if the task failed, 2 for what is
    no title, 69 if the database is away.
    """
    kind = content_type_of(content_type) if content_type else None
    if content_id is not None:
        arguments = {"content_type": kind, "content_id": id_of(content_id), "force": force}
        _ask("sync_content_images", arguments, wait=wait, as_json=as_json)
    else:
        arguments = {"content_type": kind, "limit": limit, "with_failed": True}
        _ask("sync_all_missing_images", arguments, wait=wait, as_json=as_json)


@click.command()
@click.option("--dry-run", is_flag=True, help="Count only, delete nothing.")
@_wait
@json_option
def cleanup(dry_run: bool, wait: bool, as_json: bool) -> None:
    """Delete stored objects that nothing refers to.

    Never one that is younger than ORPHAN_GRACE_HOURS. The workers do it; the id of their task is
    printed.

    Exits 0 if it is asked for (with --wait: if it is done), 1 if the task failed, 69 if the
    database is away.
    """
    _ask("cleanup_orphaned_images", {"dry_run": dry_run}, wait=wait, as_json=as_json)


def _ask(kind: str, arguments: dict[str, Any], *, wait: bool, as_json: bool) -> None:
    settings = load_settings()
    if settings.in_memory:
        raise click.UsageError("With BROKER_URL=memory:// use the admin endpoints instead.")
    database = open_database(settings.database)
    try:
        with database.write() as session:
            task_id = tasks.create(session, kind, arguments)
            note(session, STARTED[kind], task_id, kind=kind, **arguments)
        queued = Queue(open_broker(settings.broker)).send(kind, task_id)
        ended = wait_for(database, task_id) if wait else None
    finally:
        database.close()
    _tell(task_id, queued, ended, as_json=as_json)
    sys.exit(WRONG if ended is not None and ended.status == TaskStatus.FAILED else WELL)


def _tell(task_id: str, queued: bool, ended: TaskView | None, *, as_json: bool) -> None:
    if as_json:
        print_json({"task_id": task_id, "queued": queued, "task": ended})
        return
    click.echo(task_id if queued else f"{task_id} (the queue is away; it will be sent later)")
    if ended is not None:
        figures = ", ".join(f"{name} {value}" for name, value in (ended.result or {}).items())
        click.echo(f"{ended.status}: {ended.error_message or figures or 'nothing to do'}")
