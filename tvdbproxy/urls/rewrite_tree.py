"""The image values of a document that is parsed already."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from tvdbproxy.urls.members import IMAGES, OF_CHARACTERS, PICTURES_OF_CHARACTERS
from tvdbproxy.urls.rewrite import Replace


class Place(NamedTuple):
    """Where an image value is: ``holder[at] == value``, under ``key``."""

    holder: Any
    at: Any
    key: str
    value: str

    def put(self, value: str) -> None:
        """Put another one there."""
        self.holder[self.at] = value


def rewrite_tree(document: Any, replace: Replace, *, spare_characters: bool = False) -> Any:
    """The document with its image values replaced, in place, as ``rewrite`` does it."""
    for place in image_places(document, spare_characters=spare_characters):
        new = replace(place.value)
        if new is not None:
            place.put(new)
    return document


def image_places(document: Any, *, spare_characters: bool = False) -> Iterator[Place]:
    """Every image value of the document."""
    waiting = [document]
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting += node
        elif isinstance(node, dict):
            spared = spare_characters and not OF_CHARACTERS.isdisjoint(node)
            for key, value in node.items():
                if key not in IMAGES.keys:
                    waiting.append(value)
                elif not (spared and key in PICTURES_OF_CHARACTERS and isinstance(value, str)):
                    yield from _under(node, key, waiting)


def _under(node: dict[str, Any], key: str, waiting: list[Any]) -> Iterator[Place]:
    """The values under an image key, be it one or a list; what is neither has to wait."""
    value = node[key]
    if isinstance(value, str):
        yield Place(node, key, key, value)
    elif key in IMAGES.lists and isinstance(value, list) and _is_flat(value):
        for at, text in enumerate(value):
            if isinstance(text, str):
                yield Place(value, at, key, text)
    else:
        waiting.append(value)


def _is_flat(values: list[Any]) -> bool:
    return not any(isinstance(value, list | dict) for value in values)
