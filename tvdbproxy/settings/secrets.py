"""Which settings open a door."""

from __future__ import annotations

SECRETS = frozenset(
    [
        "ADMIN_API_KEY",
        "CALLBACK_SECRET",
        "CLIENT_API_KEY",
        "CLOUDFLARE_API_TOKEN",
        "CLOUDFRONT_ACCESS_KEY_ID",
        "CLOUDFRONT_SECRET_ACCESS_KEY",
        "IMGPROXY_KEY",
        "IMGPROXY_SALT",
        "IMGPROXY_SECRET",
        "IMGPROXY_TRUSTED_SIGNATURES",
        "JWT_SECRET_KEY",
        "MEDIA_API_KEY",
        "PENDING_SOURCE_KEY",
        "S3_ACCESS_KEY_ID",
        "S3_EVENTS_TOKEN",
        "S3_SECRET_ACCESS_KEY",
        "TVDB_API_KEY",
        "TVDB_PIN",
        "VISION_API_KEY",
    ]
)
"""Nobody is shown their values. Others may have a password in them, as addresses do."""
