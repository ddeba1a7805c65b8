"""Making the two buckets what they must be: `tvdbproxy storage init`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

from tvdbproxy.errors import Unavailable
from tvdbproxy.storage.bucket_rules import (
    abort_stale_uploads,
    allow_any_origin,
    allow_uploads_from,
    expire_incoming,
    make_private,
    make_public_read,
)
from tvdbproxy.storage.encryption import Encryption, encrypt
from tvdbproxy.storage.s3_connection import S3Connection

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


@dataclass(frozen=True, slots=True)
class Step:
    """What became of one step of ``bucket``, which ``sentence`` says without naming it."""

    bucket: str
    name: str
    outcome: Literal["done", "already", "lacking"]
    sentence: str


def init_buckets(
    connection: S3Connection,
    originals: str,
    thumbnails: str,
    upload_origins: Sequence[str] = ("*",),
    encryption: Encryption | None = None,
) -> list[Step]:
    """Create both buckets and set who may read them, whose pages (``upload_origins``) may use
    presigned addresses, and how they are encrypted, if that is said; harmless to repeat.

    What a server cannot do is a ``lacking`` step, not an error: MinIO, for one, has no
    CORS by bucket and needs none. Raises ``Unavailable`` ``bucket_missing`` where a
    bucket can be neither reached nor created, and ``ConfigurationError`` where the server does
    not encrypt, after all else is done.
    """
    admin = connection.open_admin()
    steps = [
        _create(admin, originals, connection.region),
        _create(admin, thumbnails, connection.region),
        apply_rule(admin, originals, "private", make_private),
        apply_rule(admin, thumbnails, "public read", make_public_read),
        apply_rule(admin, thumbnails, "cross-origin reading", allow_any_origin),
        apply_rule(
            admin,
            originals,
            "uploading by pages",
            partial(allow_uploads_from, origins=upload_origins),
        ),
        apply_rule(admin, originals, "expiry of incoming uploads", expire_incoming),
        apply_rule(admin, originals, "expiry of stale uploads", abort_stale_uploads),
        apply_rule(admin, thumbnails, "expiry of stale uploads", abort_stale_uploads),
    ]
    if encryption is not None:
        steps += [
            _encrypt(admin, originals, encryption),
            _encrypt(admin, thumbnails, encryption.for_strangers),
        ]
    return steps


def _encrypt(admin: S3Client, bucket: str, wanted: Encryption) -> Step:
    name = f"encryption by {wanted.algorithm}"
    return apply_rule(admin, bucket, name, partial(encrypt, wanted=wanted))


def _create(admin: S3Client, bucket: str, region: str) -> Step:
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        if _exists(admin, bucket):
            return Step(bucket, "create", "already", "the bucket exists.")
        place: Any = {"LocationConstraint": region}  # Amazon refuses to be told its default
        extra: Any = {} if region == "us-east-1" else {"CreateBucketConfiguration": place}
        admin.create_bucket(Bucket=bucket, **extra)
    except admin.exceptions.BucketAlreadyOwnedByYou:
        return Step(bucket, "create", "already", "the bucket exists.")
    except (ClientError, BotoCoreError) as error:
        raise Unavailable(
            f"The bucket {bucket} can be neither reached nor created: check S3_ENDPOINT_URL, the "
            "keys and the name, which may belong to somebody else.",
            code="bucket_missing",
            detail=str(error),
        ) from error
    return Step(bucket, "create", "done", "the bucket was created.")


def _exists(admin: S3Client, bucket: str) -> bool:
    from botocore.exceptions import ClientError

    try:
        admin.head_bucket(Bucket=bucket)
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
            return False
        raise
    return True


def apply_rule(
    admin: S3Client, bucket: str, name: str, rule: Callable[[S3Client, str], bool]
) -> Step:
    """Apply one rule; a refusal by the server is an outcome, not an error."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        changed = rule(admin, bucket)
    except (ClientError, BotoCoreError) as error:
        return Step(bucket, name, "lacking", f"the server refuses {name}: {error}")
    if changed:
        return Step(bucket, name, "done", f"{name} was set.")
    return Step(bucket, name, "already", f"{name} is set.")
