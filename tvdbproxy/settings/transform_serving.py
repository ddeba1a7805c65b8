"""How transformed pictures are had, kept and sent."""

from __future__ import annotations

from pydantic import Field, field_validator

from tvdbproxy.settings.section import Section

_BODILESS = (204, 205, 304)
_SCHEMES = ("http://", "https://", "s3://", "local://", "tvdb://")


class TransformServingSettings(Section):
    """How transformed pictures are had, kept and sent; what may be asked for is beside it."""

    imgproxy_timeout: float = Field(
        10,
        gt=0,
        le=600,
        description="Seconds for one transform, fetching and waiting included; then 503.",
    )
    imgproxy_download_timeout: float = Field(
        5, gt=0, le=600, description="Seconds for fetching one source; then 504."
    )
    imgproxy_max_redirects: int = Field(
        10, ge=0, le=20, description="Redirects that are followed to a source."
    )
    imgproxy_requests_queue_size: int = Field(
        0,
        ge=0,
        le=1024,
        description="Transforms that a web process has in the works at a time, fetching included; "
        "the next one hears 429. 0: half of `WEB_THREADS`.",
    )
    imgproxy_secret: str = Field(
        "",
        pattern=r"^[\x21-\x7e]*$",
        description="Requests must have it as `Authorization: Bearer ...`, beside a signature: a "
        "CDN in front knows it, browsers do not. Empty: none.",
    )
    imgproxy_allow_origin: str = Field(
        "*",
        pattern=r"^[\x21-\x7e]*$",
        description="Origin whose pages may read transformed pictures with scripts. Empty: none.",
    )
    imgproxy_enable_client_hints: bool = Field(
        False,
        description="Let `Sec-CH-DPR` (`DPR`) and `Sec-CH-Width` (`Width`) decide where an address "
        "says neither.",
    )
    imgproxy_watermark_data: str = Field(
        "", description="The watermark, as base64. Goes before `IMGPROXY_WATERMARK_PATH`."
    )
    imgproxy_watermark_path: str = Field("", description="File of the watermark.")
    imgproxy_watermark_url: str = Field(
        "", description="Source of the watermark, likewise. It need not be listed."
    )
    imgproxy_fallback_image_data: str = Field(
        "",
        description="The picture that is sent where a source cannot be had, as base64. Goes before "
        "`IMGPROXY_FALLBACK_IMAGE_PATH`.",
    )
    imgproxy_fallback_image_path: str = Field("", description="File of that picture.")
    imgproxy_fallback_image_url: str = Field(
        "", description="Source of that picture, likewise. It need not be listed."
    )
    imgproxy_fallback_image_http_code: int = Field(
        200, description="Status that it is sent with, 200 to 599. 0: that of the failure."
    )
    imgproxy_fallback_image_ttl: int = Field(
        60,
        ge=0,
        le=31_536_000,
        description="Seconds that clients keep it for. 0: `IMGPROXY_TTL`.",
    )
    imgproxy_source_cache_mb: int = Field(
        1024,
        ge=0,
        le=100_000_000,
        description="Most that fetched sources may take in the object store, in MiB; each cleanup "
        "drops those that nobody has needed longest. 0: none is kept.",
    )
    imgproxy_source_cache_hours: float = Field(
        24,
        ge=0,
        le=8760,
        description="Age at which a kept source is compared with where it came from.",
    )
    imgproxy_result_cache_mb: int = Field(
        4096,
        ge=0,
        le=100_000_000,
        description="Most that transformed pictures may take there, in MiB, likewise. 0: none is "
        "kept.",
    )

    @field_validator("imgproxy_fallback_image_http_code")
    @classmethod
    def _check_status(cls, value: int) -> int:
        if value and not (200 <= value <= 599 and value not in _BODILESS):
            raise ValueError("must be 0, or a status that comes with a picture, such as 200 or 404")
        return value

    @field_validator("imgproxy_watermark_url", "imgproxy_fallback_image_url")
    @classmethod
    def _check_source(cls, value: str) -> str:
        if value and not value.lower().startswith(_SCHEMES):
            raise ValueError("must be a source, such as https://img.example.com/a.png or s3://...")
        return value
