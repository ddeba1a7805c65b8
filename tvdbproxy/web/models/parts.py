"""What many shapes have in common."""

from __future__ import annotations

import re
from functools import cache
from http import HTTPStatus
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator

# What flask-openapi3 takes for ``responses``.
Responses = dict[str | int | HTTPStatus, type[BaseModel] | dict[Any, Any] | None]

_NUMBER = re.compile(r"[1-9][0-9]{0,4}", re.ASCII)
_FLAGS = {"true": True, "1": True, "false": False, "0": False}


def _number(value: object) -> object:
    """Plain digits only: no sign, no underscore, no digits of other scripts."""
    if isinstance(value, str) and not _NUMBER.fullmatch(value):
        raise ValueError("use a number from 1 to 99999")
    return value


def _flag(value: object) -> object:
    if isinstance(value, str):
        if value.lower() not in _FLAGS:
            raise ValueError("use true or false")
        return _FLAGS[value.lower()]
    return value


Number = Annotated[int, BeforeValidator(_number)]
Flag = Annotated[bool, BeforeValidator(_flag)]


class Shape(BaseModel):
    """What goes in or comes out: a body, an answer, the parts of an address."""

    @classmethod
    def model_json_schema(cls, *args: Any, **options: Any) -> dict[str, Any]:
        """As pydantic's, made once and not to be changed. The OpenAPI layer asks for it at each
        use of a model when the server starts, and of a query's in every request, where making it
        would take more time than all the rest of an answer."""
        return _schema_of(cls, args, tuple(options.items()))


@cache
def _schema_of(
    model: type[Shape], args: tuple[Any, ...], options: tuple[tuple[str, Any], ...]
) -> dict[str, Any]:
    return super(Shape, model).model_json_schema(*args, **dict(options))


class Problem(Shape):
    """An error, as RFC 9457 has it. ``code`` is stable; ``detail`` is for people."""

    type: str = "about:blank"
    title: str
    status: int
    code: str
    detail: str


def problems(*statuses: int) -> Responses:
    """What the OpenAPI document says of a route that may refuse: a problem for each status."""
    return dict.fromkeys(statuses, Problem)


class Query(Shape):
    """What may follow the question mark of a route."""
