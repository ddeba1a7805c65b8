"""How a source lies in the originals bucket, whoever fetched it."""

from __future__ import annotations

from tvdbproxy.storage.store import ObjectInfo, ObjectStore

PRIVATE = "private, max-age=86400"
_SHA256 = "source-sha256"


def put_source(
    originals: ObjectStore,
    key: str,
    data: bytes,
    *,
    mime: str,
    sha256: str,
    if_absent: bool = False,
    **further: str,
) -> ObjectInfo:
    """Store a source unchanged; ``further`` is metadata. Raises as ``ObjectStore.put``."""
    return originals.put(
        key,
        data,
        content_type=mime,
        cache_control=PRIVATE,
        metadata={_SHA256: sha256, **further},
        if_absent=if_absent,
    )


def told_sha256(info: ObjectInfo) -> str | None:
    """The checksum that the source was stored with."""
    return info.metadata.get(_SHA256)
