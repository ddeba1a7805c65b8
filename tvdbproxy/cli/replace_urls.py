"""``replace-urls``: permanent addresses in the place of temporary ones, in an application's own
database."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from tvdbproxy.cli.as_json import json_option, print_json
from tvdbproxy.db.database import open_database
from tvdbproxy.errors import ConfigurationError, InvalidRequest
from tvdbproxy.ingest.pending.replacement.campaign import (
    Progress,
    Replaced,
    progress_of,
    replace_urls,
    start_of,
)
from tvdbproxy.ingest.pending.replacement.known import Fate
from tvdbproxy.ingest.pending.replacement.places import (
    SIZES,
    USUAL_SIZE,
    Order,
    Place,
    read_order,
)
from tvdbproxy.ingest.pending.replacement.swap import Swapper, Tally, count
from tvdbproxy.ingest.pending.replacement.tables import Column, find, open_application
from tvdbproxy.settings import Settings, load_settings
from tvdbproxy.urls.media import MediaUrls

_LONGEST_SHOWN = 100
_FATES = {
    Fate.WAITING: "of pictures that are not processed yet",
    Fate.FAILED: "of pictures that could not be processed",
    Fate.UNKNOWN: "that no picture of this service ever had",
}


@click.command("replace-urls")
@click.option(
    "--database",
    "address",
    metavar="URL",
    envvar="REPLACE_DATABASE_URL",
    help="The application's database.  [REPLACE_DATABASE_URL]",
)
@click.option("--table", metavar="NAME", help="Table, as in user_profiles or shop.products.")
@click.option("--column", metavar="NAME", help="Column with addresses.")
@click.option("--id-column", metavar="NAME", help="What tells rows apart.  [the primary key]")
@click.option(
    "--places",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A TOML or JSON file that names several columns.",
)
@click.option("--size", type=click.Choice(SIZES), default=USUAL_SIZE, show_default=True)
@click.option("--inside", is_flag=True, help="Replace within longer texts and JSON as well.")
@click.option("--batch", type=click.IntRange(1, 10_000), default=500, show_default=True)
@click.option("--apply/--dry-run", "apply", default=False, help="Change rows, or count only.")
@click.option("--resume", is_flag=True, help="Go on with a run that was broken off.")
@json_option
def replace_urls_command(
    address: str | None,
    file: Path | None,
    batch: int,
    apply: bool,
    resume: bool,
    as_json: bool,
    **place: Any,
) -> None:
    """Replace temporary addresses of pictures by permanent ones.

    Looks for /temp_images/... in columns of an application's tables (SQLite, PostgreSQL; MySQL
    with a driver of yours), and puts SMART_MEDIA_BASE_URL/{media id}?size=... in the place of
    each temporary address whose picture is processed. By itself this only counts, and shows a
    few: say --apply to have it done. Each row is changed only if it is still what was read. Run
    it as often as you like; if it is killed, --resume goes on where it was.

    Name all columns together in a file, so that pictures are closed when their address is
    replaced everywhere:

    \b
        [[places]]
        table = "user_profiles"
        column = "profile_image_path"

    Exits 0 if all is replaced that can be, 1 if some rows were left, 2 for wrong options, 69 if
    a database is away, 78 for wrong settings.
    """
    order = _order(file, place)
    address = address or order.database
    if address is None:
        raise click.UsageError("Say --database, the application's database.")
    settings = load_settings()
    database = open_database(settings.database)
    application = open_application(address)
    try:
        swapper = Swapper(database, application, _base(settings), _hosts(settings), batch)
        columns = _found(swapper, order.places)
        with _progress(swapper, columns, resume) as tell:
            replaced = replace_urls(swapper, columns, apply=apply, resume=resume, on_progress=tell)
    finally:
        application.dispose()
        database.close()
    _tell(replaced, apply=apply, as_json=as_json)
    sys.exit(0 if replaced.is_whole else 1)


def _order(file: Path | None, options: dict[str, Any]) -> Order:
    """The places that were named, in a file or by options."""
    if (file is None) == (options["table"] is None or options["column"] is None):
        raise click.UsageError("Name a column by --table and --column, or several by --places.")
    if file is None:
        return Order(None, (Place(**options),))
    try:
        return read_order(file.read_text("utf-8"), is_json=file.suffix.lower() == ".json")
    except (InvalidRequest, UnicodeDecodeError) as error:
        sentence = error.public if isinstance(error, InvalidRequest) else "it is not UTF-8."
        raise click.UsageError(f"{file}: {sentence}") from error


def _base(settings: Settings) -> str:
    """What permanent addresses begin with: an address that others can use."""
    urls = MediaUrls(
        base=settings.web.public_base_url, smart_base=settings.ingest.smart_media_base_url
    )
    base = urls.smart("0").removesuffix("/0")
    if base.startswith("/"):
        raise ConfigurationError(
            "SMART_MEDIA_BASE_URL: set it to the address that pictures are served under, as in "
            "https://api.example.com/api/images."
        )
    return base


def _hosts(settings: Settings) -> frozenset[str]:
    """Hosts that temporary addresses may be on."""
    parts = urlsplit(settings.web.public_base_url)
    return frozenset([f"{parts.scheme}://{parts.netloc}"] if parts.netloc else [])


def _found(swapper: Swapper, places: Sequence[Place]) -> list[Column]:
    if len({(place.name) for place in places}) < len(places):
        raise click.UsageError("A column is named twice.")
    try:
        return [find(swapper.application, place) for place in places]
    except InvalidRequest as error:
        raise click.UsageError(error.public) from error


@contextmanager
def _progress(swapper: Swapper, columns: Sequence[Column], resume: bool) -> Iterator[Progress]:
    """A bar for each column at a terminal; logs and pipes are spared them, and their count."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    console = Console(stderr=True)
    shape = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*shape, console=console, disable=not console.is_terminal) as bar:
        bars = {}
        for column in columns if console.is_terminal else ():
            begun = progress_of(swapper, column) if resume else {}
            total = 0 if "done" in begun else count(swapper, column, start_of(column, begun))
            bars[column.place.name] = bar.add_task(column.place.name, total=total)

        def tell(column: Column, tally: Tally) -> None:
            if column.place.name in bars:
                bar.update(bars[column.place.name], completed=tally.rows)

        yield tell


