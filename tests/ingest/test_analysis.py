"""What is found out about pictures, and what becomes of them where nothing can be."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from PIL import Image, ImageDraw
from sqlalchemy import select

from tests.house.house import cooking_with
from tests.house.pictures import poster
from tests.imaging.drawing import encoded
from tests.ingest.test_pipeline import Slow, accept, due_now, image_of, job, step
from tvdbproxy.db.models import (
    ImageAnalysis,
    ImageFingerprint,
    ImageState,
    ImageVariant,
    JobStatus,
    StepName,
)
from tvdbproxy.errors import Crashed, TvdbProxyError, UpstreamDenied, UpstreamUnavailable
from tvdbproxy.imaging.analysis.fingerprint import bands
from tvdbproxy.ingest import pipeline
from tvdbproxy.ingest.pipeline import IngestKitchen
from tvdbproxy.vision.endpoint import refused, unreadable
from tvdbproxy.vision.facts import VisionFacts
from tvdbproxy.wiring import Services


class Seer:
    """A vision endpoint that fails so many times, and then says what it sees."""

    def __init__(self, *errors: TvdbProxyError) -> None:
        self.errors = list(errors)
        self.asked: list[tuple[int, str, str | None, Any]] = []

    def describe(
        self, picture: bytes, mime: str, data_type: str | None = None, context: Any = None
    ) -> VisionFacts:
        self.asked.append((len(picture), mime, data_type, context))
        if self.errors:
            raise self.errors.pop(0)
        return VisionFacts(style="abstract", confidence_score=0.9)


def seen_by(services: Services, seer: Seer) -> IngestKitchen:
    return replace(services.ingest, analyst=replace(services.ingest.analyst, vision=seer))


def analysis(services: Services, job_id: str) -> ImageAnalysis | None:
    image_id = image_of(services, job_id).image_id
    with services.database.read() as session:
        return session.get(ImageAnalysis, image_id)


def test_a_picture_is_measured_and_found_by_what_it_looks_like(services: Services) -> None:
    job_id = accept(services)
    pipeline.run(services.ingest, job_id)

    found = analysis(services, job_id)
    assert found is not None
    assert found.described is None
    assert found.measured["quality_score"] == found.quality_score
    assert found.measured["dominant_colors"][0]["color"].startswith("#")
    with services.database.read() as session:
        rows = session.scalars(select(ImageFingerprint).order_by(ImageFingerprint.band)).all()
    assert [row.value for row in rows] == bands(found.perceptual_hash or "")
    assert all(0 <= row.value < 2**16 for row in rows)


def test_a_vision_endpoint_sees_a_small_variant_and_the_owners_words(services: Services) -> None:
    seer = Seer()
    job_id = accept(services, data_type="product", context={"title": "Chair"})

    assert pipeline.run(seen_by(services, seer), job_id) is JobStatus.COMPLETED

    found = analysis(services, job_id)
    assert found is not None
    assert found.described is not None
    assert (found.described["style"], found.confidence_score) == ("abstract", 0.9)
    assert found.described["medium"] is None
    [(size, mime, data_type, context)] = seer.asked
    assert (mime, data_type, context) == ("image/webp", "product", {"title": "Chair"})
    assert size < len(poster())


def test_a_picture_is_shown_before_it_is_described(services: Services) -> None:
    seer = Seer(UpstreamUnavailable("It is away."), UpstreamUnavailable("It is away."))
    kitchen = seen_by(services, seer)
    job_id = accept(services)

    assert pipeline.run(kitchen, job_id) is JobStatus.RETRYING
    assert image_of(services, job_id).state == ImageState.READY
    for _ in range(2):
        due_now(services, job_id)
        ended = pipeline.run(kitchen, job_id)

    assert ended is JobStatus.COMPLETED
    found = analysis(services, job_id)
    assert found is not None
    assert found.described is not None
    assert step(services, job_id, StepName.RESIZE_OPTIMIZE).attempts == 1


def test_who_measured_for_long_is_still_at_it_when_he_asks(services: Services) -> None:
    slow = Slow(services, lambda session: None)

    class Observing(Seer):
        def describe(self, *arguments: Any) -> VisionFacts:
            slow.take_long()
            return super().describe(*arguments)

    kitchen = seen_by(services, Observing())
    job_id = accept(services)
    assert pipeline.run(cooking_with(kitchen, slow), job_id) is JobStatus.COMPLETED
    assert slow.left[-1] > timedelta(seconds=kitchen.lease_seconds / 2)


def test_nobody_is_paid_twice_for_what_is_described(services: Services) -> None:
    class Killed(BaseException):
        pass

    def die(*_: object) -> None:
        raise Killed

    seer = Seer()
    job_id = accept(services)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tvdbproxy.ingest.steps.analyse._done", die)
        with pytest.raises(Killed):
            pipeline.run(seen_by(services, seer), job_id)
    due_now(services, job_id)

    assert pipeline.run(seen_by(services, seer), job_id) is JobStatus.COMPLETED
    assert len(seer.asked) == 1


def test_after_three_attempts_the_picture_is_complete_without(services: Services) -> None:
    away = [UpstreamUnavailable("It is away.") for _ in range(3)]
    kitchen = seen_by(services, Seer(*away))
    job_id = accept(services)

    for _ in away:
        ended = pipeline.run(kitchen, job_id)
        due_now(services, job_id)

    assert ended is JobStatus.COMPLETED
    row = step(services, job_id, StepName.ANALYSIS)
    assert (row.status, row.attempts, row.error_code) == ("failed", 3, "upstream_unavailable")
    found = analysis(services, job_id)
    assert found is not None
    assert (found.described, found.quality_score is not None) == (None, True)
    assert job(services, job_id).error_code is None


def test_a_picture_that_breaks_the_analysis_is_complete_all_the_same(services: Services) -> None:
    class Blind:
        render = services.pool.render

        def analyse(self, source: bytes, order: Any) -> Any:
            raise Crashed("The decoder died.")

    kitchen = cooking_with(services.ingest, Blind())
    job_id = accept(services)

    for _ in range(3):
        ended = pipeline.run(kitchen, job_id)
        due_now(services, job_id)

    assert ended is JobStatus.COMPLETED
    assert analysis(services, job_id) is None


def test_without_analysis_nothing_is_measured(services: Services) -> None:
    analyst = replace(services.ingest.analyst, order=None)
    job_id = accept(services)
    kitchen = replace(services.ingest, analyst=analyst)
    assert pipeline.run(kitchen, job_id) is JobStatus.COMPLETED
    assert analysis(services, job_id) is None


@pytest.mark.parametrize("error", [UpstreamDenied("Wrong key."), refused(404, "No such model.")])
def test_a_wrong_key_or_model_is_tried_once_and_no_picture_waits_for_it(
    services: Services, error: TvdbProxyError
) -> None:
    seer = Seer(error)
    job_id = accept(services)
    assert pipeline.run(seen_by(services, seer), job_id) is JobStatus.COMPLETED
    row = step(services, job_id, StepName.ANALYSIS)
    assert (row.status, row.error_code) == ("failed", error.code)
    assert len(seer.asked) == 1


def test_an_answer_that_cannot_be_read_may_be_better_next_time(services: Services) -> None:
    seer = Seer(unreadable("prose"))
    job_id = accept(services)
    assert pipeline.run(seen_by(services, seer), job_id) is JobStatus.RETRYING
    due_now(services, job_id)
    assert pipeline.run(seen_by(services, seer), job_id) is JobStatus.COMPLETED
    assert step(services, job_id, StepName.ANALYSIS).status == "completed"


class TestLogos:
    def logo(self, ground: str = "#ffffff") -> bytes:
        image = Image.new("RGB", (400, 200), ground)
        ImageDraw.Draw(image).ellipse((60, 30, 340, 170), fill="#c01818")
        return encoded(image, "PNG")

    def variants(self, services: Services, job_id: str) -> set[tuple[str, str]]:
        image_id = image_of(services, job_id).image_id
        with services.database.read() as session:
            rows = session.scalars(select(ImageVariant).where(ImageVariant.image_id == image_id))
            return {(row.background, row.format) for row in rows}

    def test_a_logo_also_comes_without_its_background(self, services: Services) -> None:
        job_id = accept(services, self.logo(), data_type="logo")
        pipeline.run(services.ingest, job_id)

        assert image_of(services, job_id).background_removed is True
        assert self.variants(services, job_id) == {
            ("original", "webp"),
            ("removed", "webp"),
            ("removed", "png"),
        }

    @pytest.mark.parametrize("data_type", ["product", None])
    def test_other_pictures_keep_theirs(self, services: Services, data_type: str | None) -> None:
        job_id = accept(services, self.logo(), data_type=data_type)
        pipeline.run(services.ingest, job_id)
        assert image_of(services, job_id).background_removed is None
        assert self.variants(services, job_id) == {("original", "webp")}

    def test_where_it_cannot_be_told_apart_that_is_said(self, services: Services) -> None:
        job_id = accept(services, poster(), data_type="logo")
        pipeline.run(services.ingest, job_id)
        assert image_of(services, job_id).background_removed is False
        assert self.variants(services, job_id) == {("original", "webp")}

    def test_an_equal_picture_that_is_no_logo_is_no_twin_of_one(self, services: Services) -> None:
        plain = accept(services, self.logo())
        pipeline.run(services.ingest, plain)
        job_id = accept(services, self.logo(), data_type="logo")
        pipeline.run(services.ingest, job_id)
        assert ("removed", "png") in self.variants(services, job_id)
