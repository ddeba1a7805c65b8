"""How an S3 server is reached: address, credentials, and how long we are patient."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Literal
from urllib.parse import quote, urlsplit

from obstore.store import S3Store as ObstoreBucket

from tvdbproxy.errors import ConfigurationError
from tvdbproxy.settings import StorageSettings

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from obstore.store import S3Config, S3Credential


@dataclass(frozen=True, slots=True)
class Patience:
    """Bounds of one call: no caller waits longer than about ``total_seconds``.

    A new attempt is only begun while half of ``total_seconds`` has not passed, and none
    lasts longer than ``read_seconds``.
    """

    connect_seconds: float = 2
    read_seconds: float = 10
    attempts: int = 3

    @property
    def total_seconds(self) -> float:
        """Upper bound of one call, attempts and the waits between them included."""
        return 2 * (self.connect_seconds + self.read_seconds)


@dataclass(frozen=True, slots=True)
class S3Connection:
    """One S3 server and one identity on it.

    An empty ``endpoint_url`` is Amazon, where empty keys mean the machine's own role.
    """

    endpoint_url: str
    access_key: str
    secret_key: str = field(repr=False)
    region: str = "us-east-1"
    addressing_style: Literal["path", "virtual"] = "path"
    patience: Patience = Patience()

    def __post_init__(self) -> None:
        if not self.endpoint_url:
            return
        address = urlsplit(self.endpoint_url)
        if address.scheme not in ("http", "https") or not address.netloc:
            raise ConfigurationError(
                f"S3_ENDPOINT_URL={self.endpoint_url!r}: begin it with http:// or https://"
            )
        if not (self.access_key and self.secret_key):
            raise ConfigurationError(
                "S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY: set both for the server at "
                f"{self.endpoint_url}"
            )

    @classmethod
    def from_settings(cls, settings: StorageSettings) -> S3Connection:
        """The connection that the environment describes."""
        return cls(
            endpoint_url=settings.s3_endpoint_url.rstrip("/"),
            access_key=settings.s3_access_key_id,
            secret_key=settings.s3_secret_access_key,
            region=settings.s3_region,
            addressing_style=settings.s3_addressing_style,
        )

    @classmethod
    def for_clients(cls, settings: StorageSettings) -> S3Connection:
        """The same server by the address that clients reach it by."""
        ours, public = cls.from_settings(settings), settings.s3_public_endpoint_url.rstrip("/")
        return replace(ours, endpoint_url=public) if public else ours

    @property
    def server_url(self) -> str:
        """The server's address, also where it is Amazon's."""
        return self.endpoint_url or f"https://s3.{self.region}.amazonaws.com"

    def bucket_url(self, bucket: str) -> str:
        """Where the bucket's objects are, without a slash at the end."""
        if self.addressing_style == "path":
            return f"{self.server_url}/{bucket}"
        return self.server_url.replace("://", f"://{bucket}.", 1)

    def object_url(self, bucket: str, key: str) -> str:
        """The object's address, without a signature."""
        return f"{self.bucket_url(bucket)}/{quote(key, safe='/~')}"

    def open_bucket(self, bucket: str) -> ObstoreBucket:
        """A fast client for the bytes of one bucket; costs about a millisecond."""
        patience = self.patience
        virtual = self.addressing_style == "virtual"
        config: S3Config = {
            "region": self.region,
            "virtual_hosted_style_request": virtual,
            # Under this name, since AWS_ENDPOINT_URL_S3 of the environment beats `endpoint`.
            "aws_endpoint_url_s3": self.bucket_url(bucket) if virtual else self.server_url,
        }
        return ObstoreBucket(
            bucket,
            config=config,
            credential_provider=self._credential if self.access_key else None,
            client_options={
                "allow_http": self.endpoint_url.startswith("http:"),
                "connect_timeout": timedelta(seconds=patience.connect_seconds),
                "timeout": timedelta(seconds=patience.read_seconds),
                "pool_idle_timeout": timedelta(seconds=20),
            },
            retry_config={
                "max_retries": patience.attempts - 1,
                "retry_timeout": timedelta(seconds=patience.total_seconds / 2),
                "backoff": {
                    "init_backoff": timedelta(milliseconds=100),
                    "max_backoff": timedelta(seconds=2),
                    "base": 2,
                },
            },
        )

    def open_admin(self) -> S3Client:
        """A boto3 client for what concerns whole buckets: policies, CORS, lifecycle.

        boto3 is imported here, since that alone costs 200 ms and 49 MiB.
        """
        import boto3
        from botocore.config import Config

        return boto3.client(
            "s3",
            endpoint_url=self.server_url,
            aws_access_key_id=self.access_key or None,
            aws_secret_access_key=self.secret_key or None,
            region_name=self.region,
            config=Config(
                signature_version="s3v4",
                connect_timeout=self.patience.connect_seconds,
                read_timeout=self.patience.read_seconds,
                retries={"mode": "standard", "total_max_attempts": self.patience.attempts},
                max_pool_connections=16,
                s3={"addressing_style": self.addressing_style},
            ),
        )

    def _credential(self) -> S3Credential:
        # Asked for by the client, which would mix in AWS_SESSION_TOKEN from the
        # environment if it were given the two keys themselves. It asks once.
        return {
            "access_key_id": self.access_key,
            "secret_access_key": self.secret_key,
            "token": None,
            "expires_at": None,
        }
