"""Where the transforms of this service are, and what signs their addresses."""

from __future__ import annotations

import os

from tvdbproxy.errors import ConfigurationError
from tvdbproxy.imgproxy import Endpoint
from tvdbproxy.settings import Settings


def endpoint_of(settings: Settings, base_url: str | None) -> Endpoint:
    """On ``base_url``, else on ``PUBLIC_BASE_URL`` or ``BASE_URL``, else on no host at all.

    Raises ``ConfigurationError`` where nothing signs, and unsigned addresses are not answered.
    """
    transforms = settings.transforms
    if not transforms.imgproxy_key and not transforms.imgproxy_allow_unsigned:
        raise ConfigurationError(
            "IMGPROXY_KEY and IMGPROXY_SALT are not set, so nothing can be signed: make each with "
            "`openssl rand -hex 32`"
        )
    base = base_url or settings.web.public_base_url or os.environ.get("BASE_URL", "")
    return Endpoint(
        f"{base.rstrip('/')}/imgproxy",
        ",".join(transforms.imgproxy_key),
        ",".join(transforms.imgproxy_salt),
        transforms.imgproxy_signature_size,
    )
