"""The object store."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field

from tvdbproxy.settings.section import Section


class StorageSettings(Section):
    """Where the bytes are kept."""

    storage_backend: Literal["s3", "local"] = Field(
        "s3", description="`s3` for any S3 server, `local` for a directory."
    )
    storage_path: Path = Field(
        Path("data/objects"), description="Directory of the `local` backend, one folder a bucket."
    )
    s3_endpoint_url: str = Field(
        "", description="Address of the S3 server. Empty: Amazon's, for `S3_REGION`."
    )
    s3_public_endpoint_url: str = Field(
        "",
        description="Address by which clients reach that server, where it is another one; "
        "presigned addresses are signed for it. Empty: `S3_ENDPOINT_URL`.",
    )
    s3_access_key_id: str = Field("", description="S3 access key.")
    s3_secret_access_key: str = Field("", description="S3 secret key.")
    s3_region: str = Field("us-east-1", description="S3 region.")
    s3_bucket_originals: str = Field(
        "tvdb-images-originals", description="Private bucket of the pictures as they came."
    )
    s3_bucket_thumbnails: str = Field(
        "tvdb-images-thumbnails", description="Public-read bucket of the sized pictures."
    )
    s3_addressing_style: Literal["path", "virtual"] = Field(
        "path", description="`path` for most servers, `virtual` for Amazon."
    )
    s3_server_side_encryption: Literal["", "AES256", "aws:kms"] = Field(
        "",
        description="How the S3 server encrypts what it is given from the next `tvdbproxy storage "
        "init` on: `AES256` with its own keys, `aws:kms` with a key of its key service. Empty: as "
        "the buckets are set.",
    )
    s3_sse_kms_key_id: str = Field(
        "", description="That key, for `aws:kms`. Empty: the account's default key."
    )


def contradictions(settings: StorageSettings) -> list[str]:
    """Faults that no single variable shows."""
    if settings.s3_sse_kms_key_id and settings.s3_server_side_encryption != "aws:kms":
        return ["S3_SSE_KMS_KEY_ID: needs S3_SERVER_SIDE_ENCRYPTION=aws:kms"]
    return []
