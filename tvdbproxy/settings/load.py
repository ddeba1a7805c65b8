"""All sections together, read at once, with every fault told."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from tvdbproxy.errors import ConfigurationError
from tvdbproxy.settings import cdn, ingest, storage, transforms
from tvdbproxy.settings.access import AccessSettings
from tvdbproxy.settings.catalogue import CatalogueSettings
from tvdbproxy.settings.cdn import CdnSettings
from tvdbproxy.settings.dashboard import DashboardSettings
from tvdbproxy.settings.database import DatabaseSettings
from tvdbproxy.settings.delivery import DeliverySettings
from tvdbproxy.settings.images import ImageSettings
from tvdbproxy.settings.ingest import IngestSettings
from tvdbproxy.settings.queue import QueueSettings
from tvdbproxy.settings.schedule import ScheduleSettings
from tvdbproxy.settings.secrets import SECRETS
from tvdbproxy.settings.section import Section
from tvdbproxy.settings.storage import StorageSettings
from tvdbproxy.settings.telemetry import TelemetrySettings
from tvdbproxy.settings.transform_serving import TransformServingSettings
from tvdbproxy.settings.transforms import TransformSettings
from tvdbproxy.settings.upstream import UpstreamSettings
from tvdbproxy.settings.web import WebSettings

# Whom an address logs in as, which no log may see.
_PASSWORD = re.compile(r"[^/'\"]*@")
# What no line may show, even misspelt; the public key in case it is the other half.
_HIDDEN = SECRETS | {"JWT_PUBLIC_KEY"}


@dataclass(frozen=True)
class Settings:
    """All sections together. Build it with ``load_settings``."""

    web: WebSettings
    access: AccessSettings
    database: DatabaseSettings
    queue: QueueSettings
    storage: StorageSettings
    delivery: DeliverySettings
    cdn: CdnSettings
    transform_serving: TransformServingSettings
    images: ImageSettings
    upstream: UpstreamSettings
    catalogue: CatalogueSettings
    transforms: TransformSettings
    ingest: IngestSettings
    schedule: ScheduleSettings
    telemetry: TelemetrySettings
    dashboard: DashboardSettings

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
    "cdn": CdnSettings,
    "transform_serving": TransformServingSettings,
    "images": ImageSettings,
    "upstream": UpstreamSettings,
    "catalogue": CatalogueSettings,
    "transforms": TransformSettings,
    "ingest": IngestSettings,
    "schedule": ScheduleSettings,
    "telemetry": TelemetrySettings,
    "dashboard": DashboardSettings,
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
    hidden = variable in _HIDDEN
    given = "***" if hidden else _PASSWORD.sub("***@", repr(fault["input"]))
    return f"{variable}={given}: {reason[:1].lower()}{reason[1:]}"


def _contradictions(settings: Settings) -> list[str]:
    """Faults that no single variable shows."""
    faults = []
    if settings.delivery.image_delivery == "redirect" and not settings.delivery.cdn_base_url:
        faults.append("IMAGE_DELIVERY=redirect: needs CDN_BASE_URL, the address to redirect to")
    asks = settings.ingest.vision_provider != "none"
    if asks and settings.ingest.vision_seconds >= settings.queue.lease_seconds:
        faults.append(
            "VISION_SECONDS: has to be less than LEASE_SECONDS, or others take over meanwhile"
        )
    return (
        faults
        + storage.contradictions(settings.storage)
        + transforms.contradictions(settings.transforms)
        + ingest.contradictions(settings.ingest)
        + cdn.contradictions(settings.cdn, has_base=bool(settings.web.public_base_url))
    )
