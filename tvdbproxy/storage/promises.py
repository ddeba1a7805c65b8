"""What the self-test asks of a storage: one proof each, and two tables of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tvdbproxy.errors import Conflict, NotFound
from tvdbproxy.storage.plain_http import status_of_get, status_of_put
from tvdbproxy.storage.store import ObjectStore, Presigner

_CONTENT_TYPE = "application/octet-stream"
_SAMPLE = bytes(range(256)) * 16


@dataclass(frozen=True, slots=True)
class Promise:
    """Something that we rely on, or would like to.

    ``prove`` may use the key, and keys that begin with it or with its folder; it
    returns what is wrong as the rest of a sentence, or nothing.
    """

    name: str
    prove: Callable[[ObjectStore, str], str]
    remedy: str
    required: bool = True


def _put_and_get(store: ObjectStore, key: str) -> str:
    store.put(
        key, _SAMPLE, content_type="image/webp", cache_control="max-age=1", metadata={"k": "v"}
    )
    found = store.get(key)
    if found.data != _SAMPLE:
        return "other bytes came back than were sent."
    facts = (found.info.content_type, found.info.cache_control, dict(found.info.metadata))
    if facts != ("image/webp", "max-age=1", {"k": "v"}):
        return f"type, cache control or metadata came back changed: {facts}."
    return "" if store.head(key) == found.info else "HEAD and GET tell different things."


def _read_range(store: ObjectStore, key: str) -> str:
    store.put(key, _SAMPLE, content_type=_CONTENT_TYPE)
    return "" if store.get(key, (100, 300)).data == _SAMPLE[100:300] else "other bytes came back."


def _overwrite(store: ObjectStore, key: str) -> str:
    store.put(key, b"old", content_type=_CONTENT_TYPE)
    store.put(key, b"new", content_type=_CONTENT_TYPE)
    return "" if store.get(key).data == b"new" else "the old object is still there."


def _write_if_absent(store: ObjectStore, key: str) -> str:
    store.put(key, b"first", content_type=_CONTENT_TYPE, if_absent=True)
    try:
        store.put(key, b"second", content_type=_CONTENT_TYPE, if_absent=True)
    except Conflict:
        return "" if store.get(key).data == b"first" else "the first object was overwritten."
    return "an object that exists was overwritten."


def _copy(store: ObjectStore, key: str) -> str:
    target = f"{key.removesuffix('a')}b"
    store.put(key, _SAMPLE, content_type="image/webp", metadata={"k": "v"})
    store.copy(key, target)
    copied = store.get(target)
    if copied.data != _SAMPLE:
        return "the copy has other bytes."
    kept = (copied.info.content_type, dict(copied.info.metadata)) == ("image/webp", {"k": "v"})
    return "" if kept else "the copy lost its type or metadata."


def _list(store: ObjectStore, key: str) -> str:
    target = f"{key.removesuffix('a')}b"
    for each in (key, target):
        store.put(each, b"x", content_type=_CONTENT_TYPE)
    folder = key.removesuffix("a")
    listed = [info.key for info in store.list(folder)]
    resumed = [info.key for info in store.list(folder, after=key)]
    return "" if (listed, resumed) == ([key, target], [target]) else f"it listed {listed}."


def _list_by_bytes(store: ObjectStore, key: str) -> str:
    for each in (f"{key}/b", f"{key}-b"):
        store.put(each, b"x", content_type=_CONTENT_TYPE)
    listed = [info.key for info in store.list(key.removesuffix("a"))]
    return "" if listed == [f"{key}-b", f"{key}/b"] else "keys are listed folder by folder."


def _delete(store: ObjectStore, key: str) -> str:
    store.put(key, b"x", content_type=_CONTENT_TYPE)
    store.delete(key)
    store.delete(key)
    try:
        store.head(key)
    except NotFound:
        return ""
    return "a deleted object is still there."


def _read_signed(store: ObjectStore, key: str) -> str:
    assert isinstance(store, Presigner)
    store.put(key, b"x", content_type=_CONTENT_TYPE)
    status = status_of_get(store.presign_get(key, 60))
    return "" if status == 200 else f"a signed address answers {status}."


def _enforce_checksum(store: ObjectStore, key: str) -> str:
    assert isinstance(store, Presigner)
    wrong = {"Content-MD5": "AAAAAAAAAAAAAAAAAAAAAA=="}
    status = status_of_put(store.presign_put(key, 60), b"x", wrong)
    return "" if status >= 400 else "a body that differs from its Content-MD5 was stored."


def _refuse_strangers(store: ObjectStore, key: str) -> str:
    assert isinstance(store, Presigner)
    store.put(key, b"x", content_type=_CONTENT_TYPE)
    address = store.plain_url(key)
    for what, asked in (("GET", address), ("listing", _listing(address, key))):
        status = status_of_get(asked)
        if status not in _REFUSALS:
            return f"a stranger's {what} is answered {status}, not 403."
    return ""


def _refuse_strangers_writes(store: ObjectStore, key: str) -> str:
    assert isinstance(store, Presigner)
    store.put(key, b"x", content_type=_CONTENT_TYPE)
    status = status_of_put(store.plain_url(key), b"y", {})
    return "" if status in _REFUSALS else f"a stranger's PUT is answered {status}, not 403."


def _listing(address: str, key: str) -> str:
    """The address of the bucket's listing, from that of an object in it."""
    return f"{address.removesuffix(f'/{key}')}?list-type=2"


def _serve_strangers(store: ObjectStore, key: str) -> str:
    assert isinstance(store, Presigner)
    store.put(key, b"x", content_type=_CONTENT_TYPE)
    status = status_of_get(store.plain_url(key))
    return "" if status == 200 else f"a stranger's GET is answered {status}, not 200."


_REFUSALS = (401, 403)
_REPLACE = "Use another S3 server or a newer version of this one; SeaweedFS 4.48 is known to work."
_INIT = "Run `tvdbproxy storage init`, and on Amazon allow public bucket policies first."
EVERY_STORE = (
    Promise(
        "write and read",
        _put_and_get,
        "Check the address, the keys and the buckets; `tvdbproxy storage init` creates them.",
    ),
    Promise("read a range", _read_range, _REPLACE),
    Promise("overwrite", _overwrite, _REPLACE),
    Promise("write only if absent", _write_if_absent, _REPLACE),
    Promise("copy", _copy, _REPLACE),
    Promise("list", _list, "Allow s3:ListBucket on the bucket to the configured key."),
    Promise("delete", _delete, "Allow s3:DeleteObject on the bucket to the configured key."),
    Promise("list by bytes", _list_by_bytes, "Nothing to do: listings are complete.", False),
)
OVER_HTTP = (
    Promise("signed reading", _read_signed, "Set S3_REGION to what the server expects."),
    Promise("checksum enforced", _enforce_checksum, "Nothing to do: writes are proven.", False),
)
CLOSED = Promise(
    "closed to strangers",
    _refuse_strangers,
    f"{_INIT} A SeaweedFS without identities is open to everybody: give it -s3.config.",
)
SEALED = Promise(
    "closed to strangers' writes",
    _refuse_strangers_writes,
    "Take s3:PutObject away from everybody in the bucket's policy. A SeaweedFS without identities "
    "is open to everybody: give it -s3.config.",
)
OPEN = Promise("open for reading", _serve_strangers, _INIT)
