"""What the buckets are told: who reads them, from which pages, and what expires.

Each rule looks first, keeps what operators have set beside it, and answers whether it
changed anything. Errors are botocore's own; ``buckets`` reports them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from tvdbproxy.storage.keys import INCOMING

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import CORSRuleTypeDef, LifecycleRuleTypeDef

_UPLOADING = ["POST", "PUT"]


def make_private(admin: S3Client, bucket: str) -> bool:
    """Take away every statement that lets anybody in."""
    statements = _statements(admin, bucket)
    kept = [statement for statement in statements if not _is_public(statement)]
    if len(kept) == len(statements):
        return False
    if kept:
        _put_policy(admin, bucket, kept)
    else:
        admin.delete_bucket_policy(Bucket=bucket)
    return True


def make_public_read(admin: S3Client, bucket: str) -> bool:
    """Let anybody GET an object whose key they know, and nobody list them."""
    resource = f"arn:aws:s3:::{bucket}/*"
    statements = _statements(admin, bucket)
    for statement in statements:
        reads = "s3:GetObject" in _listed(statement["Action"])
        if _is_public(statement) and reads and resource in _listed(statement["Resource"]):
            return False
    public_read = {
        "Sid": "PublicRead",
        "Effect": "Allow",
        "Principal": "*",
        "Action": "s3:GetObject",
        "Resource": resource,
    }
    _put_policy(admin, bucket, [*statements, public_read])
    return True


def allow_any_origin(admin: S3Client, bucket: str) -> bool:
    """Let pages of any origin read the pictures with JavaScript."""
    rules: list[Any] = found(lambda: admin.get_bucket_cors(Bucket=bucket)["CORSRules"])
    if any("*" in rule["AllowedOrigins"] and "GET" in rule["AllowedMethods"] for rule in rules):
        return False
    reading: CORSRuleTypeDef = {
        "AllowedMethods": ["GET", "HEAD"],
        "AllowedOrigins": ["*"],
        "AllowedHeaders": ["*"],
        "ExposeHeaders": ["ETag", "Content-Length", "Content-Range"],
        "MaxAgeSeconds": 86400,
    }
    admin.put_bucket_cors(Bucket=bucket, CORSConfiguration={"CORSRules": [*rules, reading]})
    return True


def allow_uploads_from(admin: S3Client, bucket: str, origins: Sequence[str]) -> bool:
    """Let pages of these origins upload to addresses that were signed for them, and those of no
    others any more."""
    rules: list[Any] = found(lambda: admin.get_bucket_cors(Bucket=bucket)["CORSRules"])
    kept = [rule for rule in rules if sorted(rule["AllowedMethods"]) != _UPLOADING]
    ours = [sorted(rule["AllowedOrigins"]) for rule in rules if rule not in kept]
    if ours == [sorted(origins)]:
        return False
    uploading: CORSRuleTypeDef = {
        "AllowedMethods": _UPLOADING,
        "AllowedOrigins": list(origins),
        "AllowedHeaders": ["*"],
        "ExposeHeaders": ["ETag"],
        "MaxAgeSeconds": 3600,
    }
    admin.put_bucket_cors(Bucket=bucket, CORSConfiguration={"CORSRules": [*kept, uploading]})
    return True


def expire_incoming(admin: S3Client, bucket: str) -> bool:
    """Let the server delete uploads that nobody has looked at for a week. We do so much sooner,
    unless we are away; what waits for us that long is lost."""
    rules = _lifecycle(admin, bucket)
    if any("Expiration" in rule and _prefix(rule) == INCOMING for rule in rules):
        return False
    expiring: LifecycleRuleTypeDef = {
        "ID": "expire-incoming",
        "Status": "Enabled",
        "Filter": {"Prefix": INCOMING},
        "Expiration": {"Days": 7},
    }
    admin.put_bucket_lifecycle_configuration(
        Bucket=bucket, LifecycleConfiguration={"Rules": [*rules, expiring]}
    )
    return True


def abort_stale_uploads(admin: S3Client, bucket: str) -> bool:
    """Let the server forget uploads in parts that nobody has finished within a day."""
    rules = _lifecycle(admin, bucket)
    if any("AbortIncompleteMultipartUpload" in rule for rule in rules):
        return False
    aborting: LifecycleRuleTypeDef = {
        "ID": "abort-stale-uploads",
        "Status": "Enabled",
        "Filter": {"Prefix": ""},
        "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 1},
    }
    admin.put_bucket_lifecycle_configuration(
        Bucket=bucket, LifecycleConfiguration={"Rules": [*rules, aborting]}
    )
    return True


def _lifecycle(admin: S3Client, bucket: str) -> list[Any]:
    return found(lambda: admin.get_bucket_lifecycle_configuration(Bucket=bucket)["Rules"])


def _prefix(rule: dict[str, Any]) -> str | None:
    """What the keys of a lifecycle rule begin with; older rules say it without a filter."""
    prefix: str | None = rule.get("Filter", rule).get("Prefix")
    return prefix


def _statements(admin: S3Client, bucket: str) -> list[Any]:
    text = found(lambda: [admin.get_bucket_policy(Bucket=bucket)["Policy"]])
    return _listed(json.loads(text[0])["Statement"]) if text else []


def _put_policy(admin: S3Client, bucket: str, statements: list[Any]) -> None:
    policy = {"Version": "2012-10-17", "Statement": statements}
    admin.put_bucket_policy(Bucket=bucket, Policy=json.dumps(policy))


def found(ask: Callable[[], list[Any]]) -> list[Any]:
    """What the server has; nothing where it says that it has none."""
    from botocore.exceptions import ClientError

    try:
        return ask()
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
            return []
        raise


def _is_public(statement: dict[str, Any]) -> bool:
    principal = statement.get("Principal")
    named = principal.get("AWS") if isinstance(principal, dict) else principal
    return statement["Effect"] == "Allow" and "*" in _listed(named)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
