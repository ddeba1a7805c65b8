"""Where temporary addresses are to be replaced: columns of tables, as people name them."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from tvdbproxy.errors import InvalidRequest

SIZES = ("thumbnail", "small", "grid", "detail", "header", "zoom")
USUAL_SIZE = "detail"


@dataclass(frozen=True)
class Place:
    """A column. ``table`` may begin with a schema and a dot; rows are told apart by
    ``id_column``, by default the primary key. ``size`` is what the new addresses ask for. With
    ``inside`` addresses are found within longer texts and JSON as well."""

    table: str
    column: str
    id_column: str | None = None
    size: str = USUAL_SIZE
    inside: bool = False

    @property
    def name(self) -> str:
        """As people are told of it."""
        return f"{self.table}.{self.column}"


@dataclass(frozen=True)
class Order:
    """What a file asks for; the database may be named elsewhere."""

    database: str | None
    places: tuple[Place, ...]


def read_order(text: str, *, is_json: bool) -> Order:
    """``database`` (optional) and ``places``, a list of tables with the members of ``Place``.

    Raises ``InvalidRequest`` that names the entry at fault.
    """
    try:
        document = json.loads(text) if is_json else tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise InvalidRequest(f"The file cannot be read: {error}.") from error
    if not isinstance(document, dict) or not isinstance(document.get("places"), list):
        raise InvalidRequest('The file needs a list "places", with a table and a column in each.')
    if unknown := set(document) - {"database", "places"}:
        raise InvalidRequest(f"The file may have database and places, not {_named(unknown)}.")
    database = document.get("database")
    if database is not None and not isinstance(database, str):
        raise InvalidRequest("database: give an address, as in postgresql://user@host/name.")
    places = tuple(_place(number, one) for number, one in enumerate(document["places"], 1))
    if not places:
        raise InvalidRequest("places: name at least one column.")
    return Order(database, places)


def checked(place: Place) -> Place:
    """The place, if its size is one of ours. Raises ``InvalidRequest``."""
    if place.size not in SIZES:
        raise InvalidRequest(f"{place.name}: size is one of {', '.join(SIZES)}.")
    return place


def _place(number: int, given: Any) -> Place:
    known = {field.name for field in fields(Place)}
    if not isinstance(given, Mapping) or not {"table", "column"} <= set(given):
        raise InvalidRequest(f"places, entry {number}: it needs a table and a column.")
    if unknown := set(given) - known:
        raise InvalidRequest(f"places, entry {number}: {_named(unknown)} means nothing here.")
    for name, value in given.items():
        if not isinstance(value, bool if name == "inside" else str):
            kind = "true or false" if name == "inside" else "a text"
            raise InvalidRequest(f"places, entry {number}: {name} is {kind}.")
    return checked(Place(**given))


def _named(words: set[str]) -> str:
    return ", ".join(sorted(map(str, words)))
