"""Somebody who looks at pictures all the while, and notices what should not be."""

from __future__ import annotations

import http.client
import itertools
import threading
import time
from collections import Counter
from io import BytesIO
from urllib.parse import urlsplit

from PIL import Image
from sqlalchemy import select

from tvdbproxy.db.database import Database
from tvdbproxy.db.models import Artwork
from tvdbproxy.errors import TvdbProxyError

_PAUSE_SECONDS = 0.1
_COME_AGAIN = (404, 429, 503)


class Visitor:
    """Asks for one picture after the other. In a ``with``; ``seen`` counts how it went:
    ``whole``, ``come again`` (503, 429, or 404 with a reason), ``away`` (nobody listens just then)
    and ``wrong``: half a picture, another answer."""

    def __init__(self, base_url: str, database: Database) -> None:
        self.seen: Counter[str] = Counter()
        self._site = urlsplit(base_url).netloc
        self._database = database
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._stroll, name="visitor")

    def __enter__(self) -> Visitor:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._ended.set()
        self._thread.join()

    def _stroll(self) -> None:
        for turn in itertools.count():
            if self._ended.is_set():
                return
            path = self._somewhere(turn)
            if path is not None:
                self.seen[self._look(path)] += 1
            time.sleep(_PAUSE_SECONDS)

    def _somewhere(self, turn: int) -> str | None:
        """The address of the picture whose turn it is; ``None`` while there is none to be known."""
        try:
            with self._database.read() as session:
                rows = session.execute(
                    select(Artwork.content_type, Artwork.content_id, Artwork.image_type)
                    .where(Artwork.is_chosen)
                    .order_by(Artwork.id)
                    .offset(turn % 200)
                    .limit(1)
                ).first()
        except TvdbProxyError:  # the blow that fell on the database; we have nowhere to go
            return None
        return f"/images/{rows[0]}/{rows[1]}/{rows[2]}/medium" if rows else None

    def _look(self, path: str) -> str:
        connection = http.client.HTTPConnection(self._site, timeout=40)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            body = answer.read()
        except OSError:
            return "away"
        except http.client.HTTPException:
            return "wrong"
        finally:
            connection.close()
        if answer.status == 200:
            return "whole" if _is_whole(body) else "wrong"
        return "come again" if answer.status in _COME_AGAIN else "wrong"


def _is_whole(data: bytes) -> bool:
    try:
        Image.open(BytesIO(data)).load()
    except (OSError, ValueError, SyntaxError):
        return False
    return True
