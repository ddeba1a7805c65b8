"""Which of applications' pictures have objects."""

from __future__ import annotations

from sqlalchemy import or_

from tvdbproxy.artwork.audit.stored import Stored
from tvdbproxy.db.models import Image, ImageState

OF_APPLICATIONS = Stored(
    Image.image_id, or_(Image.source_key.is_not(None), Image.state == ImageState.READY), ""
)
