"""What every section of the settings does with what it is given."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

CommaList = Annotated[tuple[str, ...], NoDecode]

_HTTP = ("http://", "https://")
_QUEUES = ("redis://", "rediss://", "unix://", "memory:")
# How the addresses begin that would otherwise be noticed only when somebody needs them.
_SCHEMES = {
    "public_base_url": _HTTP,
    "cdn_base_url": _HTTP,
    "cdn_purge_urls": _HTTP,
    "cloudflare_api_url": _HTTP,
    "cloudfront_endpoint_url": _HTTP,
    "s3_endpoint_url": _HTTP,
    "s3_public_endpoint_url": _HTTP,
    "tvdb_artwork_hosts": _HTTP,
    "jwt_jwks_url": _HTTP,
    "pending_source_url": _HTTP,
    "smart_media_base_url": _HTTP,
    "vision_url": _HTTP,
    "broker_url": _QUEUES,
    "redis_url": _QUEUES,
}

_MODEL = SettingsConfigDict(
    env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True, case_sensitive=False
)


class Section(BaseSettings):
    """One concern's settings: immutable, read from the environment and ``.env``."""

    model_config = _MODEL

    @field_validator("*", mode="before")
    @classmethod
    def _split_commas(cls, value: Any, info: Any) -> Any:
        field = cls.model_fields[info.field_name]
        is_list = any(isinstance(item, NoDecode) or item is NoDecode for item in field.metadata)
        if is_list and isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("*")
    @classmethod
    def _check_scheme(cls, value: Any, info: Any) -> Any:
        schemes = _SCHEMES.get(info.field_name)
        addresses = (value,) if isinstance(value, str) else value
        if schemes and not all(a.startswith(schemes) for a in addresses if a):
            raise ValueError(f"must begin with {' or '.join(schemes)}")
        return value
