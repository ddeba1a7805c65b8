"""TheTVDB."""

from __future__ import annotations

from pydantic import Field

from tvdbproxy.settings.section import CommaList, Section


class UpstreamSettings(Section):
    """TheTVDB, or a server that speaks like it."""

    tvdb_api_key: str = Field("", description="API key of TheTVDB v4.")
    tvdb_pin: str = Field("", description="Subscriber PIN, where the key needs one.")
    tvdb_base_url: str = Field(
        "https://api4.thetvdb.com/v4", description="Address of the v4 API, with `/v4`."
    )
    tvdb_artwork_hosts: CommaList = Field(
        ("https://artworks.thetvdb.com",),
        min_length=1,
        description="Servers of the pictures; relative addresses belong to the first.",
    )
    fetch_private_hosts: CommaList = Field(
        (),
        description="`host:port` in private networks that may be fetched from all the same, as "
        "a mirror of your own.",
    )
    fetch_seconds: float = Field(
        30, gt=0, le=600, description="Total time for one answer from upstream."
    )
