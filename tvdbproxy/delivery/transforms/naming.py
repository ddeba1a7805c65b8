"""The name of a result: of the source's identity, and of everything that makes a difference."""

from __future__ import annotations

import json
from dataclasses import asdict
from functools import cache
from hashlib import sha256
from importlib.metadata import version

from tvdbproxy import __version__
from tvdbproxy.delivery.transforms.choice import Open
from tvdbproxy.urls.imgproxy.request import TransformRequest

# Hex digits of a checksum: no two results share so many.
_TAG_LENGTH = 32


def name_of(request: TransformRequest, identity: str, choice: Open, watermark: str) -> str:
    """The same for the same bytes, with this program and its encoders: another version of them
    may make others of the same picture.

    ``watermark`` is the identity of the picture that is drawn on it, if there is one.
    """
    made_by = [__version__, *_encoders()]
    different = {
        "spec": asdict(request.spec),
        "skip": sorted(request.skip_processing),
        "raw": request.raw,
        "limits": [
            request.max_src_resolution,
            request.max_src_file_size,
            request.max_animation_frame_resolution,
        ],
    }
    parts = [identity, choice.value, watermark, made_by]
    return json.dumps([*parts, different], sort_keys=True)


def tag_of_name(name: str) -> str:
    """The entity tag of a result of this name, without quotes."""
    return sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:_TAG_LENGTH]


@cache
def _encoders() -> tuple[str, ...]:
    return (version("pillow"),)
