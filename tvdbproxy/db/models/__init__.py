"""Every table, one aggregate a file."""

from tvdbproxy.db.models.api_key import ApiKey
from tvdbproxy.db.models.artwork import Artwork, ArtworkState, Source, Variant
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
from tvdbproxy.db.models.refresh import Refresh
from tvdbproxy.db.models.reply import StoredReply
from tvdbproxy.db.models.second_look import SecondLook
from tvdbproxy.db.models.task import Task, TaskItem, TaskStatus
from tvdbproxy.db.models.transform import KeptTransform

__all__ = [
    "CONTENT_TABLES",
    "ApiKey",
    "Artwork",
    "ArtworkState",
    "ContentColumns",
    "Credit",
    "Cursor",
    "Episode",
    "KeptTransform",
    "Lease",
    "Movie",
    "Person",
    "Refresh",
    "Season",
    "SecondLook",
    "Series",
    "Source",
    "StoredReply",
    "Task",
    "TaskItem",
    "TaskStatus",
    "Variant",
]
