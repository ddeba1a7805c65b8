"""The CDN in front, and how it is told that a picture has changed."""

from __future__ import annotations

import re
from typing import Literal

from pydantic import Field, field_validator

from tvdbproxy.settings.section import CommaList, Section

_ID = re.compile(r"[A-Za-z0-9]{0,64}", re.ASCII)
_KEY = re.compile(r"[!-~]{0,256}", re.ASCII)


class CdnSettings(Section):
    """What is told to the CDN when a picture has changed."""

    cdn_purge: Literal["off", "cloudfront", "cloudflare", "http"] = Field(
        "off",
        description="Whom to tell that a picture has changed: `http` sends `PURGE` to caches as "
        "Varnish. With `off`, caches notice by age.",
    )
    cdn_purge_wait_seconds: float = Field(
        60,
        ge=0,
        le=3600,
        description="How long after a change: no process holds the old picture in memory for "
        "longer, so that none can hand it to the CDN anew.",
    )
    cdn_purge_urls: CommaList = Field(
        (), description="Addresses of the caches themselves, for `http`."
    )
    cloudfront_distribution_id: str = Field("", description="The distribution, for `cloudfront`.")
    cloudfront_access_key_id: str = Field(
        "", description="Its key. Empty: as the AWS SDK finds one, such as the machine's role."
    )
    cloudfront_secret_access_key: str = Field("", description="Its secret.")
    cloudfront_endpoint_url: str = Field(
        "", description="Another address of CloudFront's API. Empty: Amazon's."
    )
    cloudflare_zone_id: str = Field("", description="The zone, for `cloudflare`.")
    cloudflare_api_token: str = Field(
        "", description="A token that may purge its cache (`Zone.Cache Purge`)."
    )
    cloudflare_api_url: str = Field(
        "https://api.cloudflare.com/client/v4", description="Address of Cloudflare's API."
    )

    @field_validator("cloudfront_distribution_id", "cloudflare_zone_id")
    @classmethod
    def _check_id(cls, value: str) -> str:
        if not _ID.fullmatch(value):
            raise ValueError("use letters and digits alone")
        return value

    @field_validator("cloudflare_api_token", "cloudfront_access_key_id")
    @classmethod
    def _check_key(cls, value: str) -> str:
        if not _KEY.fullmatch(value):
            raise ValueError("use at most 256 letters of ASCII, without blanks")
        return value


def contradictions(settings: CdnSettings, *, has_base: bool) -> list[str]:
    """Faults that no single variable shows; ``has_base`` says that addresses of ours are whole."""
    needs: dict[str, dict[str, object]] = {
        "off": {},
        "cloudfront": {"CLOUDFRONT_DISTRIBUTION_ID": settings.cloudfront_distribution_id},
        "cloudflare": {
            "CLOUDFLARE_ZONE_ID": settings.cloudflare_zone_id,
            "CLOUDFLARE_API_TOKEN": settings.cloudflare_api_token,
            "PUBLIC_BASE_URL": has_base,
        },
        "http": {"CDN_PURGE_URLS": settings.cdn_purge_urls},
    }
    faults = [
        f"CDN_PURGE={settings.cdn_purge}: needs {name}"
        for name, value in needs[settings.cdn_purge].items()
        if not value
    ]
    if bool(settings.cloudfront_access_key_id) != bool(settings.cloudfront_secret_access_key):
        faults.append(
            "CLOUDFRONT_ACCESS_KEY_ID and CLOUDFRONT_SECRET_ACCESS_KEY: set both or neither"
        )
    return faults
