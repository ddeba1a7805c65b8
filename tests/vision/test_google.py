"""Google Vision: what it is asked, and what is made of its annotations."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from tests.vision.conftest import KEY, PICTURE, VisionServer
from tvdbproxy.errors import (
    TvdbProxyError,
    UpstreamBad,
    UpstreamDenied,
    UpstreamLimited,
    UpstreamUnavailable,
)
from tvdbproxy.vision.endpoint import UNREADABLE, VisionEndpoint, may_pass
from tvdbproxy.vision.facts import VisionFacts

LABELS = [
    {"mid": "/m/1", "description": "Lighthouse", "score": 0.97, "topicality": 0.9},
    {"mid": "/m/2", "description": "Sea", "score": 0.9},
    {"mid": "/m/3", "description": "Holiday", "score": 0.41},
]
THINGS = [{"name": "Boat", "score": 0.8}, {"name": "Boat", "score": 0.7}, {"name": "Person"}]
TEXT = [{"description": "Glass\nHarbour\n", "boundingPoly": {}}, {"description": "Glass"}]
COLOURS = {"dominantColors": {"colors": [{"color": {"red": 10}, "score": 0.5}]}}
SAFE = {"adult": "VERY_UNLIKELY", "racy": "UNLIKELY"}


def test_it_is_shown_the_picture_and_asked_as_the_protocol_says(
    google: VisionEndpoint, vision_server: VisionServer
) -> None:
    vision_server.sees(
        labelAnnotations=LABELS,
        localizedObjectAnnotations=THINGS,
        textAnnotations=TEXT,
        fullTextAnnotation={"pages": [1] * 9999},
        imagePropertiesAnnotation=COLOURS,
        safeSearchAnnotation=SAFE,
    )
    assert google.describe(PICTURE, "image/jpeg", "sites", {"a": 1}) == VisionFacts(
        subject_matter="Lighthouse, Sea",
        detected_objects=("Boat", "Person"),
        detected_text="Glass Harbour",
        confidence_score=0.97,
        raw={
            "provider": "google",
            "labelAnnotations": LABELS,
            "localizedObjectAnnotations": THINGS,
            "imagePropertiesAnnotation": COLOURS,
            "safeSearchAnnotation": SAFE,
        },
    )
    (asked,) = vision_server.asked
    assert asked.path == "/v1/images:annotate"
    assert asked.headers["x-goog-api-key"] == KEY
    (request,) = asked.document["requests"]
    assert base64.b64decode(request["image"]["content"]) == PICTURE
    kinds = {feature["type"] for feature in request["features"]}
    assert {"LABEL_DETECTION", "TEXT_DETECTION", "SAFE_SEARCH_DETECTION"} < kinds


def test_a_picture_of_nothing_has_no_facts(
    google: VisionEndpoint, vision_server: VisionServer
) -> None:
    vision_server.sees()
    assert google.describe(PICTURE, "image/jpeg") == VisionFacts(raw={"provider": "google"})


@pytest.mark.parametrize(
    "annotations",
    [
        {"labelAnnotations": "Lighthouse"},
        {"labelAnnotations": [7, None, {"description": 7}, {"score": 0.9}]},
        {"localizedObjectAnnotations": {"name": "Boat"}},
        {"textAnnotations": [7]},
        {"textAnnotations": [{"description": ["a"]}]},
    ],
)
def test_annotations_of_wrong_types_are_dropped(
    google: VisionEndpoint, vision_server: VisionServer, annotations: dict[str, Any]
) -> None:
    vision_server.sees(**annotations)
    facts = google.describe(PICTURE, "image/jpeg")
    assert (facts.subject_matter, facts.detected_objects) == (None, None)
    assert (facts.detected_text, facts.confidence_score) == (None, None)


@pytest.mark.parametrize("score", ["0.9", True, 1.5, -1, None])
def test_a_label_that_it_is_not_sure_of_is_not_the_subject(
    google: VisionEndpoint, vision_server: VisionServer, score: Any
) -> None:
    vision_server.sees(labelAnnotations=[{"description": "Lighthouse", "score": score}])
    facts = google.describe(PICTURE, "image/jpeg")
    assert (facts.subject_matter, facts.confidence_score) == (None, None)


@pytest.mark.parametrize(
    ("code", "error", "passes"),
    [
        (3, UpstreamBad, False),
        (4, UpstreamUnavailable, True),
        (7, UpstreamDenied, False),
        (8, UpstreamLimited, True),
        (13, UpstreamUnavailable, True),
        (14, UpstreamUnavailable, True),
        (16, UpstreamDenied, False),
        ("8", UpstreamBad, False),
        (None, UpstreamBad, False),
        ([8], UpstreamBad, False),
    ],
)
def test_an_error_within_an_answer_is_one(
    google: VisionEndpoint,
    vision_server: VisionServer,
    code: Any,
    error: type[TvdbProxyError],
    passes: bool,
) -> None:
    vision_server.sees(error={"code": code, "message": "Bad image data."})
    with pytest.raises(error) as raised:
        google.describe(PICTURE, "image/jpeg")
    assert may_pass(raised.value) is passes
    assert "Bad image data." in (raised.value.detail or "")


@pytest.mark.parametrize("error", ["no", 7, [], {"message": 7}])
def test_an_error_of_any_shape_ends_in_ours(
    google: VisionEndpoint, vision_server: VisionServer, error: Any
) -> None:
    vision_server.answer({"responses": [{"error": error or "x"}]})
    with pytest.raises(UpstreamBad):
        google.describe(PICTURE, "image/jpeg")


@pytest.mark.parametrize("answer", [{}, {"responses": []}, {"responses": [7]}, {"responses": {}}])
def test_an_answer_of_another_shape_is_unreadable(
    google: VisionEndpoint, vision_server: VisionServer, answer: Any
) -> None:
    vision_server.answer(answer)
    with pytest.raises(UpstreamBad) as raised:
        google.describe(PICTURE, "image/jpeg")
    assert raised.value.code == UNREADABLE
