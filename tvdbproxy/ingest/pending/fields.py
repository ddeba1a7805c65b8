"""The fields that pictures are uploaded in: what each means, and how its temporary address looks.

``/temp_images/{folder}/{userId}-{type}-{timestamp}-{random}.{ext}``. The random part is what
keeps strangers from a picture that is not published yet.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

PREFIX = "/temp_images/"
_RANDOM_BITS = 128


@dataclass(frozen=True)
class UploadField:
    """``kind`` is what the file's name says of it, ``folder`` where it seems to lie."""

    data_type: str
    folder: str
    kind: str


FIELDS: Mapping[str, UploadField] = MappingProxyType(
    {
        "profile_image": UploadField("profile", "profiles", "profile"),
        "header_image": UploadField("profile", "profiles", "header"),
        "logo_image": UploadField("logo", "profiles", "logo"),
        "site_image": UploadField("sites", "sites", "site"),
        "product_image": UploadField("product", "products", "product"),
        "event_image": UploadField("event", "events", "event"),
    }
)
"""By the names that forms give them."""

_TYPE_OF_KIND = {
    **{field.kind: field.data_type for field in FIELDS.values()},
    "sites": "sites",  # as the document's own table has it
}
_NAMED = re.compile(r"/temp_images/(?P<folder>[a-z_]+)/[0-9]+-(?P<kind>[a-z]+)-", re.ASCII)
_TYPE_OF_FOLDER = {"sites": "sites", "products": "product", "events": "event"}


def temporary_path(field: UploadField, user_id: int, moment: datetime, extension: str) -> str:
    """A temporary address that nobody can guess."""
    random = secrets.randbits(_RANDOM_BITS)
    name = f"{user_id}-{field.kind}-{int(moment.timestamp())}-{random}.{extension}"
    return f"{PREFIX}{field.folder}/{name}"


def data_type_of(path: str) -> str | None:
    """What a temporary address says that the picture is; ``None`` where it says nothing."""
    found = _NAMED.match(path)
    if found is None:
        return None
    return _TYPE_OF_KIND.get(found["kind"]) or _TYPE_OF_FOLDER.get(found["folder"])
