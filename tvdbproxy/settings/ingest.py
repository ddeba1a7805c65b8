"""Pictures that others give us: who may, what is taken, what is made of them, who is told."""

from __future__ import annotations

import json
import re
from typing import Any, Literal

from pydantic import Field, field_validator

from tvdbproxy.settings.section import CommaList, Section

SHARED_ALGORITHMS = ("HS256", "HS384", "HS512")
"""How a token is signed with a secret that both sides have."""

PUBLIC_ALGORITHMS = (
    *("RS256", "RS384", "RS512"),
    *("PS256", "PS384", "PS512"),
    *("ES256", "ES384", "ES512"),
    "EdDSA",
)
"""How a token is signed with a key whose public half is enough to verify it."""

_MIME_TYPES = ("image/jpeg", "image/png", "image/webp", "image/gif", "image/avif")
_WITH_EXTRAS = (*_MIME_TYPES, "image/heic")
_KEY = re.compile(r"[!-~]{0,256}", re.ASCII)
_LABEL = re.compile(r"[a-z0-9][a-z0-9._-]{0,62}", re.ASCII)
_PEM = "-----BEGIN "
# What documents and examples have in the place of a secret, so that everybody knows it.
_PLACEHOLDERS = frozenset(
    ["CHANGE_THIS_IN_PRODUCTION", "your-secure-random-key-here", "your-secure-api-key-here"]
)


