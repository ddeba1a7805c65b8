"""A house for nasty requests: titles, pictures in every state, and hostile words in all rows."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.fuzz.requests import Passes
from tests.fuzz.words import KEY, READERS_KEY
from tests.house.artwork_host import ArtworkHost
from tests.house.house import ADMIN_KEY, settings_of
from tests.house.pictures import poster
from tests.house.titles import hang
from tests.servers.database import open_at
from tvdbproxy.access import keys
from tvdbproxy.artwork.pipeline import run
from tvdbproxy.db.models import Movie
from tvdbproxy.db.schema import upgrade
from tvdbproxy.embedded.sample import start_sample
from tvdbproxy.wiring import Services, build

HOSTILE = """<script>alert(1)</script>"'><img src=x onerror=alert(1)>{{7*7}}\r\nX-Injected: 1"""


@contextmanager
def stocked_house(folder: Path, **given: Any) -> Iterator[Services]:
    """A small house of its own in ``folder``, stocked; settings by field name."""
    template = folder / "template.db"
    with closing(open_at(f"sqlite:///{template}")) as database:
        upgrade(database)
    shutil.copy(template, folder / "house.db")
    with closing(ArtworkHost()) as host, start_sample(titles=20, page_size=5) as sample:
        upstream = {
            "tvdb_base_url": sample.base_url,
            "fetch_private_hosts": (host.site, urlsplit(sample.base_url).netloc),
        }
        services = build(settings_of(folder, template, host, {**LENIENT, **upstream, **given}))
        try:
            stock(services, host)
            yield services
        finally:
            services.close()


LENIENT = {"sync_rate_limit": "1000000/second"}
"""So that the admin's doors are not all closed after a while."""


def passes_of(services: Services) -> Passes:
    """What opens the doors of a stocked house."""
    return Passes(ADMIN_KEY, services.doorkeeper.log_in(READERS_KEY, None, "127.0.0.1"))


def stock(services: Services, host: ArtworkHost) -> None:
    """Keys, and posters: a stored one, one that is not chosen, a broken one, one that upstream
    fails with."""
    database = services.database
    for number in (11, 12):
        path = host.show(f"/banners/{number}.jpg", poster(number))
        hang(database, path, artwork_id=number, is_chosen=number == 11)
        run(services.kitchen, number)
    hang(database, host.show("/banners/13.jpg", b"<html>"), artwork_id=13, image_type="fanart")
    path = host.show("/banners/14.jpg", b"no", 500)
    hang(database, path, artwork_id=14, image_type="banner", error_message=HOSTILE)
    with database.write() as session:
        keys.keep_given(session, KEY, "fuzz")
        keys.keep_given(session, READERS_KEY, "reader")
        session.add(Movie(id=2, name=HOSTILE, overview=HOSTILE, genres=HOSTILE))
