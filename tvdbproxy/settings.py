"""The environment, read once: every setting, a section per concern.

Names are those of the environment (``S3_ENDPOINT_URL``), lower-cased as fields. A
``.env`` file in the working directory is read as well; the environment wins. All
faults are reported together, one line each, before anything starts. The table of
settings in the README and ``.env.example`` are generated from the descriptions.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from tvdbproxy.errors import ConfigurationError

CommaList = Annotated[tuple[str, ...], NoDecode]
ImageFormat = Literal["webp", "avif", "jpeg", "png"]

# Whom an address logs in as, which no log may see.
_PASSWORD = re.compile(r"[^/'\"]*@")
_HTTP = ("http://", "https://")
_QUEUES = ("redis://", "rediss://", "unix://", "memory:")
_KEY = re.compile(r"[!-~]{0,128}", re.ASCII)
# How the addresses begin that would otherwise be noticed only when somebody needs them.
_SCHEMES = {
    "public_base_url": _HTTP,
    "cdn_base_url": _HTTP,
    "s3_endpoint_url": _HTTP,
    "tvdb_artwork_hosts": _HTTP,
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


class WebSettings(Section):
    """Where the web server listens and whom it trusts."""

    host: str = Field("127.0.0.1", description="Address that the web server listens on.")
    port: int = Field(8000, ge=0, le=65535, description="Port that the web server listens on.")
    web_processes: int = Field(1, ge=1, le=64, description="Web server processes.")
    web_threads: int = Field(16, ge=1, le=256, description="Request threads in each web process.")
    public_base_url: str = Field(
        "",
        description="Address under which users reach this service, as in "
        "`https://images.example.com`. Empty: URLs in answers are relative.",
    )
    cors_origins: CommaList = Field(
        ("*",),
        description="Origins that may read JSON answers from a browser. Pictures are "
        "readable from anywhere.",
    )
    trusted_proxies: int = Field(
        0, ge=0, le=10, description="Reverse proxies in front, whose X-Forwarded-* are believed."
    )
    admin_api_key: str = Field(
        "", description="Key that opens the admin endpoints. Empty: they are closed."
    )
    sync_rate_limit: str = Field(
        "120/minute", description="How often one admin key may start sync operations."
    )


class AccessSettings(Section):
    """Who may log in at the catalogue door."""

    client_api_key: str = Field(
        "",
        description="A client key that `tvdbproxy migrate` sees to, for a first login. All others "
        "are made by `tvdbproxy keys` or the admin endpoints.",
    )
    login_rate_limit: str = Field(
        "30/minute", description="How many logins of one address, or wrong PINs of a key, may fail."
    )

    @field_validator("client_api_key")
    @classmethod
    def _check_key(cls, value: str) -> str:
        if not _KEY.fullmatch(value):
            raise ValueError("use at most 128 letters of ASCII, without blanks")
        return value


class DatabaseSettings(Section):
    """Where the truth is kept."""

    database_url: str = Field(
        "sqlite:///data/tvdbproxy.db",
        description="SQLite file or PostgreSQL (`postgresql://user:password@host/name`).",
    )
    database_pool_size: int = Field(
        10, ge=1, le=200, description="PostgreSQL connections kept open."
    )


class QueueSettings(Section):
    """How work is handed to workers."""

    broker_url: str = Field(
        "",
        description="Queue of the workers: a Redis URL, or `memory://` for everything in one "
        "process. Empty: `REDIS_URL`.",
    )
    redis_url: str = Field("redis://127.0.0.1:6379/0", description="Redis or Valkey server.")
    worker_threads: int = Field(2, ge=1, le=64, description="Jobs that one worker runs at a time.")
    lease_seconds: float = Field(
        60,
        gt=0,
        le=3600,
        description="How long a job may be silent before another worker takes it.",
    )
    max_deliveries: int = Field(
        3, ge=1, le=20, description="Times a job may die half-way before it is set aside."
    )
    reconcile_seconds: float = Field(
        15, gt=0, le=3600, description="How often work that is due but not queued is sent again."
    )


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


class DeliverySettings(Section):
    """How pictures leave the house."""

    cdn_base_url: str = Field(
        "", description="Address of a CDN whose origin is the thumbnails bucket."
    )
    image_delivery: Literal["stream", "redirect"] = Field(
        "stream", description="`stream` sends the bytes, `redirect` answers 302 to the CDN."
    )
    image_on_miss: Literal["generate", "redirect", "404"] = Field(
        "generate",
        description="A known picture that is not stored yet: make it now, send the client "
        "upstream, or 404.",
    )
    hot_cache_mb: int = Field(
        64, ge=0, le=65536, description="Memory for the most wanted pictures, each web process."
    )


class ImageSettings(Section):
    """How pictures are made."""

    image_format: ImageFormat = Field("webp", description="Format that every size is stored in.")
    image_formats: Annotated[tuple[ImageFormat, ...], NoDecode] = Field(
        (),
        description="Further formats stored beside it, such as `avif`, which is kept only "
        "where it is smaller.",
    )
    image_quality: int = Field(85, ge=1, le=100, description="Encoder quality of stored pictures.")
    enable_image_optimization: bool = Field(
        True,
        description="Spend more CPU for smaller files (WebP method 4). Off: the fastest "
        "settings (method 2).",
    )
    max_image_file_size_mb: float = Field(
        10, gt=0, le=1024, description="Largest picture that is fetched, in MiB."
    )
    max_image_megapixels: float = Field(
        50, gt=0, le=500, description="Largest picture that is decoded (AVIF and WebP: half of it)."
    )
    size_profiles: str = Field(
        "",
        description='Sizes by profile as JSON, as in `{"artwork": {"small": [640, 360, "fit"]}}`. '
        "Sizes that are not named keep their boxes.",
    )
    image_children: int = Field(
        2,
        ge=1,
        le=64,
        description="Processes that decode and encode, for each worker or web process.",
    )
    image_child_memory_mb: int = Field(
        1024, ge=128, le=65536, description="Address space of one of them, in MiB."
    )
    image_child_seconds: float = Field(
        30,
        gt=0,
        le=600,
        description="Wall-clock time for one picture; two thirds of it may be CPU time.",
    )


class UpstreamSettings(Section):
    """TheTVDB, or a server that speaks like it."""

    tvdb_api_key: str = Field("", description="API key of TheTVDB v4.")
    tvdb_pin: str = Field("", description="Subscriber PIN, where the key needs one.")
    tvdb_base_url: str = Field(
        "https://api4.thetvdb.com/v4", description="Address of the v4 API, with `/v4`."
    )
    tvdb_artwork_hosts: CommaList = Field(
        ("https://artworks.thetvdb.com",),
        min_length=1,
        description="Servers of the pictures; relative addresses belong to the first.",
    )
    fetch_private_hosts: CommaList = Field(
        (),
        description="`host:port` in private networks that may be fetched from all the same, as "
        "a mirror of your own.",
    )
    fetch_seconds: float = Field(
        30, gt=0, le=600, description="Total time for one answer from upstream."
    )


class CatalogueSettings(Section):
    """How the TheTVDB API that we offer answers."""

    image_rewrite: Literal["mirror", "sized", "off"] = Field(
        "mirror",
        description="Where addresses of pictures in answers lead: `mirror` to the same path here, "
        "`sized` to our sized pictures, `off` to TheTVDB. A key may have its own.",
    )
    catalogue_enrichment: bool = Field(
        False,
        description="Add placeholder, colour, measured size and `srcset` to artwork in answers.",
    )
    catalogue_ages: str = Field(
        "",
        description="Seconds until an answer is fetched anew meanwhile, and until it is fetched "
        'first, by kind, as JSON: `{"record": [43200, 604800]}`. Kinds: table, record, episodes, '
        "list, search, feed, user.",
    )
    catalogue_memory_mb: int = Field(
        64, ge=0, le=65536, description="Memory for the most wanted answers, each web process."
    )
    catalogue_lanes: int = Field(
        8, ge=1, le=64, description="Questions put to TheTVDB at a time, by each web process."
    )
    catalogue_wait_seconds: float = Field(
        3,
        gt=0,
        le=60,
        description="How long a client waits for TheTVDB before it gets the answer that we hold.",
    )


class ScheduleSettings(Section):
    """What happens by itself, and how often."""

    catalogue_sync: Literal["held", "full"] = Field(
        "held",
        description="`full` sweeps the whole upstream catalogue in and follows it; `held` follows "
        "the titles that were synced by hand.",
    )
    sync_updates_minutes: float = Field(
        15, gt=0, le=10080, description="How often upstream is asked for changes."
    )
    sync_missing_minutes: float = Field(
        60, gt=0, le=10080, description="How often titles without local pictures are looked for."
    )
    retry_failed_minutes: float = Field(
        30, gt=0, le=10080, description="How often failed pictures whose time has come are retried."
    )
    recheck_days: float = Field(
        7,
        gt=0,
        le=365,
        description="Age at which a stored picture is compared with upstream again.",
    )
    cleanup_hours: float = Field(24, gt=0, le=8760, description="How often orphans are cleaned up.")
    orphan_grace_hours: float = Field(
        24, ge=0, le=8760, description="Age below which an object is never deleted as an orphan."
    )
    verify_hours: float = Field(
        24,
        gt=0,
        le=8760,
        description="How often stored pictures are compared with the database and repaired.",
    )
    verify_sample: int = Field(
        1000,
        ge=1,
        le=1_000_000,
        description="Pictures that are read for that, chosen at random. `tvdbproxy verify` goes "
        "through all of them.",
    )
    on_demand_retention_days: float = Field(
        180,
        gt=0,
        le=3650,
        description="Age at which pictures that were made on demand are dropped; who asks for one "
        "again gets it made again.",
    )
    mirror_max_gb: float = Field(
        0,
        ge=0,
        le=1_000_000,
        description="Most that pictures which are only mirrored under `/banners` may take, in GiB; "
        "each cleanup drops those that nobody has asked for longest. 0: no limit.",
    )
    task_retention_days: float = Field(
        30, gt=0, le=3650, description="How long finished tasks are remembered."
    )


@dataclass(frozen=True)
class Settings:
    """All sections together. Build it with ``load_settings``."""

    web: WebSettings
    access: AccessSettings
    database: DatabaseSettings
    queue: QueueSettings
    storage: StorageSettings
    delivery: DeliverySettings
    images: ImageSettings
    upstream: UpstreamSettings
    catalogue: CatalogueSettings
    schedule: ScheduleSettings

    @property
    def broker(self) -> str:
        """The broker's URL after its default."""
        return self.queue.broker_url or self.queue.redis_url

    @property
    def in_memory(self) -> bool:
        """Whether web server, workers and scheduler share one process."""
        return self.broker.startswith("memory:")


