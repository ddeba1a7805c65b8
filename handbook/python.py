"""The modules that applications use, of their own docstrings and signatures.

Our docstrings are plain sentences with ``names`` in them: they need no parser of sections.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import is_dataclass
from textwrap import dedent
from types import FunctionType, ModuleType
from typing import Any

from tvdbproxy import client, imgproxy, webhooks

_HEAD = """# Python

Three modules stand alone, and may be copied into an application that has nothing else of this
service: `tvdbproxy.client` needs `requests`, the others need nothing. [The client's
page](../client.md) and that of [callbacks](../callbacks.md) show them at work.
"""
_MODULES = (client, webhooks, imgproxy)
_MEMBERS = (FunctionType, classmethod, property)
_WIDTH = 80


def page() -> str:
    """The page."""
    return "\n".join([_HEAD, *(line for module in _MODULES for line in _module(module))])


def public_names(module: ModuleType) -> list[str]:
    """What a module offers: ``__all__``, or what it defines without an underscore."""
    given = getattr(module, "__all__", None)
    return (
        list(given)
        if given is not None
        else [name for name in vars(module) if _is_ours(module, name)]
    )


def _is_ours(module: ModuleType, name: str) -> bool:
    value = vars(module)[name]
    is_defined = inspect.isclass(value) or inspect.isfunction(value)
    return is_defined and not name.startswith("_") and value.__module__ == module.__name__


def _module(module: ModuleType) -> Iterator[str]:
    yield f"## {module.__name__}\n"
    yield f"{_prose(module)}\n"
    for name in public_names(module):
        value = getattr(module, name)
        anchor = f"{{ #{module.__name__}.{name} }}"
        if inspect.isclass(value):
            yield f"### {name} {anchor}\n"
            yield from _class(value)
        elif inspect.isfunction(value):
            yield f"### {name} {anchor}\n"
            yield from _function(name, value)


def _class(kind: type) -> Iterator[str]:
    if not issubclass(kind, Exception):
        yield _code(kind.__name__, _parameters(kind), "")
    yield f"{_prose(kind)}\n"
    for name, member in vars(kind).items():
        if name.startswith("_") or not isinstance(member, _MEMBERS):
            continue
        yield f"#### {kind.__name__}.{name}\n"
        if isinstance(member, property):
            yield f"{_prose(member)}\n"
        else:
            yield from _function(name, getattr(kind, name))


def _function(name: str, function: Callable[..., Any]) -> Iterator[str]:
    written = _written(function)
    returns = f" -> {ast.unparse(written.returns)}" if written.returns else ""
    yield _code(name, _arguments(written), returns)
    yield f"{_prose(function)}\n"


def _code(name: str, parameters: list[str], returns: str) -> str:
    """As it would be written, one parameter a line where there are many."""
    line = f"{name}({', '.join(parameters)}){returns}"
    if len(line) > _WIDTH:
        inside = "".join(f"    {each},\n" for each in parameters)
        line = f"{name}(\n{inside}){returns}"
    return f"```python\n{line}\n```\n"


def _parameters(kind: type) -> list[str]:
    """What it is made with: of its own ``__init__``, or a dataclass' fields."""
    if not is_dataclass(kind):
        return _arguments(_written(vars(kind)["__init__"]))
    (node,) = ast.parse(dedent(inspect.getsource(kind))).body
    assert isinstance(node, ast.ClassDef)
    return [ast.unparse(line) for line in node.body if isinstance(line, ast.AnnAssign)]


def _written(function: Callable[..., Any]) -> ast.FunctionDef:
    """As it stands in the source: a default as ``os.environ`` is better told than shown."""
    (node,) = ast.parse(dedent(inspect.getsource(function))).body
    assert isinstance(node, ast.FunctionDef)
    return node


def _arguments(function: ast.FunctionDef) -> list[str]:
    given = function.args
    plain = [*given.posonlyargs, *given.args]
    defaults = [None] * (len(plain) - len(given.defaults)) + given.defaults
    told = [_argument(*pair) for pair in zip(plain, defaults, strict=True)]
    if given.vararg:
        told.append(f"*{_argument(given.vararg)}")
    elif given.kwonlyargs:
        told.append("*")
    told += [_argument(*pair) for pair in zip(given.kwonlyargs, given.kw_defaults, strict=True)]
    if given.kwarg:
        told.append(f"**{_argument(given.kwarg)}")
    return told[1:] if told and told[0] in ("self", "cls") else told


def _argument(argument: ast.arg, default: ast.expr | None = None) -> str:
    equals = "" if default is None else f" = {ast.unparse(default)}"
    return f"{ast.unparse(argument)}{equals}"


def _prose(of: Any) -> str:
    """A docstring as Markdown: names in code, and examples in blocks."""
    text = re.sub(r"``([^`]+)``", r"`\1`", inspect.getdoc(of) or "")
    text = re.sub(r"::\n\n((?:    .*\n?|\n)+)", lambda found: f":\n\n{found[1]}", text)
    return re.sub(r"(?m)(?:^    .*\n?|^>>> (?:.+\n?)+|(?<=\n)\n(?=    ))+", _example, text)


def _example(found: re.Match[str]) -> str:
    lines = dedent(found[0]).strip("\n")
    language = "pycon" if lines.startswith(">>>") else "python"
    return f"\n```{language}\n{lines}\n```\n\n"
