"""Keys."""

from __future__ import annotations

import re

from pydantic import Field, field_validator

from tvdbproxy.settings.section import Section

_KEY = re.compile(r"[!-~]{0,128}", re.ASCII)


class AccessSettings(Section):
    """Who may log in at the catalogue door."""

    client_api_key: str = Field(
        "",
        description="A client key that `tvdbproxy migrate` sees to, for a first login. All others "
        "are made by `tvdbproxy keys` or the admin endpoints.",
    )
    login_rate_limit: str = Field(
        "30/minute",
        description="How many logins of one address, wrong keys of one at `/api/media` or uploads, "
        "or wrong PINs of a key, may fail.",
    )

    @field_validator("client_api_key")
    @classmethod
    def _check_key(cls, value: str) -> str:
        if not _KEY.fullmatch(value):
            raise ValueError("use at most 128 letters of ASCII, without blanks")
        return value