SECTIONS: dict[str, type[Section]] = {
    "web": WebSettings,
    "access": AccessSettings,
    "database": DatabaseSettings,
    "queue": QueueSettings,
    "storage": StorageSettings,
    "delivery": DeliverySettings,
    "images": ImageSettings,
    "upstream": UpstreamSettings,
    "catalogue": CatalogueSettings,
    "schedule": ScheduleSettings,
}


def load_settings(**overrides: Any) -> Settings:
    """Read the environment; ``overrides`` (by field name) win over it.

    Raises ``ConfigurationError`` whose sentence lists every fault with its variable.
    """
    faults: list[str] = []
    sections: dict[str, Any] = {}
    for name, section in SECTIONS.items():
        given = {key: value for key, value in overrides.items() if key in section.model_fields}
        try:
            sections[name] = section(**given)
        except ValidationError as error:
            faults += [_fault_line(fault) for fault in error.errors()]
    if faults:
        raise ConfigurationError("; ".join(faults))
    settings = Settings(**sections)
    if contradictions := _contradictions(settings):
        raise ConfigurationError("; ".join(contradictions))
    return settings


def _fault_line(fault: Any) -> str:
    variable = str(fault["loc"][0]).upper()
    reason = fault["msg"].removeprefix("Value error, ")
    given = _PASSWORD.sub("***@", repr(fault["input"]))
    return f"{variable}={given}: {reason[:1].lower()}{reason[1:]}"


def _contradictions(settings: Settings) -> list[str]:
    """Faults that no single variable shows."""
    faults = []
    if settings.delivery.image_delivery == "redirect" and not settings.delivery.cdn_base_url:
        faults.append("IMAGE_DELIVERY=redirect: needs CDN_BASE_URL, the address to redirect to")
    return faults
