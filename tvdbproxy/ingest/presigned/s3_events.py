"""What S3 servers tell of new objects, each in its own shape, read as bucket and key.

Known are the event messages of S3 itself and of MinIO, those in which SNS and EventBridge wrap
them or say the same, and the notifications of SeaweedFS's filer. What is none of these, or tells
of something else than a new object, is counted and left alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_plus

from tvdbproxy.errors import InvalidRequest

_CREATED = "ObjectCreated:"
# Where the filer of SeaweedFS keeps buckets, and what it calls new objects.
_FILER_FOLDER = "/buckets/"
_FILER_CREATED = ("create", "update")


@dataclass(frozen=True)
class NewObject:
    """Something was stored there."""

    bucket: str
    key: str


@dataclass(frozen=True)
class Told:
    """New objects in the order in which they were told of, and how much else there was."""

    objects: tuple[NewObject, ...]
    others: int


def read_events(message: object) -> Told:
    """What the message tells of. Raises ``InvalidRequest`` for what can be no such message."""
    if not isinstance(message, dict | list):
        raise InvalidRequest("The body is no event: send a JSON object of an S3 server.")
    found = [*_events(message, wrapped=False)]
    objects = tuple(one for one in found if one is not None)
    return Told(objects, len(found) - len(objects))


def _events(message: object, *, wrapped: bool) -> Iterable[NewObject | None]:
    """One for each event, None for those that tell of no new object."""
    if isinstance(message, list):
        return [one for each in message for one in _events(each, wrapped=wrapped)]
    if not isinstance(message, dict):
        return [None]
    if isinstance(message.get("Records"), list):
        return [_of_s3(record) for record in message["Records"]]
    if message.get("Type") == "Notification" and not wrapped:
        return _events(_unwrapped(message.get("Message")), wrapped=True)
    return [_of_eventbridge(message) or _of_filer(message)]


def _unwrapped(text: object) -> object:
    """The message that SNS carries as text."""
    try:
        return json.loads(text) if isinstance(text, str) else None
    except (ValueError, RecursionError):
        return None


def _of_s3(record: object) -> NewObject | None:
    """S3's and MinIO's; keys are escaped as in forms."""
    name, key = _text(record, "eventName"), _text(record, "s3", "object", "key")
    if not name.removeprefix("s3:").startswith(_CREATED):
        return None
    return _new_object(_text(record, "s3", "bucket", "name"), unquote_plus(key))


def _of_eventbridge(message: object) -> NewObject | None:
    """EventBridge's; keys are as they are."""
    if _text(message, "detail-type") != "Object Created":
        return None
    key = _text(message, "detail", "object", "key")
    return _new_object(_text(message, "detail", "bucket", "name"), key)


def _of_filer(message: object) -> NewObject | None:
    """SeaweedFS's: a path that begins with the folder of all buckets."""
    path = _text(message, "key")
    if _text(message, "event_type") not in _FILER_CREATED or not path.startswith(_FILER_FOLDER):
        return None
    bucket, _, key = path.removeprefix(_FILER_FOLDER).partition("/")
    return _new_object(bucket, key)


def _new_object(bucket: str, key: str) -> NewObject | None:
    return NewObject(bucket, key) if bucket and key else None


def _text(value: Any, *names: str) -> str:
    """The text at the end of this way through nested objects; empty where there is none."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, str) else ""
