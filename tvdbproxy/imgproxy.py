"""Signed addresses of transformed pictures, as any imgproxy server understands them.

This module needs nothing but Python's standard library, and may be copied into an application
that knows nothing of this service::

    >>> here = Endpoint("https://img.example.com/imgproxy", key="943b421c", salt="520f986b")
    >>> here.address("/rs:fill:300:200/plain/tvdb://series/910001/poster").split("/")[4]
    'WZdzfytrOMNeIY_r3bib8FGB0WOYIwa_-S3dkow2oNA'

Without an ``endpoint`` functions ask the environment, as ``Endpoint.from_environment`` says.
Sources are ``tvdb://{content_type}/{id}/{image_type}``, ``s3://bucket/key``,
``local:///path`` or what the server allows of ``https://...``.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

UNSIGNED = "unsafe"
"""What stands in the place of a signature where nothing is signed."""

PRESETS = ("thumbnail", "small", "medium", "large", "hero", "avatar")
"""The presets that every server of ours has."""

RESPONSIVE = ("thumbnail", "small", "medium", "large")
"""Those of them that are one picture in several sizes."""

WIDTHS = (300, 600, 900, 1200)
"""Widths of a ``srcset`` where none are given, in pixels."""

_VALUE = re.compile(r"[!-~]+", re.ASCII)
_APART = frozenset("/?#%")  # what would end an option, or the path
# How options are called in addresses.
_OPTIONS = {
    "preset": "pr",
    "resizing_type": "rt",
    "width": "w",
    "height": "h",
    "enlarge": "el",
    "gravity": "g",
    "blur": "bl",
    "sharpen": "sh",
    "brightness": "br",
    "contrast": "co",
    "saturation": "sa",
    "grayscale": "grayscale",
    "quality": "q",
    "format": "f",
    "expires": "exp",
}


@dataclass(frozen=True)
class Endpoint:
    """Where addresses lead, and what signs them.

    ``key`` and ``salt`` are hexadecimal; of a list with commas the first one signs. Without
    both, addresses are not signed, and only a server that permits it answers them.
    Raises ``ValueError`` for what is not hexadecimal, or one without the other.
    """

    url: str = "/imgproxy"
    key: str = field(default="", repr=False)
    salt: str = field(default="", repr=False)
    signature_size: int = 32

    def __post_init__(self) -> None:
        if bool(self.key) != bool(self.salt):
            raise ValueError("a key needs a salt, and a salt needs a key")
        if not 1 <= self.signature_size <= 32:
            raise ValueError("a signature has 1 to 32 bytes")
        _first(self.key), _first(self.salt)

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> Endpoint:
        """``IMGPROXY_KEY``, ``IMGPROXY_SALT`` and ``IMGPROXY_SIGNATURE_SIZE``.

        The address is ``IMGPROXY_URL``, else ``/imgproxy`` on ``PUBLIC_BASE_URL`` or
        ``BASE_URL``, else on whatever host a page is on.
        """
        base = environ.get("PUBLIC_BASE_URL") or environ.get("BASE_URL") or ""
        return cls(
            environ.get("IMGPROXY_URL") or f"{base.rstrip('/')}/imgproxy",
            environ.get("IMGPROXY_KEY", ""),
            environ.get("IMGPROXY_SALT", ""),
            int(environ.get("IMGPROXY_SIGNATURE_SIZE") or 32),
        )

    def address(self, path: str) -> str:
        """The whole address of ``/{options}/{source}``, which is escaped already.

        Raises ``ValueError`` for what cannot stand in an address as it is.

        >>> Endpoint().address("/w:300/plain/tvdb://movie/7/poster")
        '/imgproxy/unsafe/w:300/plain/tvdb://movie/7/poster'
        """
        if not _VALUE.fullmatch(path) or not path.startswith("/") or {"?", "#"} & set(path):
            raise ValueError("a path begins with / and has blanks, ?, # and letters escaped")
        signature = UNSIGNED
        if self.key:
            signature = signature_of(path, _first(self.key), _first(self.salt), self.signature_size)
        return f"{self.url.rstrip('/')}/{signature}{path}"


def sign_url(
    source_url: str,
    *,
    width: int | None = None,
    height: int | None = None,
    resizing_type: str | None = None,
    gravity: str | None = None,
    enlarge: bool | None = None,
    quality: int | None = None,
    format: str | None = None,
    blur: float | None = None,
    sharpen: float | None = None,
    grayscale: bool | None = None,
    brightness: float | None = None,
    contrast: float | None = None,
    saturation: float | None = None,
    preset: str | None = None,
    expires: int | None = None,
    options: str = "",
    endpoint: Endpoint | None = None,
) -> str:
    """The address of a picture made from ``source_url``. What is ``None`` is not mentioned.

    ``resizing_type`` is ``fit`` (the server's default), ``fill``, ``fill-down``, ``force``,
    ``auto`` or ``crop``; ``brightness`` is added, usually -100 to 100 of 255 levels;
    ``contrast`` and ``saturation`` multiply; ``expires`` is in Unix seconds. ``options`` are
    further ones as they stand in an address (``"pd:10/bg:fff"``) and come last, so that they win.

    >>> sign_url("tvdb://movie/7/poster", width=400, quality=90, endpoint=Endpoint())
    '/imgproxy/unsafe/w:400/q:90/dHZkYjovL21vdmllLzcvcG9zdGVy'
    """
    given = {
        "preset": preset,
        "resizing_type": resizing_type,
        "width": width,
        "height": height,
        "enlarge": enlarge,
        "gravity": gravity,
        "blur": blur,
        "sharpen": sharpen,
        "brightness": brightness,
        "contrast": contrast,
        "saturation": saturation,
        "grayscale": grayscale,
        "quality": quality,
        "format": format,
        "expires": expires,
    }
    if not source_url:
        raise ValueError("there is no address of a source")
    segments = [_option(name, value) for name, value in given.items() if value is not None]
    segments += [part for part in options.split("/") if part]
    segments.append(base64.urlsafe_b64encode(source_url.encode()).decode().rstrip("="))
    return (endpoint or Endpoint.from_environment()).address("/" + "/".join(segments))


def preset_url(source_url: str, preset: str, *, endpoint: Endpoint | None = None) -> str:
    """The picture as one of the server's presets makes it.

    >>> preset_url("tvdb://movie/7/poster", "medium", endpoint=Endpoint())
    '/imgproxy/unsafe/pr:medium/dHZkYjovL21vdmllLzcvcG9zdGVy'
    """
    return sign_url(source_url, preset=preset, endpoint=endpoint)


def preset_urls(
    source_url: str, presets: Iterable[str] = PRESETS, *, endpoint: Endpoint | None = None
) -> dict[str, str]:
    """The picture's addresses by preset; all six of the built-in ones if none are named."""
    there = endpoint or Endpoint.from_environment()
    return {preset: preset_url(source_url, preset, endpoint=there) for preset in presets}


def responsive_urls(source_url: str, *, endpoint: Endpoint | None = None) -> dict[str, str]:
    """Addresses of ``thumbnail``, ``small``, ``medium`` and ``large``, by these names.

    >>> list(responsive_urls("tvdb://movie/7/poster", endpoint=Endpoint()))
    ['thumbnail', 'small', 'medium', 'large']
    """
    return preset_urls(source_url, RESPONSIVE, endpoint=endpoint)


def thumbnail_url(source_url: str, size: int = 150, *, endpoint: Endpoint | None = None) -> str:
    """A square of ``size`` pixels, cut to what matters in the picture.

    >>> thumbnail_url("tvdb://movie/7/poster", 48, endpoint=Endpoint())
    '/imgproxy/unsafe/rt:fill/w:48/h:48/g:sm/dHZkYjovL21vdmllLzcvcG9zdGVy'
    """
    return sign_url(
        source_url, width=size, height=size, resizing_type="fill", gravity="sm", endpoint=endpoint
    )


def optimized_url(
    source_url: str,
    width: int | None = None,
    height: int | None = None,
    webp: bool = True,
    quality: int = 85,
    *,
    endpoint: Endpoint | None = None,
) -> str:
    """The picture within ``width`` and ``height``, as WebP, or (``webp=False``) negotiated.

    >>> optimized_url("tvdb://movie/7/poster", 800, endpoint=Endpoint())
    '/imgproxy/unsafe/w:800/q:85/f:webp/dHZkYjovL21vdmllLzcvcG9zdGVy'
    """
    kind = "webp" if webp else None
    return sign_url(
        source_url, width=width, height=height, quality=quality, format=kind, endpoint=endpoint
    )


def srcset(
    source_url: str,
    widths: Iterable[int] = WIDTHS,
    *,
    quality: int | None = None,
    format: str | None = None,
    options: str = "",
    endpoint: Endpoint | None = None,
) -> str:
    """The value of an ``<img srcset>`` attribute: one address for each of ``widths``.

    >>> srcset("tvdb://movie/7/poster", [154, 342], endpoint=Endpoint()).split(", ")[1]
    '/imgproxy/unsafe/w:342/dHZkYjovL21vdmllLzcvcG9zdGVy 342w'
    """
    there = endpoint or Endpoint.from_environment()
    addresses = (
        (
            sign_url(
                source_url,
                width=width,
                quality=quality,
                format=format,
                options=options,
                endpoint=there,
            ),
            width,
        )
        for width in widths
    )
    return ", ".join(f"{address} {width}w" for address, width in addresses)


def signature_of(path: str, key: bytes, salt: bytes, size: int = 32) -> str:
    """The signature of ``/{options}/{source}``: the first ``size`` bytes of an HMAC-SHA256,
    in URL-safe base64 without padding."""
    # A letter for each byte, as servers hand on of a request line, or else UTF-8.
    try:
        text = path.encode("latin-1")
    except UnicodeEncodeError:
        text = path.encode("utf-8", "surrogatepass")
    digest = hmac.digest(key, salt + text, hashlib.sha256)[:size]
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _first(hexadecimal: str) -> bytes:
    try:
        return bytes.fromhex(hexadecimal.split(",")[0])
    except ValueError:
        raise ValueError("key and salt are hexadecimal, as `openssl rand -hex 32`") from None


def _option(name: str, value: object) -> str:
    text = str(int(value)) if isinstance(value, bool) else str(value)
    if not _VALUE.fullmatch(text) or _APART & set(text):
        raise ValueError(f"{name} cannot be {text!r}")
    return f"{_OPTIONS[name]}:{text}"
