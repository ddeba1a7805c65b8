"""A sample upstream and, in front of it, a web server of ours in a process of its own."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.clients.getters import EDITS
from tests.house.asking import ask
from tests.house.house import ADMIN_KEY
from tests.house.processes import web_server
from tests.servers.database import open_at
from tvdbproxy.access import keys
from tvdbproxy.access.traits import Traits
from tvdbproxy.db.database import Database
from tvdbproxy.embedded.environment import default_values
from tvdbproxy.embedded.sample import SampleServer, start_sample
from tvdbproxy.settings import Settings, load_settings

TITLES = 12
PAGE_SIZE = 3


@dataclass(frozen=True)
class Front:
    """``base`` is our address, without a slash; ``environment`` is what our process was told."""

    sample: SampleServer
    base: str
    database: Database
    folder: Path
    environment: dict[str, str]

    def key(self, **traits: Any) -> str:
        """The text of a new key."""
        with self.database.write() as session:
            return keys.create(session, Traits(name="a client", **traits)).text

    def fault(self, match: str, kind: str, **params: Any) -> None:
        """Have upstream go wrong."""
        control(self.sample, "/__faults__", {"faults": [{"match": match, "kind": kind, **params}]})

    def mend(self) -> None:
        """Have upstream answer again."""
        ask(self.sample.artwork_host, "/__faults__", "DELETE")

    def edit(self, **edit: Any) -> None:
        """Change the catalogue upstream."""
        control(self.sample, "/__world__", edit)


@contextmanager
def open_front(
    folder: Path, template: Path, redis_url: str, titles: int = TITLES, **given: Any
) -> Iterator[Front]:
    """A front for as long as the block lasts; settings by field name."""
    with ExitStack() as stack:
        sample = stack.enter_context(
            start_sample(controls=True, titles=titles, page_size=PAGE_SIZE)
        )
        if titles == TITLES:
            control(sample, "/__world__", EDITS)
        file = folder / "front.db"
        shutil.copy(template, file)
        database = stack.enter_context(closing(open_at(f"sqlite:///{file}")))
        settings = _settings(folder, sample, f"sqlite:///{file}", redis_url, given)
        environment = default_values(settings)
        base = stack.enter_context(web_server(folder, environment))
        yield Front(sample, base, database, folder, environment)


def control(sample: SampleServer, path: str, document: Any) -> None:
    """Use the sample's back door."""
    status, _, answer = ask(sample.artwork_host, path, "POST", json.dumps(document).encode())
    assert status == 200, answer


def _settings(
    folder: Path, sample: SampleServer, database_url: str, redis_url: str, given: dict[str, Any]
) -> Settings:
    told = {
        "database_url": database_url,
        "redis_url": redis_url,
        "storage_backend": "local",
        "storage_path": folder / "objects",
        "tvdb_api_key": "any",
        "tvdb_base_url": sample.base_url,
        "tvdb_artwork_hosts": (sample.artwork_host,),
        "fetch_private_hosts": (urlsplit(sample.artwork_host).netloc,),
        "fetch_seconds": 10,
        "admin_api_key": ADMIN_KEY,
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        return load_settings(**{**told, **given})
