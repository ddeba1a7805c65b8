"""The installation as the doctor looks at it."""

from __future__ import annotations

from functools import partial

from tvdbproxy.fetch.fetcher import Fetcher
from tvdbproxy.ops.doctor.patient import Patient
from tvdbproxy.settings import Settings
from tvdbproxy.wiring.build import check
from tvdbproxy.wiring.recipe import open_pool
from tvdbproxy.wiring.upstream import record_policy


def open_patient(settings: Settings) -> Patient:
    """Opens nothing yet."""
    return Patient(
        settings=settings,
        check_settings=partial(check, settings),
        open_pool=partial(open_pool, settings.images),
        open_fetcher=lambda: Fetcher(record_policy(settings.upstream)),
    )
