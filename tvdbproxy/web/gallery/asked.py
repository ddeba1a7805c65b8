"""What the address of a page asks for. Nothing in it is refused: what makes no sense is
as if it were not there."""

from __future__ import annotations

from werkzeug.datastructures import MultiDict

from tvdbproxy.catalogue.read import Order, WallQuery
from tvdbproxy.errors import NotFound
from tvdbproxy.vocabulary import id_of

KINDS = {"": ("series", "movie"), "series": ("series",), "movie": ("movie",)}
_LONGEST_TEXT = 100
_LARGEST_PAGE = 9999

Owner = tuple[str, int]


def wall_query(arguments: MultiDict[str, str]) -> WallQuery:
    """From ``?q=&type=&sort=&after=&before=``."""
    sort = arguments.get("sort", "")
    after = _owner(arguments.get("after", ""))
    return WallQuery(
        kinds=KINDS.get(arguments.get("type", ""), KINDS[""]),
        text=_text(arguments.get("q", "")),
        order=Order(sort) if sort in list(Order) else Order.SCORE,
        after=after,
        before=None if after else _owner(arguments.get("before", "")),
    )


def page_number(text: str) -> int:
    """The number of a page, 1 for whatever is none."""
    if text.isascii() and text.isdigit() and len(text) <= len(str(_LARGEST_PAGE)):
        return max(int(text), 1)
    return 1


def _text(text: str) -> str:
    """Without what databases cannot compare with."""
    return " ".join(text.replace("\x00", "").split())[:_LONGEST_TEXT]


def _owner(text: str) -> Owner | None:
    """``series-910001`` as its parts."""
    content_type, _, number = text.partition("-")
    if not content_type or content_type not in KINDS:
        return None
    try:
        return content_type, id_of(number)
    except NotFound:
        return None
