"""The application's database: opened, and asked what its tables are like. Names that people gave
are looked up there and never become SQL themselves."""

from __future__ import annotations

import importlib.util
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    CHAR,
    JSON,
    ColumnElement,
    Connection,
    Engine,
    Enum,
    Inspector,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    Uuid,
    cast,
    create_engine,
    event,
    inspect,
    literal,
    make_url,
)
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchTableError, SQLAlchemyError
from sqlalchemy.types import TypeEngine

from tvdbproxy.errors import ConfigurationError, InvalidRequest, Unavailable
from tvdbproxy.ingest.pending.replacement.places import Place

_BUSY_SECONDS = 30
_MYSQL_DRIVERS = ("pymysql", "MySQLdb")
_DRIVER_NAMES = {"pymysql": "pymysql", "MySQLdb": "mysqldb"}
_ADDRESSES = (
    "Name the application's database as sqlite:///path/to/file.db, "
    "postgresql://user:password@host/name or mysql://user:password@host/name."
)


@dataclass(frozen=True)
class Column:
    """A place as it was found: ``text`` is its value as text, ``id`` tells rows apart and orders
    them, ``longest`` is how many letters fit, where there is a bound. ``cast_to`` is the type of
    a column that takes no plain text."""

    place: Place
    table: Table
    id: ColumnElement[Any]
    text: ColumnElement[str]
    longest: int | None
    cast_to: TypeEngine[Any] | None

    def stored(self, new: str) -> ColumnElement[Any]:
        """A text as the column takes it."""
        text = literal(new, Text)
        return text if self.cast_to is None else cast(text, self.cast_to)


def open_application(address: str) -> Engine:
    """An engine for the application's database. Connects to nothing yet.

    Raises ``ConfigurationError`` for an address that is none, or whose driver is not installed.
    """
    try:
        url = make_url(address.replace("postgres://", "postgresql://", 1))
    except (ArgumentError, ValueError) as error:
        raise ConfigurationError(_ADDRESSES) from error  # without the address: it has a password
    backend = url.get_backend_name()
    if backend == "postgresql":
        return create_engine(url.set(drivername="postgresql+psycopg"), pool_pre_ping=True)
    if backend in ("mysql", "mariadb"):
        return create_engine(_with_driver(url), pool_pre_ping=True)
    if backend != "sqlite" or not url.database or url.database == ":memory:":
        raise ConfigurationError(_ADDRESSES)
    return _sqlite(url)


def find(engine: Engine, place: Place) -> Column:
    """The place's column. Raises ``InvalidRequest`` for what is not there, or cannot hold or
    order what it has to, and ``Unavailable`` where the database does not answer."""
    with reachable():
        inspector = inspect(engine)
        table = _table(engine, inspector, place)
        ids = _id_column(inspector, table, place)
    value = table.c.get(place.column)
    if value is None:
        raise _no_column(table, place.column)
    is_json, longest = isinstance(value.type, JSON), None
    if is_json and not place.inside:
        raise InvalidRequest(f"{place.name} is JSON; addresses are within it: say --inside.")
    if isinstance(value.type, String) and not isinstance(value.type, Enum):
        longest = value.type.length
    elif not is_json:
        raise InvalidRequest(f"{place.name} holds no text, but {value.type!r}.")
    return Column(
        place=place,
        table=table,
        id=ids,
        text=_as_text(engine, value, is_json=is_json),
        longest=longest,
        # SQLite keeps JSON as text, and a cast to what it does not know makes a number.
        cast_to=value.type if is_json and engine.dialect.name != "sqlite" else None,
    )


def id_to_json(value: Any) -> int | str:
    """An id as it can be written down."""
    return int(value) if isinstance(value, int) else str(value)


def id_from_json(column: Column, value: Any) -> Any:
    """The id that was written down. Raises ``InvalidRequest`` if it is none of this column."""
    wants_uuid = isinstance(column.id.type, Uuid)
    wants_number = isinstance(column.id.type, Integer)
    try:
        if wants_uuid and isinstance(value, str):
            return uuid.UUID(value)
        if isinstance(value, int if wants_number else str):
            return value
    except ValueError:
        pass
    raise InvalidRequest(
        f"{column.place.name}: its ids are of another kind than when this was begun; leave out "
        "--resume."
    )


