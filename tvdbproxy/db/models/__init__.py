"""Every table, one aggregate a file."""

from tvdbproxy.db.models.api_key import ApiKey
from tvdbproxy.db.models.artwork import Artwork, ArtworkState, Source, Variant
from tvdbproxy.db.models.callback import Callback, CallbackKind, CallbackStatus
from tvdbproxy.db.models.content import (
    CONTENT_TABLES,
    ContentColumns,
    Credit,
    Episode,
    Movie,
    Person,
    Season,
    Series,
)
from tvdbproxy.db.models.control import Cursor, Lease
from tvdbproxy.db.models.history import Figure, PictureViews, Sample
from tvdbproxy.db.models.image import (
    Image,
    ImageAnalysis,
    ImageFingerprint,
    ImageState,
    ImageVariant,
    Origin,
)
from tvdbproxy.db.models.job import (
    ImageUploadEvent,
    JobStatus,
    JobStep,
    ProcessingJob,
    StepName,
    StepStatus,
)
from tvdbproxy.db.models.operator import AdminSession, AuditEntry
from tvdbproxy.db.models.pending import PendingImage, PendingStatus
from tvdbproxy.db.models.purge import Purge, PurgeStatus
from tvdbproxy.db.models.refresh import Refresh
from tvdbproxy.db.models.reply import StoredReply
from tvdbproxy.db.models.second_look import SecondLook
from tvdbproxy.db.models.task import Task, TaskItem, TaskStatus
from tvdbproxy.db.models.transform import KeptTransform
from tvdbproxy.db.models.upload import IdempotencyKey, UploadCount

__all__ = [
    "CONTENT_TABLES",
    "AdminSession",
    "ApiKey",
    "Artwork",
    "ArtworkState",
    "AuditEntry",
    "Callback",
    "CallbackKind",
    "CallbackStatus",
    "ContentColumns",
    "Credit",
    "Cursor",
    "Episode",
    "Figure",
    "IdempotencyKey",
    "Image",
    "ImageAnalysis",
    "ImageFingerprint",
    "ImageState",
    "ImageUploadEvent",
    "ImageVariant",
    "JobStatus",
    "JobStep",
    "KeptTransform",
    "Lease",
    "Movie",
    "Origin",
    "PendingImage",
    "PendingStatus",
    "Person",
    "PictureViews",
    "ProcessingJob",
    "Purge",
    "PurgeStatus",
    "Refresh",
    "Sample",
    "Season",
    "SecondLook",
    "Series",
    "Source",
    "StepName",
    "StepStatus",
    "StoredReply",
    "Task",
    "TaskItem",
    "TaskStatus",
    "UploadCount",
    "Variant",
]
