"""The artwork host: files with ``ETag`` and ``Last-Modified``, and 304 for who has them."""

from __future__ import annotations

from email.message import Message
from email.utils import formatdate

from tvdbproxy.embedded.sample.api.freshness import is_unchanged
from tvdbproxy.embedded.sample.api.replies import Reply
from tvdbproxy.embedded.sample.gallery import Gallery, PictureFile

_MAX_AGE = 604_800
# Old databases are full of addresses below it, and the artwork host lets nobody in there.
_FORBIDDEN = "/banners/_cache/"


def banner_reply(gallery: Gallery, path: str, asked: Message, variant: int = 0) -> Reply:
    """The file at ``path``; ``variant`` other than 0 is another picture in its place."""
    if path.startswith(_FORBIDDEN):
        return Reply(403, b"<h1>403 Forbidden</h1>\n", "text/html")
    file = gallery.file(path, variant)
    if file is None:
        return Reply(404, b"<h1>404 Not Found</h1>\n", "text/html")
    headers = {
        "ETag": f'"{file.etag}"',
        "Last-Modified": formatdate(file.modified, usegmt=True),
        "Cache-Control": f"public, max-age={_MAX_AGE}",
    }
    if _is_current(file, asked):
        return Reply(304, b"", file.media_type, headers)
    return Reply(200, file.body, file.media_type, headers)


def _is_current(file: PictureFile, asked: Message) -> bool:
    """``If-None-Match`` decides where it is given; only without it the date counts."""
    if (tags := asked.get("If-None-Match")) is not None:
        known = [tag.strip().removeprefix("W/") for tag in tags.split(",")]
        return "*" in known or f'"{file.etag}"' in known
    return is_unchanged(file.modified, asked.get("If-Modified-Since"))
