"""Two hundred clients on one picture that nobody has made yet."""

from __future__ import annotations

import http.client
import statistics
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import select

from chaos.stage import Stage
from tvdbproxy.db.models import Artwork

_SERIES = 910001
_ALONE = 5  # cold pictures asked for by one client each, to compare with


@dataclass(frozen=True)
class Herd:
    """``p95`` is of the herd's waits, ``alone`` the median wait of one client; seconds."""

    clients: int
    fetches: int
    answers: int
    whole: int
    p95: float
    alone: float


def herd(clients: int = 200) -> Herd:
    """Ask over real sockets, all at the same moment."""
    with (
        tempfile.TemporaryDirectory(prefix="chaos-") as folder,
        Stage(Path(folder), titles=2, settings={"CATALOGUE_SYNC": "held"}) as stage,
    ):
        pictures = _bring(stage)
        stage.raise_curtain(workers=0)
        while not stage.answers():
            time.sleep(0.1)
        alone = [_ask(stage, path, None)[1] for path, _ in pictures[1 : 1 + _ALONE]]
        path, upstream = pictures[0]
        begun = threading.Barrier(clients)
        with ThreadPoolExecutor(clients) as threads:
            asked = list(threads.map(lambda _: _ask(stage, path, begun), range(clients)))
        waits = sorted(seconds for _, seconds, _ in asked)
        return Herd(
            clients=clients,
            fetches=stage.fetches(upstream),
            answers=len({digest for _, _, digest in asked}),
            whole=sum(status == 200 for status, _, _ in asked),
            p95=waits[int(0.95 * clients) - 1],
            alone=statistics.median(alone),
        )


def _bring(stage: Stage) -> list[tuple[str, str]]:
    """Addresses here and upstream of pictures of about the same size: posters."""
    stage.fetch("series", _SERIES)
    with stage.services.database.read() as session:
        rows = session.scalars(
            select(Artwork).where(Artwork.image_type == "poster").order_by(Artwork.id)
        ).all()
    return [
        (
            f"/images/{row.content_type}/{row.content_id}/poster/"
            + ("" if row.is_chosen else f"{row.id}/")
            + "medium",
            row.path,
        )
        for row in rows
    ]


def _ask(stage: Stage, path: str, begun: threading.Barrier | None) -> tuple[int, float, str]:
    """Status, seconds and the body's hash."""
    connection = http.client.HTTPConnection(urlsplit(stage.base_url).netloc, timeout=60)
    connection.connect()
    if begun is not None:
        begun.wait()
    started = time.monotonic()
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, time.monotonic() - started, sha256(body).hexdigest()
