"""Chat models: what they are asked, and what is made of their answers."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from tests.vision.conftest import KEY, MODEL, PICTURE, OpenEndpoint, VisionServer
from tvdbproxy.errors import UpstreamBad
from tvdbproxy.vision.endpoint import UNREADABLE, VisionEndpoint, may_pass
from tvdbproxy.vision.facts import VisionFacts

SAID: dict[str, Any] = {
    "style": "Abstract Expressionist",
    "medium": "oil on canvas",
    "mood_keywords": ["vibrant", "energetic"],
    "subject_matter": "Bands of colour that cross one another.",
    "detected_objects": ["canvas", "frame"],
    "detected_text": "No. 5",
    "alt_text": "An abstract painting in red and blue",
    "confidence_score": 0.92,
}
WHOLE = VisionFacts(
    style="Abstract Expressionist",
    medium="oil on canvas",
    mood_keywords=("vibrant", "energetic"),
    subject_matter="Bands of colour that cross one another.",
    detected_objects=("canvas", "frame"),
    detected_text="No. 5",
    alt_text="An abstract painting in red and blue",
    confidence_score=0.92,
    raw={"provider": "openai", "model": MODEL, "answer": SAID},
)


def test_the_model_is_shown_the_picture_and_asked_as_the_protocol_says(
    chat: VisionEndpoint, vision_server: VisionServer
) -> None:
    vision_server.says(json.dumps(SAID))
    assert chat.describe(PICTURE, "image/webp") == WHOLE
    (asked,) = vision_server.asked
    assert asked.path == "/v1/chat/completions"
    assert asked.headers["authorization"] == f"Bearer {KEY}"
    assert asked.document["model"] == MODEL
    system, user = asked.document["messages"]
    assert (system["role"], user["role"]) == ("system", "user")
    text, picture = user["content"]
    assert text["type"] == "text"
    scheme, _, data = picture["image_url"]["url"].partition(",")
    assert scheme == "data:image/webp;base64"
    assert base64.b64decode(data) == PICTURE


def test_a_model_on_ones_own_machine_needs_no_key(
    open_endpoint: OpenEndpoint, vision_server: VisionServer
) -> None:
    vision_server.says(json.dumps(SAID))
    keyless = open_endpoint("openai", vision_api_key="", vision_url=vision_server.url + "/")
    keyless.describe(PICTURE, "image/jpeg")
    (asked,) = vision_server.asked
    assert asked.path == "/v1/chat/completions"
    assert "authorization" not in asked.headers


def test_what_the_owner_wrote_goes_along_bounded(
    chat: VisionEndpoint, vision_server: VisionServer
) -> None:
    vision_server.says(json.dumps(SAID))
    context = {"title": "ü", "notes": "x" * 100_000}
    chat.describe(PICTURE, "image/jpeg", "product", context)
    (asked,) = vision_server.asked
    text = asked.document["messages"][1]["content"][0]["text"]
    assert '"title": "ü"' in text
    assert "product" in text
    assert len(text) < 3000


def test_only_for_websites_the_context_is_asked_for_and_believed(
    chat: VisionEndpoint, vision_server: VisionServer
) -> None:
    vision_server.says(json.dumps({"site_context": {"use": "banner", "fits": "It does."}}))
    facts = chat.describe(PICTURE, "image/jpeg", "sites", {"theme": "dark"})
    assert facts.site_context == {"use": "banner", "fits": "It does."}
    assert "site_context" in json.dumps(vision_server.asked[0].document)
    chat.describe(PICTURE, "image/jpeg", "logo")
    assert "site_context" not in json.dumps(vision_server.asked[1].document)


@pytest.mark.parametrize(
    "content",
    [
        json.dumps(SAID),
        json.dumps(SAID, indent=4),
        f"```json\n{json.dumps(SAID)}\n```",
        f"```\n{json.dumps(SAID)}\n```",
        f"Certainly! Here is what I see:\n\n{json.dumps(SAID)}\n\nIs {{that}} all you need?",
        f'<think>Is it {{"style": "Cubist"}}? No.</think>{json.dumps(SAID)}',
        f'{{"mood": {{"a": 1}}}} and {json.dumps(SAID)}',
        f"{{{{ {json.dumps(SAID)} }}}}",
        [{"type": "text", "text": json.dumps(SAID)}],
        [{"type": "thinking"}, 7, {"type": "text", "text": json.dumps(SAID)}],
    ],
)
def test_the_object_is_found_wherever_it_stands(
    chat: VisionEndpoint, vision_server: VisionServer, content: Any
) -> None:
    vision_server.says(content)
    assert chat.describe(PICTURE, "image/jpeg") == WHOLE


def test_of_two_answers_the_last_one_counts(
    chat: VisionEndpoint, vision_server: VisionServer
) -> None:
    vision_server.says('{"style": "Cubist"} Wait, no. {"style": "Fauvist"} I am sure. {}')
    assert chat.describe(PICTURE, "image/jpeg").style == "Fauvist"


def test_what_a_model_does_not_say_is_not_invented(
    chat: VisionEndpoint, vision_server: VisionServer
) -> None:
    vision_server.says('{"style": "Cubist", "medium": null}')
    facts = chat.describe(PICTURE, "image/jpeg")
    answer = {"style": "Cubist", "medium": None}
    raw = {"provider": "openai", "model": MODEL, "answer": answer}
    assert facts == VisionFacts(style="Cubist", raw=raw)


def test_a_model_that_will_not_look_says_nothing(
    chat: VisionEndpoint, vision_server: VisionServer
) -> None:
    vision_server.says(None, refusal="I cannot help with that.")
    facts = chat.describe(PICTURE, "image/jpeg")
    raw = {"provider": "openai", "model": MODEL, "refusal": "I cannot help with that."}
    assert facts == VisionFacts(raw=raw)


@pytest.mark.parametrize(
    "content",
    [
        None,
        "",
        "I see a painting.",
        "{",
        "[1, 2]",
        '{"style": NaN}',
        '{"style": "Cubist"',
        "{'style': 'Cubist'}",
        "{" * 60_000,
        '{"a":' * 20_000,
        "[" * 60_000,
        7,
        {"style": "Cubist"},
        [[{"text": "{}"}]],
    ],
)
def test_words_without_an_object_are_an_unreadable_answer(
    chat: VisionEndpoint, vision_server: VisionServer, content: Any
) -> None:
    vision_server.says(content)
    with pytest.raises(UpstreamBad) as raised:
        chat.describe(PICTURE, "image/jpeg")
    assert raised.value.code == UNREADABLE
    assert may_pass(raised.value)


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"choices": []},
        {"choices": {}},
        {"choices": [None]},
        {"choices": [{"message": "text"}]},
        {"choices": [{"text": "old protocol"}]},
        {"object": "error", "message": "out of memory"},
    ],
)
def test_an_answer_of_another_shape_is_unreadable(
    chat: VisionEndpoint, vision_server: VisionServer, answer: Any
) -> None:
    vision_server.answer(answer)
    with pytest.raises(UpstreamBad) as raised:
        chat.describe(PICTURE, "image/jpeg")
    assert raised.value.code == UNREADABLE
