"""In what our answers may differ from upstream's: where their pictures are, and nothing else."""

from __future__ import annotations

import copy
import json
from typing import Any

from tvdbproxy.urls.mirrored import is_absolute, unmirrored
from tvdbproxy.urls.rewrite_tree import image_places, rewrite_tree

IMAGES = "/images/"


def spelt(value: Any) -> str:
    """An answer as text: in Python 1, 1.0 and True are equal, and to strict clients they are
    not; nor may keys change their places."""
    return json.dumps(value, indent=1)


def undone(value: Any, base: str, host: str) -> Any:
    """Our answer in mode ``mirror`` with the addresses that upstream gave."""
    return rewrite_tree(copy.deepcopy(value), lambda image: unmirrored(image, base, host))


def tidy(value: Any) -> Any:
    """Upstream's answer, each address with its host once: upstream doubles some."""
    return rewrite_tree(copy.deepcopy(value), _with_one_host)


def without_images(value: Any) -> tuple[Any, list[str]]:
    """An answer whose image values are all the same word, and these values in their order."""
    blank = copy.deepcopy(value)
    places = list(image_places(blank))
    values = [place.value for place in places]
    for place in places:
        place.put("an image")
    return blank, values


def is_picture_for(ours: str, theirs: str, base: str, host: str) -> bool:
    """Whether one of our image values may stand for upstream's in mode ``sized``."""
    theirs = _with_one_host(theirs)
    if not is_absolute(theirs):
        return ours == theirs
    return unmirrored(ours, base, host) == theirs or ours.startswith(f"{base}{IMAGES}")


def _with_one_host(value: str) -> str:
    return value[value.rfind("http") :] if value.startswith("http") else value
