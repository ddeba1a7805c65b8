"""Which objects have to be read: all of them, or those whose facts leave a doubt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor

from tvdbproxy.artwork.audit.examine import is_doubtful
from tvdbproxy.artwork.audit.expected import ExpectedObject
from tvdbproxy.db.inventory import Inventory
from tvdbproxy.storage.finding import look
from tvdbproxy.storage.store import ObjectStore

Objects = Sequence[ExpectedObject]
Glance = Callable[[Objects], list[ExpectedObject]]


def everything(objects: Objects) -> list[ExpectedObject]:
    """No glance is enough."""
    return list(objects)


def over_listing(inventory: Inventory) -> Glance:
    """Sizes and ETags as both buckets' listing had them: no request at all."""

    def glance(objects: Objects) -> list[ExpectedObject]:
        doubtful = []
        for bucket in ("originals", "thumbnails"):
            here = [one for one in objects if one.bucket == bucket]
            listed = inventory.find(bucket, [one.key for one in here])
            doubtful += [
                one for one in here if one.key not in listed or is_doubtful(one, *listed[one.key])
            ]
        return doubtful

    return glance


def by_head(store_of: Callable[[ExpectedObject], ObjectStore], threads: Executor) -> Glance:
    """The facts of each object, with the revision: a request each, and no bytes."""

    def doubt(one: ExpectedObject) -> bool:
        info = look(store_of(one), one.key)
        if info is None:
            return True
        return is_doubtful(one, info.size, info.etag, info.metadata.get("revision"))

    def glance(objects: Objects) -> list[ExpectedObject]:
        answers = threads.map(doubt, objects)
        return [one for one, doubtful in zip(objects, answers, strict=True) if doubtful]

    return glance
