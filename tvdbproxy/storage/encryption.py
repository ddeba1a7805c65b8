"""Having the S3 server encrypt what a bucket is given, by whichever way it comes."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from tvdbproxy.errors import ConfigurationError, Unavailable
from tvdbproxy.settings import StorageSettings
from tvdbproxy.storage.bucket_rules import found

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


@dataclass(frozen=True, slots=True)
class Encryption:
    """By which keys. An empty ``kms_key`` is the account's default one."""

    algorithm: Literal["AES256", "aws:kms"]
    kms_key: str = ""

    @classmethod
    def from_settings(cls, settings: StorageSettings) -> Encryption | None:
        """What the environment asks for; ``None`` leaves the buckets as they are."""
        algorithm = settings.s3_server_side_encryption
        return cls(algorithm, settings.s3_sse_kms_key_id) if algorithm else None

    @property
    def for_strangers(self) -> Encryption:
        """That of a bucket which is open to all: what a key service guards is only given to
        requests that are signed."""
        return Encryption("AES256")

    @property
    def rule(self) -> dict[str, Any]:
        """As a bucket has it."""
        key = {"KMSMasterKeyID": self.kms_key} if self.kms_key else {}
        default = {"SSEAlgorithm": self.algorithm, **key}
        # Or every single object would be a request to the key service, which has its price.
        shared = {"BucketKeyEnabled": True} if self.algorithm == "aws:kms" else {}
        return {"ApplyServerSideEncryptionByDefault": default, **shared}

    @property
    def of_one_object(self) -> dict[str, Any]:
        """As a single upload asks for it."""
        key = {"SSEKMSKeyId": self.kms_key} if self.kms_key else {}
        return {"ServerSideEncryption": self.algorithm, **key}


def encrypt(admin: S3Client, bucket: str, wanted: Encryption) -> bool:
    """Have all that comes from now on encrypted like this; whether that is new.

    Only a server that has just encrypted an object is told to encrypt all: some take the rule
    and then refuse every upload. Whoever asks for encryption is not content without it, so that
    a refusal is a ``ConfigurationError`` here; ``Unavailable`` where the server is away.
    """
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        if _is_set(admin, bucket, wanted):
            return False
        _prove(admin, bucket, wanted)
        rules: Any = {"Rules": [wanted.rule]}
        admin.put_bucket_encryption(Bucket=bucket, ServerSideEncryptionConfiguration=rules)
    except ClientError as error:
        raise _refused(bucket, wanted, str(error)) from error
    except BotoCoreError as error:
        raise Unavailable(
            "The S3 server went away while encryption was set: try again in a moment.",
            code="storage_unavailable",
            detail=str(error),
        ) from error
    return True


def _is_set(admin: S3Client, bucket: str, wanted: Encryption) -> bool:
    asked = "ApplyServerSideEncryptionByDefault"
    rules: list[Any] = found(
        lambda: list(
            admin.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"]
        )
    )
    return any(rule.get(asked) == wanted.rule[asked] for rule in rules)


def _prove(admin: S3Client, bucket: str, wanted: Encryption) -> None:
    key = f"selftest/{secrets.token_hex(12)}"
    kept = admin.put_object(Bucket=bucket, Key=key, Body=b"x", **wanted.of_one_object)
    admin.delete_object(Bucket=bucket, Key=key)
    if kept.get("ServerSideEncryption") != wanted.algorithm:
        raise _refused(bucket, wanted, "it stored an object as it was")


def _refused(bucket: str, wanted: Encryption, why: str) -> ConfigurationError:
    keys = "a key service that it is connected to" if wanted.algorithm == "aws:kms" else "its keys"
    return ConfigurationError(
        f"S3_SERVER_SIDE_ENCRYPTION: the S3 server does not encrypt bucket {bucket} by "
        f"{wanted.algorithm}. Give it {keys}, and our access key the right to set this; or "
        "leave the setting empty and encrypt the server's disks.",
        detail=why,
    )
