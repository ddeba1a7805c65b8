"""What is known of a picture: measured here, described here, or told by another machine."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session

from tests.ingest.pending.conftest import Hang
from tvdbproxy.db.database import Database, now
from tvdbproxy.db.models import Image, ImageAnalysis, ImageState, Origin, PendingImage
from tvdbproxy.errors import NotFound
from tvdbproxy.ingest.pending.knowledge import MEMBERS, analysis_of

MEASURED: dict[str, Any] = {
    "dominant_colors": [{"color": "#FF5733", "share": 0.6}, {"color": "#33A1FF", "share": 0.2}],
    "brand_colors": ["#FF5733", "#33A1FF"],
    "text": ["SALE", "Today"],
}
DESCRIBED = {"style": "Abstract", "medium": "Oil", "mood_keywords": ["vibrant"], "alt_text": "A"}


def _add(
    session: Session,
    media_id: int,
    data_type: str | None = "profile",
    described: dict[str, Any] | None = None,
    *,
    analysed: bool = True,
    size: tuple[int, int] = (1200, 800),
) -> None:
    image_id, moment = f"image-{media_id}", now(session)
    session.add(
        Image(
            image_id=image_id,
            media_id=media_id,
            origin=Origin.PENDING,
            user_id="7",
            bucket="pending",
            profile="media",
            data_type=data_type,
            context={},
            state=ImageState.READY,
            width=size[0],
            height=size[1],
            background_removed=False,
            created_at=moment,
        )
    )
    session.flush()
    if analysed:
        session.add(
            ImageAnalysis(
                image_id=image_id,
                measured=MEASURED,
                described=described,
                quality_score=85,
                confidence_score=None if described is None else 0.92,
                analysed_at=moment,
            )
        )


def test_what_was_only_measured_has_nothing_invented(database: Database) -> None:
    with database.write() as session:
        _add(session, 789)
    known = analysis_of(database, "789")
    assert set(known) == set(MEMBERS)
    assert known["quality_score"] == 85
    assert known["dominant_colors"] == ["#FF5733", "#33A1FF"]
    assert known["detected_text"] == "SALE\nToday"
    for name in ("style", "medium", "mood_keywords", "detected_objects", "confidence_score"):
        assert known[name] is None
    for name in ("brand_colors", "background_removed", "site_context"):
        assert known[name] is None  # of a profile's picture


def test_what_was_described_is_told(database: Database) -> None:
    with database.write() as session:
        _add(session, 789, described=DESCRIBED)
    known = analysis_of(database, "789")
    assert (known["style"], known["medium"]) == ("Abstract", "Oil")
    assert known["mood_keywords"] == ["vibrant"]
    assert known["confidence_score"] == 0.92


def test_a_logo_has_its_colours_and_says_whether_its_background_went(database: Database) -> None:
    with database.write() as session:
        _add(session, 789, "logo")
    known = analysis_of(database, "789")
    assert known["brand_colors"] == ["#FF5733", "#33A1FF"]
    assert known["background_removed"] is False


@pytest.mark.parametrize(
    ("size", "placement"),
    [
        ((1920, 600), "banner"),
        ((1920, 1080), "background"),
        ((800, 600), "content"),
        ((600, 1800), "content"),
        ((64, 64), "ui_element"),
    ],
)
def test_a_picture_of_a_site_has_a_context_by_its_shape(
    database: Database, size: tuple[int, int], placement: str
) -> None:
    with database.write() as session:
        _add(session, 789, "sites", DESCRIBED, size=size)
    context = analysis_of(database, "789")["site_context"]
    assert context == {
        "placement": placement,
        "aspect_ratio": round(size[0] / size[1], 3),
        "brand_colors": None,
        "alt_text": "A",
    }


def test_what_was_said_of_a_picture_of_a_site_is_part_of_its_context(database: Database) -> None:
    said = DESCRIBED | {"site_context": {"use": "banner", "section": "home"}}
    with database.write() as session:
        _add(session, 789, "sites", said)
    context = analysis_of(database, "789")["site_context"]
    assert (context["use"], context["section"], context["placement"]) == (
        "banner",
        "home",
        "content",
    )


def test_a_picture_of_a_site_is_told_the_colours_of_its_owners_logo(database: Database) -> None:
    with database.write() as session:
        _add(session, 788, "logo")
        _add(session, 789, "sites")
    assert analysis_of(database, "789")["site_context"]["brand_colors"] == MEASURED["brand_colors"]


def test_a_picture_that_another_machine_processed_is_known_as_it_told(
    database: Database, hang: Hang
) -> None:
    hang(1)
    with database.write() as session:
        session.get_one(PendingImage, 1).analysis = {"style": "Cubist", "unheard_of": 1}
    known = analysis_of(database, "1001")
    assert known["style"] == "Cubist"
    assert set(known) == set(MEMBERS)
    assert known["quality_score"] is None


def test_a_picture_of_which_nothing_is_known_has_nulls(database: Database, hang: Hang) -> None:
    hang(1)
    with database.write() as session:
        _add(session, 789, analysed=False)
    for media_id in ("789", "1001"):
        assert analysis_of(database, media_id) == dict.fromkeys(MEMBERS)


@pytest.mark.parametrize("media_id", ["5", "0", "x", "9" * 20, "1\x00", "9" * 40])
def test_a_picture_that_nobody_has_is_unknown(database: Database, media_id: str) -> None:
    with pytest.raises(NotFound) as missing:
        analysis_of(database, media_id)
    assert missing.value.code == "unknown_media"
