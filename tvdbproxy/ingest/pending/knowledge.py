"""What is known of a picture, in the shape that applications and other services are told it in.

All members are always there. One is null where nobody found out, or where it means nothing for
this kind of picture; nothing is ever invented.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from tvdbproxy.db.database import Database
from tvdbproxy.db.models import Image, ImageAnalysis, PendingImage
from tvdbproxy.errors import NotFound

LOGO, SITES = "logo", "sites"

MEMBERS = (
    "style",
    "medium",
    "quality_score",
    "mood_keywords",
    "brand_colors",
    "site_context",
    "background_removed",
    "dominant_colors",
    "detected_objects",
    "detected_text",
    "subject_matter",
    "confidence_score",
)

_DESCRIBED = ("style", "medium", "mood_keywords", "detected_objects", "subject_matter")
_MEDIA_ID = re.compile(r"[1-9][0-9]{0,19}", re.ASCII)
_LARGEST_ROW_ID = 2**63 - 1

# Rules of thumb for what a picture of a web site is for, by its own shape alone.
_LARGEST_ELEMENT = 128
_FLATTEST_BANNER = 2.2
_NARROWEST_BACKGROUND = 1600


def analysis_of(database: Database, media_id: str) -> dict[str, Any]:
    """What is known of a media id: found out here, or else reported by a processing machine.

    Raises ``NotFound`` (``unknown_media``).
    """
    if not _MEDIA_ID.fullmatch(media_id):
        raise _unknown()
    with database.read() as session:
        image = _image(session, int(media_id))
        analysis = session.get(ImageAnalysis, image.image_id) if image else None
        if image is not None and analysis is not None:
            return of_image(image, analysis, site_context(session, image, analysis))
        reported = select(PendingImage).where(PendingImage.media_id == media_id)
        row = session.scalars(reported.order_by(PendingImage.id.desc()).limit(1)).first()
    if image is None and row is None:
        raise _unknown()
    told: Mapping[str, Any] = (row.analysis if row else None) or {}
    return {name: told.get(name) for name in MEMBERS}


def of_image(
    image: Image, analysis: ImageAnalysis | None, context: dict[str, Any] | None
) -> dict[str, Any]:
    """All members for a picture that was processed here. ``context`` is its ``site_context``."""
    measured: Mapping[str, Any] = (analysis.measured if analysis else None) or {}
    described: Mapping[str, Any] = (analysis.described if analysis else None) or {}
    is_logo = image.data_type == LOGO
    known = {
        **{name: described.get(name) for name in _DESCRIBED},
        "quality_score": analysis.quality_score if analysis else None,
        "confidence_score": analysis.confidence_score if analysis else None,
        "dominant_colors": _colors(measured.get("dominant_colors")),
        "detected_text": _text(measured.get("text"), described.get("detected_text")),
        "brand_colors": measured.get("brand_colors") if is_logo else None,
        "background_removed": image.background_removed if is_logo else None,
        "site_context": context,
    }
    return {name: known[name] for name in MEMBERS}


def site_context(
    session: Session, image: Image, analysis: ImageAnalysis | None
) -> dict[str, Any] | None:
    """What a picture of a web site seems to be for, by its shape and by what was said of it, and
    the colours that it has to go with: those of its owner's newest logo. ``None`` for all other
    pictures."""
    if image.data_type != SITES or not image.width or not image.height:
        return None
    described: Mapping[str, Any] = (analysis.described if analysis else None) or {}
    return {
        "placement": _placement(image.width, image.height),
        "aspect_ratio": round(image.width / image.height, 3),
        "brand_colors": _brand_colors(session, image.user_id),
        "alt_text": described.get("alt_text"),
        **(described.get("site_context") or {}),
    }


def _image(session: Session, media_id: int) -> Image | None:
    if media_id > _LARGEST_ROW_ID:
        return None
    return session.scalars(select(Image).where(Image.media_id == media_id)).one_or_none()


def _brand_colors(session: Session, user_id: str) -> list[str] | None:
    newest = (
        select(ImageAnalysis.measured)
        .join(Image, Image.image_id == ImageAnalysis.image_id)
        .where(Image.user_id == user_id, Image.data_type == LOGO)
        .order_by(Image.created_at.desc())
        .limit(1)
    )
    measured = session.scalars(newest).first()
    return measured.get("brand_colors") if measured else None


def _placement(width: int, height: int) -> str:
    if max(width, height) <= _LARGEST_ELEMENT:
        return "ui_element"
    if width / height >= _FLATTEST_BANNER:
        return "banner"
    return "background" if width >= max(_NARROWEST_BACKGROUND, height) else "content"


def _colors(swatches: Any) -> list[str] | None:
    """The colours alone, those that matter most first."""
    return None if swatches is None else [swatch["color"] for swatch in swatches]


def _text(read: list[str] | None, seen: str | None) -> str | None:
    """What was read letter by letter, else what somebody who looked at it saw."""
    return seen if read is None else "\n".join(read)


def _unknown() -> NotFound:
    return NotFound("There is no such picture.", code="unknown_media")
