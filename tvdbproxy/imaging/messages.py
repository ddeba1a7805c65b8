"""Orders, results and refusals as frames, and back."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import asdict
from types import MappingProxyType
from typing import Any

from tvdbproxy.errors import (
    BadPicture,
    ConfigurationError,
    Kind,
    TooLarge,
    TvdbProxyError,
    Unsupported,
)
from tvdbproxy.imaging.formats import Format
from tvdbproxy.imaging.frames import Header
from tvdbproxy.imaging.limits import Limits
from tvdbproxy.imaging.order import Picture, Rendered, RenderOrder, Variant
from tvdbproxy.imaging.sizes import Size

REFUSALS: Mapping[Kind, type[TvdbProxyError]] = MappingProxyType(
    {error.kind: error for error in (BadPicture, TooLarge, Unsupported, ConfigurationError)}
)
"""All that a child says about a picture it will not have, or a model that it cannot use."""


def order_to_header(order: RenderOrder) -> Header:
    """An order as JSON values."""
    return asdict(order)


def header_to_order(header: Header) -> RenderOrder:
    """The order that ``order_to_header`` was given."""
    return RenderOrder(
        sizes=tuple(Size(**size) for size in header["sizes"]),
        formats=tuple(Format(name) for name in header["formats"]),
        quality=header["quality"],
        effort=header["effort"],
        effort_pixels=header["effort_pixels"],
        limits=Limits(**header["limits"]),
    )


def rendered_to_frame(rendered: Rendered) -> tuple[Header, bytes]:
    """A result as JSON values, and the bytes of all its variants one after the other."""
    picture = asdict(rendered.picture)
    picture["placeholder"] = b64encode(rendered.picture.placeholder).decode()
    variants = [
        {
            "size_names": variant.size_names,
            "format": variant.format,
            "width": variant.width,
            "height": variant.height,
            "bytes": len(variant.data),
        }
        for variant in rendered.variants
    ]
    body = b"".join(variant.data for variant in rendered.variants)
    return {"picture": picture, "variants": variants}, body


def frame_to_rendered(header: Header, body: bytes) -> Rendered:
    """The result that ``rendered_to_frame`` was given."""
    picture = dict(header["picture"])
    picture["format"] = Format(picture["format"])
    picture["placeholder"] = b64decode(picture["placeholder"])
    variants, start = [], 0
    for stated in header["variants"]:
        end = start + stated["bytes"]
        variants.append(_variant(stated, body[start:end]))
        start = end
    return Rendered(Picture(**picture), tuple(variants))


def refusal_to_header(error: TvdbProxyError) -> Header:
    """A refusal as JSON values."""
    return {
        "kind": error.kind,
        "code": error.code,
        "public": error.public,
        "detail": error.detail,
    }


def header_to_refusal(header: Header) -> TvdbProxyError:
    """The error that ``refusal_to_header`` was given."""
    refusal = REFUSALS[Kind(header["kind"])]
    return refusal(header["public"], code=header["code"], detail=header["detail"])


def _variant(stated: dict[str, Any], data: bytes) -> Variant:
    return Variant(
        tuple(stated["size_names"]),
        Format(stated["format"]),
        stated["width"],
        stated["height"],
        data,
    )
