"""The environment, read once: every setting, a section per concern.

Names are those of the environment (``S3_ENDPOINT_URL``), lower-cased as fields. A
``.env`` file in the working directory is read as well; the environment wins. All
faults are reported together, one line each, before anything starts. The table of
settings in the README and ``.env.example`` are generated from the descriptions.
"""

from tvdbproxy.settings.access import AccessSettings
from tvdbproxy.settings.catalogue import CatalogueSettings
from tvdbproxy.settings.cdn import CdnSettings
from tvdbproxy.settings.dashboard import DashboardSettings
from tvdbproxy.settings.database import DatabaseSettings
from tvdbproxy.settings.delivery import DeliverySettings
from tvdbproxy.settings.images import ImageSettings
from tvdbproxy.settings.ingest import IngestSettings
from tvdbproxy.settings.load import SECTIONS, Settings, load_settings
from tvdbproxy.settings.queue import QueueSettings
from tvdbproxy.settings.schedule import ScheduleSettings
from tvdbproxy.settings.section import Section
from tvdbproxy.settings.storage import StorageSettings
from tvdbproxy.settings.telemetry import TelemetrySettings
from tvdbproxy.settings.transform_serving import TransformServingSettings
from tvdbproxy.settings.transforms import TransformSettings
from tvdbproxy.settings.upstream import UpstreamSettings
from tvdbproxy.settings.web import WebSettings

__all__ = [
    "SECTIONS",
    "AccessSettings",
    "CatalogueSettings",
    "CdnSettings",
    "DashboardSettings",
    "DatabaseSettings",
    "DeliverySettings",
    "ImageSettings",
    "IngestSettings",
    "QueueSettings",
    "ScheduleSettings",
    "Section",
    "Settings",
    "StorageSettings",
    "TelemetrySettings",
    "TransformServingSettings",
    "TransformSettings",
    "UpstreamSettings",
    "WebSettings",
    "load_settings",
]
