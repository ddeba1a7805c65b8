"""Models behind an API like OpenAI's: chat completions with a picture in the question."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass, field
from typing import Any

from tvdbproxy.fetch.fetcher import Fetcher
from tvdbproxy.vision.asking import ask
from tvdbproxy.vision.believed import believed
from tvdbproxy.vision.clean import bounded
from tvdbproxy.vision.endpoint import check_picture, unreadable
from tvdbproxy.vision.facts import VisionFacts
from tvdbproxy.vision.question import INSTRUCTIONS, question
from tvdbproxy.vision.reading import object_in

BASE = "https://api.openai.com/v1"


@dataclass(frozen=True)
class ChatVision:
    """``base`` is the address with its version, below which ``/chat/completions`` lies.

    Nothing is said of formats, temperatures and lengths: what one server wants of these, the
    next one refuses.
    """

    fetcher: Fetcher
    base: str
    model: str
    key: str = field(repr=False)

    def describe(
        self,
        picture: bytes,
        mime: str,
        data_type: str | None = None,
        context: dict[str, Any] | None = None,
    ) -> VisionFacts:
        """As ``VisionEndpoint`` says. A model that will not look says nothing."""
        check_picture(picture, mime)
        shown = f"data:{mime};base64,{b64encode(picture).decode()}"
        document = {
            "model": self.model,
            "messages": [
                {"role": "system", "content": INSTRUCTIONS},
                {
                    "role": "user",
                    "content": [
                        {"type": "text", "text": question(data_type, context)},
                        {"type": "image_url", "image_url": {"url": shown}},
                    ],
                },
            ],
        }
        # Servers on one's own machine want no key.
        headers = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        answer = ask(self.fetcher, f"{self.base.rstrip('/')}/chat/completions", headers, document)
        return _facts(_message(answer), self.model)


def _facts(message: dict[str, Any], model: str) -> VisionFacts:
    source = {"provider": "openai", "model": model}
    text = _text(message.get("content"))
    said = object_in(text)
    if said is not None:
        return believed(said, bounded({**source, "answer": said}))
    refusal = message.get("refusal")
    if isinstance(refusal, str) and refusal.strip():
        return VisionFacts(raw=bounded({**source, "refusal": refusal}))
    raise unreadable(f"no JSON object in {len(text)} letters")


def _message(answer: dict[str, Any]) -> dict[str, Any]:
    choices = answer.get("choices")
    first = choices[0] if isinstance(choices, list) and choices else None
    message = first.get("message") if isinstance(first, dict) else None
    if not isinstance(message, dict):
        raise unreadable("no choice with a message")
    return message


def _text(content: object) -> str:
    """Text, or a list of parts of which some are text."""
    if isinstance(content, str):
        return content
    parts = content if isinstance(content, list) else []
    texts = [part.get("text") for part in parts if isinstance(part, dict)]
    return "\n".join(text for text in texts if isinstance(text, str))
