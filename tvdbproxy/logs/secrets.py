"""The last look at a line before it is written: nothing that opens a door.

No line of ours says such a thing; those of libraries, and their exceptions, quote addresses and
headers.
"""

from __future__ import annotations

import re

_HIDDEN = "***"
_AFTER_A_NAME = re.compile(
    r"""(?ix)
    \b((?: x-amz-(?:signature|credential|security-token) | signature | token | api_?key
         | password | passwd | secret | secret_?key | access_key )
       ["']? \s*[=:]\s* ["']?)
    [^\s"'&,;)}\]]+
    """
)
_CREDENTIALS = re.compile(r"(?i)\b(bearer|basic) +[a-z0-9._~+/=-]{6,}")
_USERINFO = re.compile(r"(://[^/\s:@]*:)[^/\s@]+@")
# Whatever has a secret in it has one of these.
_SUSPICIOUS = re.compile(r"(?i)://|bearer|basic|[=:]")


def without_secrets(text: str) -> str:
    """The text with every secret that can be told by where it stands struck out."""
    if not _SUSPICIOUS.search(text):
        return text
    text = _USERINFO.sub(rf"\1{_HIDDEN}@", text)
    text = _CREDENTIALS.sub(rf"\1 {_HIDDEN}", text)
    return _AFTER_A_NAME.sub(rf"\1{_HIDDEN}", text)
