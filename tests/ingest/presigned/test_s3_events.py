"""Messages of S3 servers, in every shape that we know, and in shapes that nobody sends."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tvdbproxy.errors import InvalidRequest
from tvdbproxy.ingest.presigned.s3_events import NewObject, Told, read_events

KEY = "incoming/0b6f2f9c-8f5e-4c5e-9f0e-000000000001"
OBJECT = NewObject("originals", KEY)
ONE = Told((OBJECT,), 0)


def record(name: str, key: str, bucket: str = "originals") -> dict[str, Any]:
    """One record as S3 and MinIO write them."""
    return {
        "eventVersion": "2.1",
        "eventSource": "aws:s3",
        "eventTime": "2026-11-26T13:00:00.000Z",
        "eventName": name,
        "s3": {
            "s3SchemaVersion": "1.0",
            "bucket": {"name": bucket, "arn": f"arn:aws:s3:::{bucket}"},
            "object": {"key": key, "size": 3, "eTag": "d41d8", "sequencer": "0055AED6DCD90281E5"},
        },
    }


def minio(name: str = "s3:ObjectCreated:Put") -> dict[str, Any]:
    records = [record(name, KEY.replace("/", "%2F"))]
    return {"EventName": name, "Key": f"originals/{KEY}", "Records": records}


def test_s3_tells_without_a_prefix() -> None:
    assert read_events({"Records": [record("ObjectCreated:Put", KEY)]}) == ONE


@pytest.mark.parametrize("how", ["Put", "Post", "Copy", "CompleteMultipartUpload"])
def test_minio_tells_with_a_prefix_and_escapes(how: str) -> None:
    assert read_events(minio(f"s3:ObjectCreated:{how}")) == ONE


def test_keys_are_escaped_as_in_forms() -> None:
    told = read_events({"Records": [record("ObjectCreated:Put", "incoming%2Fa+b%C3%A9")]})
    assert told.objects == (NewObject("originals", "incoming/a bé"),)


def test_eventbridge_tells_of_one_object() -> None:
    message = {
        "version": "0",
        "detail-type": "Object Created",
        "source": "aws.s3",
        "detail": {
            "bucket": {"name": "originals"},
            "object": {"key": KEY, "size": 3},
            "reason": "PutObject",
        },
    }
    assert read_events(message) == ONE
    assert read_events({**message, "detail-type": "Object Deleted"}) == Told((), 1)


def test_sns_carries_the_message_as_text() -> None:
    assert read_events({"Type": "Notification", "Message": json.dumps(minio())}) == ONE


def test_sns_is_unwrapped_once() -> None:
    message: dict[str, Any] = minio()
    for _ in range(3):
        message = {"Type": "Notification", "Message": json.dumps(message)}
    assert read_events(message) == Told((), 1)


@pytest.mark.parametrize("how", ["create", "update"])
def test_the_filer_of_seaweedfs_tells_a_path(how: str) -> None:
    message = {
        "key": f"/buckets/originals/{KEY}",
        "event_type": how,
        "message": {"new_entry": {"name": KEY.rpartition("/")[2], "attributes": {}}},
    }
    assert read_events(message) == ONE
    assert read_events({**message, "event_type": "delete"}) == Told((), 1)
    assert read_events({**message, "key": "/etc/passwd"}) == Told((), 1)
    assert read_events({**message, "key": "/buckets/originals"}) == Told((), 1)


def test_other_events_are_counted_and_left_alone() -> None:
    removed = record("ObjectRemoved:Delete", KEY)
    told = read_events({"Records": [removed, record("ObjectCreated:Put", KEY), removed]})
    assert told == Told((OBJECT,), 2)
    assert read_events({"Service": "Amazon S3", "Event": "s3:TestEvent"}) == Told((), 1)
    assert read_events({"Type": "SubscriptionConfirmation", "Token": "x"}) == Told((), 1)


def test_several_messages_may_come_at_once() -> None:
    assert read_events([minio(), minio()]) == Told((OBJECT, OBJECT), 0)
    assert read_events([]) == Told((), 0)


@pytest.mark.parametrize(
    "records",
    [
        [None],
        [[]],
        [7],
        ["x"],
        [{}],
        [{"eventName": 7}],
        [{"eventName": "ObjectCreated:Put"}],
        [{"eventName": "ObjectCreated:Put", "s3": []}],
        [{"eventName": "ObjectCreated:Put", "s3": {"bucket": "x", "object": "y"}}],
        [{"eventName": "ObjectCreated:Put", "s3": {"bucket": {"name": 1}, "object": {"key": 2}}}],
    ],
)
def test_records_that_say_nothing_are_counted(records: list[Any]) -> None:
    assert read_events({"Records": records}) == Told((), 1)


@pytest.mark.parametrize("message", [None, True, 7, "x", 1.5])
def test_what_can_be_no_message_is_refused(message: object) -> None:
    with pytest.raises(InvalidRequest):
        read_events(message)


NAMES = (
    *("Records", "eventName", "s3", "bucket", "object", "key", "name"),
    *("Type", "Message", "detail", "detail-type", "event_type"),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(JSON)
def test_no_message_breaks_the_reader(message: object) -> None:
    if isinstance(message, dict | list):
        read_events(message)
