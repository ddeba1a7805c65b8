"""``verify``: the database against the object store, for a person at a terminal or a monitor."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import click

from tvdbproxy.artwork.audit.stored import OF_CATALOGUE
from tvdbproxy.artwork.audit.verified import Verified
from tvdbproxy.artwork.audit.verify import LookThrough, Scope, verify
from tvdbproxy.artwork.reading import Fault
from tvdbproxy.cli.acting import note
from tvdbproxy.cli.as_json import json_option, print_json
from tvdbproxy.cli.exits import WELL, WRONG
from tvdbproxy.cli.waiting import progress_bar
from tvdbproxy.db.database import Database
from tvdbproxy.ingest.audit.look_through import look_through
from tvdbproxy.ingest.audit.stored import OF_APPLICATIONS
from tvdbproxy.ingest.repair import make_again
from tvdbproxy.jobs.notices import MEDIA
from tvdbproxy.ops.audit_log import Action
from tvdbproxy.settings import load_settings
from tvdbproxy.wiring import Services, build

_SAMPLE = re.compile(r"([1-9][0-9]{0,8})(%?)", re.ASCII)
# How many of the names that were kept of each kind a person is shown.
_NAMES = 5
_FAULTS = {
    Fault.MISSING: "no object",
    Fault.TRUNCATED: "of another size than recorded",
    Fault.WRONG_BYTES: "of the recorded size, with other bytes",
    Fault.STALE_REVISION: "of another picture than the row's",
    Fault.UNREADABLE: "there, but the server cannot give it",
    Fault.INCOMPLETE: "not recorded, although their picture is ready",
}


class _Sample(click.ParamType[tuple[int, bool]]):
    """A number of pictures, or a share of them: as (number, is a share)."""

    name = "N|N%"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, bool]:
        found = _SAMPLE.fullmatch(str(value))
        if found is None or (found[2] and int(found[1]) > 100):
            self.fail(f"{value!r} is neither a number nor a percentage, such as 500 or 5%")
        return int(found[1]), bool(found[2])


@click.command("verify")
@click.option("--read", is_flag=True, help="Read every byte and compare checksums.")
@click.option("--sample", type=_Sample(), help="Only so many pictures, chosen at random.")
@click.option("--repair", is_flag=True, help="Make again what is wrong, delete orphans.")
@json_option
def verify_command(
    read: bool, sample: tuple[int, bool] | None, repair: bool, as_json: bool
) -> None:
    """Compare the database with the object store.

    In both directions: every row's object is looked for, and every object's row. By itself this
    lists both buckets once and compares sizes and ETags; only objects that leave a doubt are
    read. That finds what was lost, cut or replaced, but not what rotted on a disk: for that, use
    --read, which also records checksums that are not known yet.

    With --sample N (or N%) only so many pictures of the catalogue, and as many of applications,
    are looked at, and no orphans are looked for.

    With --repair damaged pictures are made again from the stored source; upstream is asked only
    where the source is damaged too. Good objects are not touched. Orphans are deleted once
    they are older than ORPHAN_GRACE_HOURS.

    Safe while the system runs. If it is killed, run it again.

    Exits 0 if all is well or was repaired, 1 if something is wrong, 69 if a server is away.
    """
    settings = load_settings()
    services = build(settings)
    try:
        number = _number(sample, OF_CATALOGUE.count(services.database))
        uploads = _number(sample, OF_APPLICATIONS.count(services.database))
        if repair:
            _note(services.database, read=read, sample=number if sample else None)
        with _progress(number + uploads) as tell:
            verified = verify(
                services.kitchen,
                Scope(read=read, sample=number if sample else None, repair=repair),
                grace_hours=settings.schedule.orphan_grace_hours,
                on_progress=tell,
                on_change=services.notices.announce,
                also=[_media(services, uploads if sample else None)],
                on_deleted=make_again,
            )
    finally:
        services.close()
    if as_json:
        print_json(verified.as_json())
    else:
        _print(verified, repair=repair)
    sys.exit(WRONG if verified.left else WELL)


def _note(database: Database, **arguments: Any) -> None:
    """In the audit log, before anything is changed."""
    with database.write() as session:
        note(session, Action.VERIFY_STARTED, repair=True, **arguments)


def _media(services: Services, sample: int | None) -> LookThrough:
    """Applications' pictures, which lie in the same buckets."""
    announce = partial(services.notices.announce, kind=MEDIA)
    return partial(look_through, services.ingest, sample, announce)


def _number(sample: tuple[int, bool] | None, pictures: int) -> int:
    """How many pictures will be looked at."""
    if sample is None:
        return pictures
    number, is_share = sample
    return max(pictures * number // 100, 1) if is_share else min(number, pictures)


@contextmanager
def _progress(pictures: int) -> Iterator[Callable[[Verified], None]]:
    """A bar at a terminal; logs and pipes are spared it."""
    with progress_bar("listing the buckets", pictures) as bar:

        def tell(verified: Verified) -> None:
            done = verified.pictures + verified.being_made
            bar("comparing pictures" if done else "listing the buckets", done)

        yield tell


def _print(verified: Verified, *, repair: bool) -> None:
    """A table, the first few names, and what to do."""
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(justify="right")
    for number, name, meaning in _lines(verified):
        table.add_row(f"{number:,}", name, meaning)
    console = Console(highlight=False)
    console.print(table)
    for name in _names(verified.sample):
        console.print(f"  {name}", markup=False, soft_wrap=True)
    console.print(f"storage: {_advice(verified, repair=repair)}", soft_wrap=True)


def _lines(verified: Verified) -> Iterator[tuple[int, str, str]]:
    yield verified.pictures, "pictures", "compared"
    if verified.being_made:
        yield verified.being_made, "pictures", "being made, and left out"
    yield verified.examined, "examined", f"objects, {verified.read:,} of them to the last byte"
    for fault, meaning in _FAULTS.items():
        yield verified.faults[fault], fault.value.replace("_", " "), meaning
    if verified.orphans is not None:
        yield verified.orphans, "orphans", "objects without a row, older than the grace period"
        yield verified.dangling, "dangling", "sources without an object that no picture needs"
    yield verified.unrecorded, "unrecorded", "objects without a checksum to compare with"
    if verified.recorded:
        yield verified.recorded, "recorded", "checksums that were not known before"
    if verified.damaged:
        yield verified.damaged, "damaged", f"pictures, {verified.repaired:,} of them repaired"
    if verified.hopeless:
        yield verified.hopeless, "hopeless", "of these, whose source is lost for now"


def _names(sample: list[str]) -> Iterator[str]:
    """The first few of each kind, in the order in which they were found."""
    shown: Counter[str] = Counter()
    for name in sample:
        kind = name.partition(" ")[0]
        shown[kind] += 1
        if shown[kind] <= _NAMES:
            yield name


def _advice(verified: Verified, *, repair: bool) -> str:
    if verified.left and verified.left == verified.hopeless:
        return (
            "what is wrong cannot be repaired now: our source is lost, and upstream does not have "
            "it any more, or not whole; it is asked again in its time, or by a sync with force; "
            "what an application gave us has to be uploaded again"
        )
    if verified.left and repair:
        return (
            "not all could be repaired now: see the log; the workers go on with it, "
            "and `tvdbproxy verify` tells when it is done"
        )
    if verified.left:
        return "something is wrong: `tvdbproxy verify --repair` makes it well"
    if verified.damaged or verified.orphans or verified.dangling:
        return "all is well again"
    if verified.unrecorded:
        return "all is well, as far as can be told: --read records the missing checksums"
    return "all is well"