@contextmanager
def reachable() -> Iterator[None]:
    """Errors of the application's database as ours, without its address."""
    try:
        yield
    except DBAPIError as error:
        raise Unavailable(
            "The application's database does not take this; what was done so far stays, and "
            "--resume goes on from there.",
            code="application_database",
            detail=str(error.orig),
        ) from error


def _sqlite(url: URL) -> Engine:
    """A file that is there: SQLite itself would make an empty one of a name that is misspelt."""
    read_write = {"uri": "true", "mode": "rw"}
    file = url.set(database=f"file:{_escaped(url.database or '')}", query=read_write)
    engine = create_engine(file, connect_args={"timeout": _BUSY_SECONDS})
    event.listen(engine, "connect", _no_begin)
    event.listen(engine, "begin", _begin)
    return engine


def _no_begin(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves


def _begin(connection: Connection) -> None:
    """Who reads first and writes later would fail at once when somebody else came between."""
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _escaped(path: str) -> str:
    return path.replace("%", "%25").replace("?", "%3f").replace("#", "%23")


def _with_driver(url: URL) -> URL:
    """MySQL's drivers are not ours; whoever needs one has one."""
    for module in _MYSQL_DRIVERS:
        if importlib.util.find_spec(module) is not None:
            return url.set(drivername=f"{url.get_backend_name()}+{_DRIVER_NAMES[module]}")
    raise ConfigurationError(
        "MySQL needs a driver that is not installed here: pip install pymysql (or mysqlclient)."
    )


def _table(engine: Engine, inspector: Inspector, place: Place) -> Table:
    schema, _, name = place.table.rpartition(".")
    if schema and schema not in inspector.get_schema_names():
        raise InvalidRequest(f"There is no schema {schema!r} in the application's database.")
    try:
        return Table(name, MetaData(), schema=schema or None, autoload_with=engine)
    except NoSuchTableError as error:
        raise InvalidRequest(
            f"There is no table {place.table!r} in the application's database."
        ) from error
    except DBAPIError:
        raise
    except SQLAlchemyError as error:
        raise InvalidRequest(f"{place.table}: its columns cannot be read ({error}).") from error


def _id_column(inspector: Inspector, table: Table, place: Place) -> Any:
    """What tells rows apart: a batch ends between two of them, and never within equals."""
    keys = [column.name for column in table.primary_key.columns]
    name = place.id_column or (keys[0] if len(keys) == 1 else None)
    if name is None:
        raise InvalidRequest(f"{place.table} has no primary key of one column; say --id-column.")
    column = table.c.get(name)
    if column is None:
        raise _no_column(table, name)
    if keys != [name] and not _is_unique(inspector, table, name):
        raise InvalidRequest(f"{place.table}.{name} is not unique; give a column that is.")
    if not isinstance(column.type, Integer | String | Uuid):
        raise InvalidRequest(
            f"{place.table}.{name} is {column.type!r}; ids are numbers, texts or UUIDs."
        )
    return column


def _is_unique(inspector: Inspector, table: Table, name: str) -> bool:
    constraints = inspector.get_unique_constraints(table.name, table.schema)
    indexes = inspector.get_indexes(table.name, table.schema)
    return any(each["column_names"] == [name] for each in constraints) or any(
        each["unique"] and each["column_names"] == [name] for each in indexes
    )


def _as_text(engine: Engine, value: Any, *, is_json: bool) -> ColumnElement[str]:
    """JSON as it is written: read as JSON and written again, it would be another text."""
    if not is_json:
        return value  # type: ignore[no-any-return]
    return cast(value, CHAR if engine.dialect.name in ("mysql", "mariadb") else Text)


def _no_column(table: Table, name: str) -> InvalidRequest:
    there = ", ".join(column.name for column in table.columns)
    return InvalidRequest(f"{table.name} has no column {name!r}; it has {there}.")
