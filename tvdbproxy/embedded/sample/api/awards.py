"""Prizes and their categories."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tvdbproxy.embedded.sample.api.call import Call
from tvdbproxy.embedded.sample.api.replies import Reply, success
from tvdbproxy.embedded.sample.records.award import (
    award_base,
    award_extended,
    category_base,
    nominee_record,
)
from tvdbproxy.embedded.sample.records.character import character_record
from tvdbproxy.embedded.sample.records.episode import episode_base
from tvdbproxy.embedded.sample.records.movie import movie_base
from tvdbproxy.embedded.sample.records.pictures import View
from tvdbproxy.embedded.sample.records.series import series_base
from tvdbproxy.embedded.sample.world.model import Nominee

_RECORDS: dict[str, Callable[[View, Any], dict[str, Any]]] = {
    "series": series_base,
    "movies": movie_base,
    "episodes": episode_base,
    "seriespeople": character_record,
}


def list_awards(call: Call) -> Reply:
    """All prizes, on one page without links."""
    return success([award_base(award) for award in call.world.living("awards")])


def one_award(call: Call) -> Reply:
    """A prize by id."""
    award = call.record("awards")
    return call.answer("awards", award, award_base(award))


def whole_award(call: Call) -> Reply:
    """A prize with its categories."""
    award = call.record("awards")
    return call.answer("awards", award, award_extended(call.world, award))


def list_categories(call: Call) -> Reply:
    """All categories of all prizes."""
    found = call.world.living("award_categories")
    return success([category_base(call.world, category) for category in found])


def one_category(call: Call) -> Reply:
    """A category by id."""
    category = call.record("award_categories")
    return call.answer("award_categories", category, category_base(call.world, category))


def whole_category(call: Call) -> Reply:
    """A category with who was nominated, each with its record."""
    category = call.record("award_categories")
    nominees = [
        _nominee(call, category.kind, nominee)
        for nominee in call.world.living("award_nominees")
        if nominee.category_id == category.id
    ]
    record = category_base(call.world, category) | {"nominees": nominees}
    return call.answer("award_categories", category, record)


def _nominee(call: Call, kind: str, nominee: Nominee) -> dict[str, Any]:
    nominated = call.world.find(kind, nominee.record_id)
    record = None if nominated is None else _RECORDS[kind](call.view, nominated)
    return nominee_record(call.world, nominee, record)