class IngestSettings(Section):
    """Uploads, presigned uploads, the pending queue, and what is told of their pictures."""

    jwt_secret_key: str = Field(
        "",
        description="Secret that the tokens of users are signed with, 32 letters or more "
        "(`openssl rand -hex 32`). Without it, `JWT_JWKS_URL` or `JWT_PUBLIC_KEY`, uploads are "
        "closed.",
    )
    jwt_algorithm: CommaList = Field(
        ("HS256",),
        min_length=1,
        description="How tokens may be signed: `HS256`, `HS384`, `HS512` with the secret; `RS256`, "
        "`PS256`, `ES256` (also 384, 512) or `EdDSA` with public keys. Where no other is named, "
        "public keys may use any of theirs.",
    )
    jwt_jwks_url: str = Field(
        "",
        description="Address of the public keys of whoever signs the tokens, as a JSON Web Key "
        "Set. A private host has to be in `FETCH_PRIVATE_HOSTS`.",
    )
    jwt_public_key: str = Field(
        "", description="One such key itself, as PEM; `\\n` may stand for line breaks."
    )
    jwt_audience: str = Field(
        "", description="What tokens have to name as their audience. Empty: anything."
    )
    jwt_issuer: str = Field(
        "", description="What tokens have to name as their issuer. Empty: anything."
    )
    rate_limit_max_uploads: int = Field(
        50, ge=1, le=1_000_000, description="Uploads that each user has in a window of time."
    )
    rate_limit_window_minutes: int = Field(
        60, ge=1, le=44_640, description="Length of that window."
    )
    max_upload_size_mb: float = Field(
        10, gt=0, le=1024, description="Largest picture that is taken, in MiB."
    )
    allowed_mime_types: CommaList = Field(
        _MIME_TYPES,
        min_length=1,
        description="Formats that are taken, by what the bytes say; also as a JSON list. With the "
        "extra `heic` installed, `image/heic` may be one of them.",
    )
    upload_batch_max: int = Field(
        20, ge=1, le=100, description="Files that one batch upload may have."
    )
    upload_buckets: CommaList = Field(
        (),
        description="Names that uploads may give as their `bucket`. Empty: any of small letters, "
        "digits, `.`, `-` and `_`.",
    )
    upload_url_seconds: int = Field(
        3600, ge=1, le=604_800, description="How long a presigned address takes an upload."
    )
    source_url_seconds: int = Field(
        300,
        ge=1,
        le=604_800,
        description="How long an address lives by which owners fetch a source from the S3 server.",
    )
    status_ttl_days: float = Field(
        30, gt=0, le=3650, description="How long the status of presigned uploads is remembered."
    )
    incoming_sweep_seconds: float = Field(
        60,
        gt=0,
        le=86_400,
        description="How often presigned uploads are looked for that nobody told of.",
    )
    idempotency_hours: float = Field(
        24,
        gt=0,
        le=8760,
        description="How long an upload that is repeated with its `Idempotency-Key` gets its first "
        "answer.",
    )
    s3_events_token: str = Field(
        "",
        description="Bearer token with which the S3 server tells of arrivals at "
        "`/internal/s3-events`. Empty: closed; a sweep finds them then.",
    )
    media_api_key: str = Field(
        "", description="Bearer key of the pending queue, `/api/media`. Empty: closed."
    )
    smart_media_base_url: str = Field(
        "",
        description="Address under which pictures are served by media id, as in "
        "`https://api.example.com/api/images`. Empty: `PUBLIC_BASE_URL` and `/api/images`.",
    )
    pending_source_url: str = Field(
        "",
        description="Address of another server whose pending queue is worked off here. Empty: "
        "none.",
    )
    pending_source_key: str = Field("", description="Its `MEDIA_API_KEY`.")
    pending_poll_seconds: float = Field(
        600, gt=0, le=86_400, description="How long it is left alone after its queue was empty."
    )
    pending_max_mb: float = Field(
        5, gt=0, le=1024, description="Largest picture that our own pending queue takes, in MiB."
    )
    pending_list_max: int = Field(
        1000,
        ge=1,
        le=100_000,
        description="Pictures of it that are listed at a time, the oldest first.",
    )
    callback_secret: str = Field(
        "", description="Secret that callbacks to `callback_url` are signed with (HMAC-SHA256)."
    )
    callback_max_attempts: int = Field(
        8, ge=1, le=20, description="How often a callback is tried before it is set aside."
    )
    callback_private_hosts: CommaList = Field(
        (), description="`host:port` in private networks that may be called back all the same."
    )
    analysis_enabled: bool = Field(
        True, description="Compute colours, quality, perceptual hash and embedding of pictures."
    )
    analysis_text: bool = Field(
        False, description="Read the text in them as well; needs the extra `text`."
    )
    analysis_faces: bool = Field(
        False, description="Find faces in them as well; needs the extra `faces`."
    )
    analysis_exif: bool = Field(
        False,
        description="Keep what cameras wrote into them (model, lens, exposure, date) as data; "
        "never where they were taken.",
    )
    vision_provider: Literal["none", "openai", "google"] = Field(
        "none",
        description="Who says what a picture shows: `openai` for any server that speaks its API, "
        "`google` for Google Vision. With `none`, style, medium, mood and subject are null.",
    )
    vision_url: str = Field(
        "", description="Address of that server, with its version. Empty: the provider's own."
    )
    vision_api_key: str = Field("", description="Its key.")
    vision_model: str = Field("", description="Model that is asked, for `openai`.")
    vision_seconds: float = Field(
        30, gt=0, le=600, description="Total time for one of its answers."
    )
    segmentation_model_path: str = Field(
        "",
        description="File of an ONNX model that finds what is in front, for backgrounds that are "
        "not flat. Empty: those stay.",
    )

    @field_validator("allowed_mime_types", "upload_buckets", "jwt_algorithm", mode="before")
    @classmethod
    def _read_json(cls, value: Any) -> Any:
        """A list may also be written as JSON."""
        if not isinstance(value, str) or not value.lstrip().startswith("["):
            return value
        try:
            listed = json.loads(value)
        except ValueError as error:
            raise ValueError(f"this is not JSON ({error})") from error
        return tuple(listed)

    @field_validator("jwt_algorithm")
    @classmethod
    def _check_algorithms(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        known = (*SHARED_ALGORITHMS, *PUBLIC_ALGORITHMS)
        if not set(value) <= set(known):
            raise ValueError(f"use {', '.join(known)}")
        return value

    @field_validator("allowed_mime_types")
    @classmethod
    def _check_types(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not set(value) <= set(_WITH_EXTRAS):
            raise ValueError(f"use {', '.join(_WITH_EXTRAS)}")
        return value

    @field_validator("upload_buckets")
    @classmethod
    def _check_labels(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not all(map(_LABEL.fullmatch, value)):
            raise ValueError("use small letters, digits, `.`, `-` and `_`, 63 at most in each")
        return value

    @field_validator("media_api_key", "s3_events_token", "pending_source_key", "vision_api_key")
    @classmethod
    def _check_key(cls, value: str) -> str:
        if not _KEY.fullmatch(value):
            raise ValueError("use at most 256 letters of ASCII, without blanks")
        return value

    @field_validator("jwt_secret_key", "media_api_key", "callback_secret", "s3_events_token")
    @classmethod
    def _check_secret(cls, value: str) -> str:
        if value in _PLACEHOLDERS:
            raise ValueError("everybody knows this one; make your own with `openssl rand -hex 32`")
        return value

    @field_validator("jwt_secret_key")
    @classmethod
    def _check_shared(cls, value: str) -> str:
        if value.lstrip().startswith(_PEM):
            raise ValueError("this is no secret but a key as PEM; give it as JWT_PUBLIC_KEY")
        return value

    @field_validator("jwt_public_key")
    @classmethod
    def _check_public(cls, value: str) -> str:
        pem = value.replace("\\n", "\n").strip()
        if pem and not pem.startswith(_PEM + "PUBLIC KEY"):
            raise ValueError("must be PEM, beginning with -----BEGIN PUBLIC KEY-----")
        return pem

    @property
    def shared_algorithms(self) -> tuple[str, ...]:
        """How tokens may be signed with the secret; none where there is no secret."""
        named = tuple(name for name in self.jwt_algorithm if name in SHARED_ALGORITHMS)
        return named if self.jwt_secret_key else ()

    @property
    def public_algorithms(self) -> tuple[str, ...]:
        """How tokens may be signed with keys of which we have the public half."""
        named = tuple(name for name in self.jwt_algorithm if name in PUBLIC_ALGORITHMS)
        has_keys = self.jwt_jwks_url or self.jwt_public_key
        return (named or PUBLIC_ALGORITHMS) if has_keys else ()


def contradictions(settings: IngestSettings) -> list[str]:
    """Faults that no single variable shows."""
    faults = []
    named = [name for name in settings.jwt_algorithm if name in PUBLIC_ALGORITHMS]
    if named and not settings.public_algorithms:
        faults.append(f"JWT_ALGORITHM={named[0]}: needs JWT_JWKS_URL or JWT_PUBLIC_KEY")
    if settings.jwt_jwks_url and settings.jwt_public_key:
        faults.append("JWT_JWKS_URL and JWT_PUBLIC_KEY: give one of them")
    if settings.pending_source_url and not settings.pending_source_key:
        faults.append("PENDING_SOURCE_URL: needs PENDING_SOURCE_KEY, the key of that server")
    if settings.vision_provider == "openai" and not settings.vision_model:
        faults.append("VISION_PROVIDER=openai: needs VISION_MODEL, the model to ask")
    return faults
