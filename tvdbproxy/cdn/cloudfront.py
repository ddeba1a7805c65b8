"""CloudFront: one invalidation for many paths."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tvdbproxy.cdn.purger import Most, denied, refused
from tvdbproxy.errors import (
    TvdbProxyError,
    UpstreamBad,
    UpstreamLimited,
    UpstreamTimeout,
    UpstreamUnavailable,
)

if TYPE_CHECKING:
    from botocore.exceptions import ClientError

_CHECK = "CLOUDFRONT_DISTRIBUTION_ID, and the key's right to cloudfront:CreateInvalidation"
_SECONDS = 10
# So many invalidations are under way that no more are taken; they take about a minute.
_BUSY_SECONDS = 30.0
_BUSY = "TooManyInvalidationsInProgress"
_SLOW_DOWN = frozenset(
    ["Throttling", "ThrottlingException", "TooManyRequestsException", "RequestLimitExceeded"]
)
_CLOSED = frozenset(
    [
        "AccessDenied",
        "AccessDeniedException",
        "ExpiredToken",
        "IncompleteSignature",
        "InvalidClientTokenId",
        "NoSuchDistribution",
        "SignatureDoesNotMatch",
        "UnrecognizedClientException",
    ]
)
_WRONG_PATH = frozenset(["InvalidArgument", "BatchTooLarge", "MalformedXML"])
# At a time 3,000 paths may be under way, and 15 that end with a star.
_MOST = Most(exact=1000, starred=15)


@dataclass(frozen=True)
class CloudFront:
    """A distribution. An empty key is what the SDK finds, an empty address is Amazon's."""

    distribution: str
    endpoint_url: str = ""
    access_key: str = ""
    secret_key: str = field(default="", repr=False)
    most: Most = _MOST

    def purge(self, addresses: Sequence[str], reference: str) -> None:
        """As ``Purger`` says. A distribution has one cache for all its names, so that paths are
        enough; asked for again with the same ``reference``, it is the same invalidation."""
        paths = sorted({_path(address) for address in addresses})
        from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError

        try:
            self._client.create_invalidation(
                DistributionId=self.distribution,
                InvalidationBatch={
                    "Paths": {"Quantity": len(paths), "Items": paths},
                    "CallerReference": reference,
                },
            )
        except ClientError as error:
            raise _error(error) from error
        except NoCredentialsError as error:
            raise denied("CLOUDFRONT_ACCESS_KEY_ID", str(error)) from error
        except BotoCoreError as error:
            raise _unreached(error) from error

    @cached_property
    def _client(self) -> Any:
        """Imported when it is needed, since that alone costs 200 ms and 49 MiB."""
        import boto3
        from botocore.config import Config

        session: Any = boto3.session.Session()
        return session.client(
            "cloudfront",
            region_name="us-east-1",
            endpoint_url=self.endpoint_url or None,
            aws_access_key_id=self.access_key or None,
            aws_secret_access_key=self.secret_key or None,
            # When to try again is the courier's affair.
            config=Config(
                connect_timeout=_SECONDS, read_timeout=_SECONDS, retries={"total_max_attempts": 1}
            ),
        )


def _path(address: str) -> str:
    parts = urlsplit(address)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _error(error: ClientError) -> TvdbProxyError:
    told = error.response.get("Error", {})
    code, status = told.get("Code", ""), error.response["ResponseMetadata"]["HTTPStatusCode"]
    why = f"status {status}, {code}: {told.get('Message', '')}"[:300]
    if code == _BUSY:
        return UpstreamLimited(
            "The CDN is busy with earlier purges; these follow.",
            detail=why,
            retry_after=_BUSY_SECONDS,
        )
    if code in _SLOW_DOWN or status == 429:
        return UpstreamLimited("The CDN wants fewer requests; try again later.", detail=why)
    if code in _WRONG_PATH:
        return refused(why)
    if code in _CLOSED or status in (401, 403, 404):
        return denied(_CHECK, why)
    if status >= 500:
        return UpstreamUnavailable("The CDN is in trouble; try again later.", detail=why)
    return UpstreamBad("The CDN refused to purge.", code="purge_unclear", detail=why)


def _unreached(error: Exception) -> TvdbProxyError:
    from botocore.exceptions import ConnectTimeoutError, ReadTimeoutError

    if isinstance(error, ConnectTimeoutError | ReadTimeoutError):
        return UpstreamTimeout("The CDN did not answer in time.", detail=str(error))
    return UpstreamUnavailable("The CDN cannot be reached.", detail=str(error))
