"""``doctor``: everything that this installation needs, looked at."""

from __future__ import annotations

import logging
import sys
from collections import Counter
from dataclasses import asdict

import click

from tvdbproxy.cli.as_json import json_option, print_json
from tvdbproxy.cli.exits import WELL, WRONG
from tvdbproxy.errors import ConfigurationError
from tvdbproxy.ops.doctor.examine import examine, unreadable
from tvdbproxy.ops.doctor.finding import Finding, Status
from tvdbproxy.settings import load_settings
from tvdbproxy.wiring.doctor import open_patient

_COLOURS = {Status.OK: "green", Status.WARNING: "yellow", Status.FAILED: "red", Status.SKIPPED: ""}


@click.command()
@click.option(
    "--format",
    "layout",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="For people, or for programs.",
)
@json_option
@click.option("--strict", is_flag=True, help="Exit 1 for warnings as well.")
@click.option(
    "--seconds",
    type=click.FloatRange(1, 600),
    default=60,
    show_default=True,
    help="Time for all checks together.",
)
def doctor(layout: str, as_json: bool, strict: bool, seconds: float) -> None:
    """Check everything that this installation needs.

    Settings, database and its schema, queue, workers and scheduler, a round trip in each bucket,
    a login upstream, clocks, disks, picture formats and extras. Each has its line, whatever the
    others say, and what is not well its remedy; docs/doctor.md tells more of each. What is
    written for a check is removed again: run it as often as you like, beside everything.

    Exits 0 if nothing failed (with --strict: and nothing is to be warned of), otherwise 1.
    """
    logging.disable(logging.WARNING)  # what parts log of servers that are away is in the findings
    try:
        findings = examine(open_patient(load_settings()), seconds)
    except ConfigurationError as error:
        findings = [unreadable(fault) for fault in error.public.split("; ")]
    finally:
        logging.disable(logging.NOTSET)
    counted = Counter(finding.status for finding in findings)
    bad = counted[Status.FAILED] + (counted[Status.WARNING] if strict else 0)
    if as_json or layout == "json":
        summary = {status.value: counted[status] for status in Status}
        print_json({"well": not bad, "summary": summary, "findings": [*map(asdict, findings)]})
    else:
        _print(findings, counted)
    sys.exit(WRONG if bad else WELL)


def _print(findings: list[Finding], counted: Counter[Status]) -> None:
    width = max(len(finding.name) for finding in findings)
    for finding in findings:
        mark = click.style(f"{finding.status.value:<8}", fg=_COLOURS[finding.status] or None)
        click.echo(f"{mark} {finding.name:<{width}}  {finding.seen}")
        if finding.remedy:
            click.echo(f"{'':8} {'':{width}}  -> {finding.remedy}")
    told = [f"{counted[status]} {status.value}" for status in Status if counted[status]]
    click.echo(f"doctor: {', '.join(told)}")