def _tell(replaced: Replaced, *, apply: bool, as_json: bool) -> None:
    if as_json:
        print_json({"applied": apply, **replaced.as_json()})
        return
    for name, tally in replaced.places.items():
        for line in _lines(tally, apply=apply):
            click.echo(f"{name}: {line}")
    click.echo(f"addresses: {_advice(replaced, apply=apply)}")


def _lines(tally: Tally, *, apply: bool) -> Iterator[str]:
    done = "replaced" if apply else "would be replaced"
    yield f"{tally.swapped:,} of {tally.rows:,} rows {done}"
    for number, old, new in tally.sample:
        yield f"  {number}: {_short(old)} -> {_short(new)}"
    for fate, meaning in _FATES.items():
        if tally.addresses[fate]:
            yield f"{tally.addresses[fate]:,} addresses {meaning} stay"
    if tally.changed_meanwhile:
        yield f"{tally.changed_meanwhile:,} rows were changed by somebody else meanwhile"
    if tally.too_long:
        yield f"{tally.too_long:,} rows have no room for the new address: make the column longer"


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}..."


def _advice(replaced: Replaced, *, apply: bool) -> str:
    if not apply and replaced.swapped:
        return "nothing was changed; say --apply to have it done"
    if not apply:
        return "there is nothing to replace"
    done = f"{replaced.swapped:,} rows changed, {replaced.closed:,} pictures closed"
    if replaced.is_whole:
        return done
    return f"{done}; some rows were left, see above, and run this again"
