"""The codes of all errors, read in the source: whatever raises one says its sentence beside it."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from itertools import groupby
from pathlib import Path

import tvdbproxy
from handbook.markdown import table
from tvdbproxy import errors
from tvdbproxy.errors import Kind, TvdbProxyError
from tvdbproxy.storage import s3_errors
from tvdbproxy.web.errors import STATUS

_PACKAGE = Path(tvdbproxy.__file__).parent
# Those that one key opens (``access/bearer_key.py``), whose codes are put together there.
_CLOSED_DOORS = ("media", "events")
# They raise nothing that a caller of ours sees.
_APART = ("embedded", "client", "cli")
_CLASSES: dict[str, type[TvdbProxyError]] = {
    name: value
    for name, value in vars(errors).items()
    if isinstance(value, type) and issubclass(value, TvdbProxyError)
}
_HEAD = """# Error codes

Errors are problem documents (RFC 9457), `application/problem+json`:

```json
{"type": "about:blank", "title": "Not Found", "status": 404, "code": "unknown_size",
 "detail": "There is no such size; use large, medium, original, small, thumbnail."}
```

Programs compare `code`, which stays; `detail` is a sentence for people, which may be said better
one day. Under `/v4` errors are TheTVDB's envelope instead:
`{"status": "failure", "message": ..., "data": null}`.

The statuses are those of an answer. The same codes also stand in `error` of jobs and tasks, in the
log, and in `codes` of `/readyz`. `…` stands for what differs from case to case.
"""


@dataclass(frozen=True, order=True)
class Said:
    """A code, what it is answered with, and the sentence."""

    status: int
    code: str
    sentence: str


def page() -> str:
    """The page."""
    return "\n".join([_HEAD, *_lines()])


def every_code() -> set[str]:
    """All codes that there are."""
    return {said.code for said in _all()}


def _lines() -> Iterator[str]:
    for status, group in groupby(sorted(_all()), lambda said: said.status):
        yield f"## {status} {HTTPStatus(status).phrase}\n"
        rows = groupby(group, lambda said: said.code)
        yield from table(
            ("code", "says"),
            ((f"`{code}`", _sentences(found) or _meaning(code)) for code, found in rows),
        )


def _sentences(found: Iterable[Said]) -> str:
    """Each once."""
    return "<br>".join(dict.fromkeys(said.sentence for said in found if said.sentence))


def _meaning(code: str) -> str:
    """What its class says of itself, where each case has a sentence of its own."""
    (kind,) = [kind for kind in _CLASSES.values() if kind.default_code == code][:1]
    return re.sub(r"``([^`]+)``", r"`\1`", inspect.getdoc(kind) or "").partition("\n\n")[0]


@cache
def _all() -> set[Said]:
    found = {Said(500, "internal_error", "Something went wrong here; it has been logged.")}
    found |= {Said(STATUS[Kind.UNAVAILABLE], *fault) for fault in _s3_faults()}
    for kind in _CLASSES.values():
        found.add(Said(STATUS[kind.kind], kind.default_code, ""))
    for door in _CLOSED_DOORS:
        found.add(
            Said(STATUS[Kind.FORBIDDEN], f"{door}_closed", "This is closed; set … to open it.")
        )
    for source in sorted(_PACKAGE.rglob("*.py")):
        if source.relative_to(_PACKAGE).parts[0] not in _APART:
            found |= set(_in_module(ast.parse(source.read_text("utf-8"))))
    return found


def _s3_faults() -> Iterator[tuple[str, str]]:
    for code, sentence in (*s3_errors.FAULTS.values(), s3_errors.UNAVAILABLE):
        yield code, sentence.replace("{bucket}", "…")


def _in_module(module: ast.Module) -> Iterator[Said]:
    constants = dict(_constants(module))
    for call in ast.walk(module):
        if isinstance(call, ast.Call) and (raised := _raised(call)):
            kind, rest = raised
            code = _code(call, rest, constants)
            if code is not None and "…" not in code:
                sentence = _text(rest[0], constants) if rest else ""
                yield Said(STATUS[kind.kind], code or kind.default_code, sentence)


def _raised(call: ast.Call) -> tuple[type[TvdbProxyError], list[ast.expr]] | None:
    """The class of a call that makes an error, or a ``Failure`` of the table of them."""
    name, rest = _name(call.func), list(call.args)
    if name == "Failure" and rest:
        name, rest = _name(rest[0]), rest[1:]
    kind = _CLASSES.get(name)
    return (kind, rest) if kind else None


def _code(call: ast.Call, rest: list[ast.expr], constants: dict[str, str]) -> str | None:
    """Empty: the class' own. None: somebody else's, which is found where that is raised."""
    given = [keyword.value for keyword in call.keywords if keyword.arg == "code"] + rest[1:2]
    return (_text(given[0], constants) or None) if given else ""


def _constants(module: ast.Module) -> Iterator[tuple[str, str]]:
    for line in module.body:
        if isinstance(line, ast.Assign) and isinstance(line.value, ast.Constant | ast.JoinedStr):
            yield _name(line.targets[0]), _text(line.value, {})


def _text(node: ast.expr, constants: dict[str, str]) -> str:
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(_text(part, constants) or "…" for part in parts)
        case ast.BinOp(left=left, right=right):
            return _text(left, constants) + _text(right, constants)
        case ast.BoolOp(values=values):
            return _text(values[-1], constants)
        case ast.Name(id=name):
            return constants.get(name, "")
        case _:
            return ""


def _name(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""
