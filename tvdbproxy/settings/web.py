"""The web server."""

from __future__ import annotations

from pydantic import Field

from tvdbproxy.settings.section import CommaList, Section


class WebSettings(Section):
    """Where the web server listens and whom it trusts."""

    host: str = Field("127.0.0.1", description="Address that the web server listens on.")
    port: int = Field(8000, ge=0, le=65535, description="Port that the web server listens on.")
    web_processes: int = Field(1, ge=1, le=64, description="Web server processes.")
    web_threads: int = Field(16, ge=1, le=256, description="Request threads in each web process.")
    public_base_url: str = Field(
        "",
        description="Address under which users reach this service, as in "
        "`https://images.example.com`. Empty: URLs in answers are relative.",
    )
    cors_origins: CommaList = Field(
        ("*",),
        description="Origins that may read JSON answers from a browser. Pictures are "
        "readable from anywhere.",
    )
    trusted_proxies: int = Field(
        0, ge=0, le=10, description="Reverse proxies in front, whose X-Forwarded-* are believed."
    )
    admin_api_key: str = Field(
        "", description="Key that opens the admin endpoints. Empty: they are closed."
    )
    sync_rate_limit: str = Field(
        "120/minute", description="How often one admin key may start sync operations."
    )
