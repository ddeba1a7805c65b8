"""Whether anybody can open the admin endpoints."""

from __future__ import annotations

from collections.abc import Iterator

from tvdbproxy.access.keys import has_admin
from tvdbproxy.errors import Unavailable
from tvdbproxy.ops.doctor.finding import Finding, ok, skipped, warning
from tvdbproxy.ops.doctor.patient import Patient

NAMES = {"admin": "There is an admin key, or ADMIN_API_KEY."}


def look(patient: Patient) -> Iterator[Finding]:
    """In the settings, else in the database."""
    if patient.settings.web.admin_api_key:
        yield ok("admin", "ADMIN_API_KEY opens the admin endpoints.")
        return
    try:
        with patient.database() as database, database.read() as session:
            there_is_one = has_admin(session)
    except Unavailable:
        yield skipped("admin", "The database that would know does not answer.")
        return
    if there_is_one:
        yield ok("admin", "There is a key with the role admin.")
    else:
        yield warning(
            "admin",
            "There is neither ADMIN_API_KEY nor a key with the role admin: the admin endpoints "
            "and the dashboard are closed.",
            "Run `tvdbproxy keys create NAME --role admin`, or set ADMIN_API_KEY.",
        )
