"""What is sent to a client: bytes, and what has to be said of them."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from datetime import datetime

from tvdbproxy.catalogue.replies.ages import Times
from tvdbproxy.catalogue.replies.library import Warned
from tvdbproxy.upstream.operations import Ageing

_GZIP = 16 + zlib.MAX_WBITS
_GZIP_LEVEL = 5


@dataclass(frozen=True)
class Answer:
    """What to send. ``etag`` has no quotes; ``last_modified`` is the record's own time or that
    of whatever else changed the answer since, in whole seconds."""

    body: bytes
    etag: str
    last_modified: datetime
    ageing: Ageing
    times: Times
    warned: Warned | None = None
    _packed: dict[str, bytes] = field(default_factory=dict, repr=False, compare=False)

    @property
    def gzipped(self) -> bytes:
        """The body as gzip, made when somebody first wants it."""
        if "gzip" not in self._packed:
            packer = zlib.compressobj(_GZIP_LEVEL, zlib.DEFLATED, _GZIP)
            self._packed["gzip"] = packer.compress(self.body) + packer.flush()
        return self._packed["gzip"]

    @property
    def bytes_held(self) -> int:
        """Bytes in memory, with what the gzipped form may come to."""
        return len(self.body) + len(self.body) // 4

    def age(self, moment: datetime) -> int:
        """Seconds since upstream said so."""
        return max(int((moment - self.times.fetched_at).total_seconds()), 0)
