"""The request line's target, as it came: signatures are of this, not of what it decodes to.

Gunicorn, uWSGI, mod_wsgi, Waitress and Werkzeug tell it. Granian's WSGI does not: there only
the decoded path is known. That loses nothing of a base64 source. Of a plain source it loses
which letters were escaped, so that every way in which clients are known to escape is a
candidate; the signature says which one it was. Escapes that decode to the same are the same
address, so whichever candidate passes, the same is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

_TOLD = ("RAW_URI", "REQUEST_URI")
_ORIGIN = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*")
_PLAIN = "/plain/"
_EXTENSION = re.compile(r"[a-z0-9]{0,8}", re.ASCII)
_ESCAPE = re.compile(r"%[0-9A-F]{2}")
_NON_ASCII = re.compile(r"%([89A-F][0-9A-F])")
_MARKS = re.compile(r"[^A-Za-z0-9]", re.ASCII)

# What a client leaves as it is, if it escapes no more than it must; `@` has a meaning of its own.
_LEFT = "/:!$&'()*+,;=[]|~"
# Beside letters, digits and `-._~`: what functions that clients escape with leave as it is.
_HABITS = (
    _LEFT,
    "",  # RFC 3986: Ruby, Go, PHP, C#, Python with safe=""
    "!*'()",  # JavaScript's encodeURIComponent
    "/",  # Python's quote
    "/:",
    "$&+=:",  # Go's PathEscape
    "+*",  # forms
)


def told_target(environ: WSGIEnvironment) -> str | None:
    """The target without a query, one letter for each byte; ``None`` where nobody tells it."""
    for name in _TOLD:
        if target := environ.get(name):
            return _ORIGIN.sub("", str(target), count=1).partition("?")[0]
    return None


def targets(environ: WSGIEnvironment, prefix: str) -> Iterator[str]:
    """What may have been the target, from behind ``prefix`` on, the likeliest one first.

    Nothing for a target that does not begin with it.
    """
    told = told_target(environ)
    prefix = str(environ.get("SCRIPT_NAME", "")) + prefix
    if told is not None:
        if told.startswith(prefix):
            yield told.removeprefix(prefix)
        return
    path = str(environ.get("SCRIPT_NAME", "")) + environ["PATH_INFO"]
    if path.startswith(prefix):
        seen: set[str] = set()
        for guess in _guesses(path.removeprefix(prefix)):
            if guess not in seen:
                seen.add(guess)
                yield guess


def _guesses(path: str) -> Iterator[str]:
    """``path`` is decoded, one letter for each byte."""
    options, plain, source = path.partition(_PLAIN)
    before = _escaped(options, _LEFT + "@") + plain
    if not plain:
        yield before
        return
    head, at, extension = source.rpartition("@")
    if at and _EXTENSION.fullmatch(extension):
        yield from (before + text + at + extension for text in _spellings(head))
    yield from (before + text for text in _spellings(source))


def _spellings(source: str) -> Iterator[str]:
    for left in _HABITS:
        yield _escaped(source, left)
    yield _NON_ASCII.sub(lambda found: chr(int(found[1], 16)), _escaped(source, _LEFT))
    yield _escaped_all(source)
    for left in _HABITS:
        yield _ESCAPE.sub(lambda found: found[0].lower(), _escaped(source, left))


def _escaped(text: str, left: str) -> str:
    """Everything but ``left``, letters, digits and ``-._~`` as percent escapes."""
    return quote(text.encode("latin-1"), safe=left)


def _escaped_all(text: str) -> str:
    """Everything but letters and digits, as Rust's encoder has it."""
    return _MARKS.sub(lambda found: f"%{ord(found[0]):02X}", text)
