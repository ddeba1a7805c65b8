"""Headers that every answer gets, unless its route has set them."""

from __future__ import annotations

from flask import Flask, Response, request

from tvdbproxy.web.v4.envelope import speaks_tvdb

_PAGE_POLICY = (
    "default-src 'self'; img-src 'self' data: {images}; style-src 'self'; script-src 'self'; "
    "connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
# The API's documentation comes from a package, with its script inside: all that can be said of
# it is that no other page may frame it and have its buttons pressed.
_DOCUMENTATION_POLICY = "base-uri 'none'; object-src 'none'; frame-ancestors 'none'"

# What any page may show, and its scripts may read.
_PICTURES = ("/images/", "/banners/", "/api/images/", "/serve/")
# What is under /images/ and no picture.
_UPLOADS, _THEIR_HEALTH = "presigned", "arrivals.health"


def set_headers(app: Flask, cors_origins: tuple[str, ...], image_origins: tuple[str, ...]) -> None:
    """Add them after each request. Pages may show pictures of ``image_origins``."""
    policy = _PAGE_POLICY.format(images=" ".join(image_origins))

    @app.after_request
    def add(response: Response) -> Response:
        headers = response.headers
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
        if response.mimetype == "text/html":
            documentation = request.path.startswith("/docs")
            said = _DOCUMENTATION_POLICY if documentation else policy
            headers.setdefault("Content-Security-Policy", said)
        if request.blueprint == _UPLOADS or request.endpoint == _THEIR_HEALTH:
            _allow_origin(response, cors_origins)
        elif request.path.startswith(_PICTURES):
            headers.setdefault("Access-Control-Allow-Origin", "*")
        elif request.path.startswith("/api/") or speaks_tvdb(request.path):
            _allow_origin(response, cors_origins)
        return response


def _allow_origin(response: Response, origins: tuple[str, ...]) -> None:
    origin = request.headers.get("Origin")
    if "*" in origins:
        response.headers.setdefault("Access-Control-Allow-Origin", "*")
    else:
        response.vary.add("Origin")
        if origin in origins:
            response.headers.setdefault("Access-Control-Allow-Origin", origin)
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, POST, PATCH, DELETE"
        response.headers["Access-Control-Allow-Headers"] = (
            "Authorization, Content-Type, Idempotency-Key, X-API-Key"
        )
        response.headers["Access-Control-Max-Age"] = "86400"
