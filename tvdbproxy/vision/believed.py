"""Which of a model's words are taken for facts: those of the right type and a sane length.

A word of another type is dropped and not converted: who gives 85 for a share of one, or a
sentence for a list, has not understood the question.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from tvdbproxy.vision.clean import line
from tvdbproxy.vision.facts import VisionFacts

_MOST_WORDS = 20
_LONGEST_WORD = 60
_LONGEST_PHRASE = 200
_LONGEST_SENTENCE = 500
_LONGEST_TEXT = 2_000
_MOST_CONTEXT = 10

# How models say that they do not know.
_NOTHING = frozenset(
    ["", "-", "?", "n/a", "na", "nil", "none", "null", "unknown", "undefined", "not applicable"]
)


def believed(said: Mapping[str, Any], raw: dict[str, Any] | None) -> VisionFacts:
    """The facts among what was said."""
    facts = {name: read(said.get(name)) for name, read in _READERS.items()}
    return VisionFacts(**facts, raw=raw)


def words(value: object) -> tuple[str, ...] | None:
    """The words of a list, each once, in their order."""
    if not isinstance(value, list):
        return None
    found = dict.fromkeys(_text(item, _LONGEST_WORD) for item in value)
    found.pop(None, None)
    return tuple(word for word in found if word)[:_MOST_WORDS] or None


def share(value: object) -> float | None:
    """A number between 0 and 1."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if 0 <= value <= 1 else None


def text(value: object) -> str | None:
    """What is written in a picture."""
    return _text(value, _LONGEST_TEXT)


def _phrase(value: object) -> str | None:
    return _text(value, _LONGEST_PHRASE)


def _sentence(value: object) -> str | None:
    return _text(value, _LONGEST_SENTENCE)


def _context(value: object) -> dict[str, str] | None:
    if not isinstance(value, dict):
        return None
    lines = {line(name, _LONGEST_WORD): _sentence(item) for name, item in value.items()}
    known = {name: item for name, item in lines.items() if name and item}
    return dict(list(known.items())[:_MOST_CONTEXT]) or None


def _text(value: object, longest: int) -> str | None:
    if not isinstance(value, str):
        return None
    found = line(value, longest)
    return None if found.lower().rstrip(".") in _NOTHING else found


_READERS: Mapping[str, Callable[[object], Any]] = MappingProxyType(
    {
        "style": _phrase,
        "medium": _phrase,
        "mood_keywords": words,
        "subject_matter": _sentence,
        "detected_objects": words,
        "detected_text": text,
        "alt_text": _sentence,
        "site_context": _context,
        "confidence_score": share,
    }
)
