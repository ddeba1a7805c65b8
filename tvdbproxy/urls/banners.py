"""What somebody asks the mirror for, as a file of the artwork host.

Clients of many years ask for a file in many forms, and strangers ask for what no artwork
host ever had. Only what can be the path of a picture becomes a ``Banner``; nobody upstream
is asked for anything else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from tvdbproxy.errors import InvalidRequest
from tvdbproxy.storage import keys
from tvdbproxy.urls.artwork_host import artwork_path

LONGEST = 1024

# First parts of paths that were handed out without ``/banners``.
FAMILIES = (
    "episodes", "fanart", "graphical", "movies", "person", "posters", "seasons", "seasonswide",
    "series",
)  # fmt: skip
_EXTENSION = re.compile(r"\.(?:jpe?g|png|gif|webp|avif)$", re.ASCII | re.I)
_THUMBNAIL = re.compile(r"_t(?=\.[^./]+$)")
# A host within the path, whose two slashes a proxy on the way may have made one.
_HOST_WITHIN = re.compile(r"^(?:/banners)?/(https?):/+(?=[^/])", re.ASCII | re.I)
# What bytes that are no UTF-8 have become on their way to us.
_UNREADABLE = "\ufffd"
_AS_IT_IS = "/:@!$&'()*+,;=-._~"


@dataclass(frozen=True)
class Banner:
    """One file: ``path`` is its (escaped) path on the artwork host, ``key`` that of its object."""

    path: str
    key: str

    @property
    def full(self) -> Banner | None:
        """The picture that this one is the thumbnail of; ``None`` for a full picture."""
        if not _THUMBNAIL.search(self.path):
            return None
        return Banner(_THUMBNAIL.sub("", self.path), _THUMBNAIL.sub("", self.key))

    @property
    def folder(self) -> str:
        """The folder of its object, which notices name."""
        return self.key.rpartition("/")[0]


def banner_of(path: str, hosts: Sequence[str] = ()) -> Banner | None:
    """The file that the unescaped path of a request means; ``None`` for what is no picture.

    ``hosts`` are those of the settings, as ``artwork_path`` has them.
    """
    if len(path) > LONGEST or _UNREADABLE in path or not path.isprintable():
        return None
    here = _HOST_WITHIN.sub(r"/\1://", path)
    there = artwork_path(quote(here, safe=_AS_IT_IS), hosts)
    if there is None or len(there) > LONGEST or not _EXTENSION.search(there):
        return None
    try:
        return Banner(there, keys.source_key(there))
    except InvalidRequest:
        return None
