"""The schema: that it is the code's."""

from __future__ import annotations

from collections.abc import Iterator

from tvdbproxy.db import schema
from tvdbproxy.errors import Unavailable
from tvdbproxy.ops.doctor.finding import Finding, failed, ok, skipped, warning
from tvdbproxy.ops.doctor.patient import Patient

NAMES = {"migrations": "The database has the schema of this version."}


def look(patient: Patient) -> Iterator[Finding]:
    """Older, equal, or of a later version."""
    newest = schema.newest()
    with patient.database() as database:
        try:
            found = schema.found(database)
            schema.require_current(database)
        except Unavailable as error:
            if error.code == "migration_pending":
                yield failed(
                    "migrations",
                    f"The database is at {found or 'no schema'}, this version needs {newest}.",
                    "Run `tvdbproxy migrate`.",
                )
            else:
                yield skipped("migrations", "The database does not answer.")
            return
    if found == newest:
        yield ok("migrations", f"The database is at {newest}.")
    else:
        yield warning(
            "migrations",
            f"The database is at {found}, which is of a later version than this one.",
            "Start the newer version everywhere.",
        )
