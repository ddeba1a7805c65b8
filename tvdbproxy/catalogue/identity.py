"""Ids for pictures that upstream gives none: those that stand only on a title's record.

An episode's still or a person's portrait is a bare address there. Its id is made of what
it belongs to, so that every process and every run comes to the same one, and stays far
above upstream's own ids and below 2**53, where JavaScript's integers end.
"""

from __future__ import annotations

_SPACE = 10**12
_PLACES = {"series": 1, "movie": 2, "season": 3, "episode": 4, "person": 5}


def record_artwork_id(content_type: str, content_id: int) -> int:
    """The id of the picture on the record of this title."""
    return _PLACES[content_type] * _SPACE + content_id


def is_record_artwork(artwork_id: int) -> bool:
    """Whether the id is one of those."""
    return artwork_id >= _SPACE


def is_upstreams(number: int | None) -> bool:
    """Whether the number can be an id of upstream's: of a record, or of a picture."""
    return number is not None and 0 < number < _SPACE
