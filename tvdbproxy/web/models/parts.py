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


class Problem(BaseModel):
    """An error, as RFC 9457 has it. ``code`` is stable; ``detail`` is for people."""

    type: str = "about:blank"
    title: str
    status: int
    code: str
    detail: str


def problems(*statuses: int) -> Responses:
    """What the OpenAPI document says of a route that may refuse: a problem for each status."""
    return dict.fromkeys(statuses, Problem)


class Query(BaseModel):
    """What may follow the question mark of a route."""

    @classmethod
    def model_json_schema(cls, *args: Any, **options: Any) -> dict[str, Any]:
        """As pydantic's. The OpenAPI layer looks at it in every request, and making it
        would take more time than all the rest of an answer."""
        if args or options:
            return super().model_json_schema(*args, **options)
        return _schema_of(cls)


@cache
def _schema_of(model: type[Query]) -> dict[str, Any]:
    return super(Query, model).model_json_schema()
