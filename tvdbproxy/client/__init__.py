"""A client for applications whose pictures this service keeps::

    with Client("https://pictures.example.com", token=token) as client:
        upload = client.upload("photo.jpg", bucket="activities", metadata={"id": 7})
        client.wait(upload.job_id)
        print(client.result(upload.job_id).urls["medium"])

This folder needs ``requests`` and nothing else of ours, and may be copied into an application:
that is why its files know each other by relative names.
"""

from .answers import Image, Job, Upload, Variant
from .client import Client, Outcome
from .errors import (
    ApiError,
    BadAnswer,
    ClientError,
    Conflict,
    FileChanged,
    JobFailed,
    NotAllowed,
    NotFound,
    RateLimited,
    Refused,
    ServerTrouble,
    TimedOut,
    Unreachable,
)
from .pictures import Picture

__all__ = [
    "ApiError",
    "BadAnswer",
    "Client",
    "ClientError",
    "Conflict",
    "FileChanged",
    "Image",
    "Job",
    "JobFailed",
    "NotAllowed",
    "NotFound",
    "Outcome",
    "Picture",
    "RateLimited",
    "Refused",
    "ServerTrouble",
    "TimedOut",
    "Unreachable",
    "Upload",
    "Variant",
]
