"""Prizes, what they are given for, and who was nominated."""

from __future__ import annotations

from typing import Any

from tvdbproxy.embedded.sample.world.model import Award, AwardCategory, Nominee
from tvdbproxy.embedded.sample.world.world import World

_KEYS = {
    "series": "series",
    "movies": "movie",
    "episodes": "episode",
    "seriespeople": "character",
}


def award_base(award: Award) -> dict[str, Any]:
    """A prize."""
    return {"id": award.id, "name": award.name}


def award_extended(world: World, award: Award) -> dict[str, Any]:
    """A prize with its categories."""
    categories = [
        category_base(world, category)
        for category in world.living("award_categories")
        if category.award_id == award.id
    ]
    return award_base(award) | {"categories": categories, "score": award.id * 3}


def category_base(world: World, category: AwardCategory) -> dict[str, Any]:
    """A category with its prize."""
    return {
        "id": category.id,
        "name": category.name,
        "allowCoNominees": category.kind == "seriespeople",
        "award": award_base(world.table("awards")[category.award_id]),
        "forMovies": category.kind == "movies",
        "forSeries": category.kind != "movies",
    }


def nominee_record(
    world: World, nominee: Nominee, nominated: dict[str, Any] | None
) -> dict[str, Any]:
    """A nomination; of the four keys for records only that of the category's kind is filled."""
    category = world.table("award_categories")[nominee.category_id]
    records: dict[str, Any] = dict.fromkeys(_KEYS.values())
    records[_KEYS[category.kind]] = nominated
    return {
        "id": nominee.id,
        "year": nominee.year,
        "details": "",
        "isWinner": nominee.is_winner,
        "category": category.name,
        "name": world.table("awards")[category.award_id].name,
        **records,
    }


def nominations_of(world: World, kind: str, record_id: int) -> list[Nominee]:
    """The nominations of a record."""
    return [
        nominee
        for nominee in world.living("award_nominees")
        if nominee.record_id == record_id
        and world.table("award_categories")[nominee.category_id].kind == kind
    ]


def awards_of(world: World, kind: str, record_id: int) -> list[dict[str, Any]] | None:
    """The prizes for which a record was nominated; null if for none."""
    found = {
        world.table("award_categories")[nominee.category_id].award_id
        for nominee in nominations_of(world, kind, record_id)
    }
    return [award_base(world.table("awards")[award_id]) for award_id in sorted(found)] or None
