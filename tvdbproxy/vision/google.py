"""Google Vision: labels, things, colours, text and safety. It says nothing of style or mood."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from tvdbproxy.errors import (
    TvdbProxyError,
    UpstreamDenied,
    UpstreamLimited,
    UpstreamUnavailable,
)
from tvdbproxy.fetch.fetcher import Fetcher
from tvdbproxy.vision.asking import ask
from tvdbproxy.vision.believed import share, text, words
from tvdbproxy.vision.clean import bounded, line
from tvdbproxy.vision.endpoint import check_picture, refused, unreadable
from tvdbproxy.vision.facts import VisionFacts

BASE = "https://vision.googleapis.com/v1"

_FEATURES = (
    ("LABEL_DETECTION", 15),
    ("OBJECT_LOCALIZATION", 15),
    ("IMAGE_PROPERTIES", 10),
    ("TEXT_DETECTION", 1),
    ("SAFE_SEARCH_DETECTION", 1),
)
# What is kept of an answer. Where each letter of a text stands would be most of it.
_KEPT = (
    "labelAnnotations",
    "localizedObjectAnnotations",
    "imagePropertiesAnnotation",
    "safeSearchAnnotation",
)
# Labels that it is surer of than not make up what a picture shows.
_SURE = 0.5
_LABELS = 5
_LONGEST_REASON = 300

_SENTENCES: Mapping[type[TvdbProxyError], str] = MappingProxyType(
    {
        UpstreamDenied: "The vision endpoint does not let us ask; check VISION_API_KEY.",
        UpstreamLimited: "The vision endpoint wants fewer questions; try again later.",
        UpstreamUnavailable: "The vision endpoint is in trouble; try again later.",
    }
)
# Codes of google.rpc, which stand in an answer of status 200.
_CODES: Mapping[int, type[TvdbProxyError]] = MappingProxyType(
    {
        4: UpstreamUnavailable,
        7: UpstreamDenied,
        8: UpstreamLimited,
        13: UpstreamUnavailable,
        14: UpstreamUnavailable,
        16: UpstreamDenied,
    }
)


@dataclass(frozen=True)
class GoogleVision:
    """``base`` is the address with its version, below which ``/images:annotate`` lies."""

    fetcher: Fetcher
    base: str
    key: str = field(repr=False)

    def describe(
        self,
        picture: bytes,
        mime: str,
        data_type: str | None = None,
        context: dict[str, Any] | None = None,
    ) -> VisionFacts:
        """As ``VisionEndpoint`` says. It cannot be told what kind of picture it is."""
        check_picture(picture, mime)
        features = [{"type": name, "maxResults": most} for name, most in _FEATURES]
        request = {"image": {"content": b64encode(picture).decode()}, "features": features}
        # In a header, since addresses are logged.
        headers = {"X-Goog-Api-Key": self.key}
        url = f"{self.base.rstrip('/')}/images:annotate"
        return _facts(_annotated(ask(self.fetcher, url, headers, {"requests": [request]})))


def _annotated(answer: dict[str, Any]) -> dict[str, Any]:
    responses = answer.get("responses")
    first = responses[0] if isinstance(responses, list) and responses else None
    if not isinstance(first, dict):
        raise unreadable("no response")
    if error := first.get("error"):
        raise _error(error if isinstance(error, dict) else {})
    return first


def _error(error: dict[str, Any]) -> TvdbProxyError:
    code, message = error.get("code"), error.get("message")
    why = f"code {code}: {line(message, _LONGEST_REASON) if isinstance(message, str) else '-'}"
    kind = _CODES.get(code) if isinstance(code, int) else None
    return refused(None, why) if kind is None else kind(_SENTENCES[kind], detail=why)


def _facts(said: dict[str, Any]) -> VisionFacts:
    labels = _named(said.get("labelAnnotations"), "description")
    sure = [name for name, score in labels if score is not None and score >= _SURE]
    things = _named(said.get("localizedObjectAnnotations"), "name")
    scores = [score for _, score in labels if score is not None]
    return VisionFacts(
        subject_matter=", ".join(words(sure[:_LABELS]) or ()) or None,
        detected_objects=words([name for name, _ in things]),
        detected_text=_first(said.get("textAnnotations"), "description", text),
        confidence_score=max(scores, default=None),
        raw=bounded({"provider": "google", **{n: said[n] for n in _KEPT if n in said}}),
    )


def _named(items: object, name: str) -> list[tuple[str, float | None]]:
    """Names and scores of a list of annotations, as far as they are such."""
    found = [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []
    return [
        (item[name], share(item.get("score"))) for item in found if isinstance(item.get(name), str)
    ]


def _first(items: object, name: str, read: Callable[[object], str | None]) -> str | None:
    """The first text annotation is the whole text; the others are its words."""
    first = items[0] if isinstance(items, list) and items else None
    return read(first.get(name)) if isinstance(first, dict) else None
