"""A series' seasons, and a season's episodes."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tvdbproxy.catalogue.read.frames import EMPTY, Frame, main_frames
from tvdbproxy.catalogue.read.slices import Slice, bounds
from tvdbproxy.db.models import Episode, Season

EPISODES_A_PAGE = 60
# Episodes are numbered in their series' default order, so only its seasons list them.
_DEFAULT_ORDERS = (None, "official", "default")
# A series has a hundred at the very most; this bounds what a broken record can cost.
_MOST_SEASONS = 300


@dataclass(frozen=True)
class SeasonCard:
    """A season. ``episodes`` are those known here, None where its order lists none."""

    id: int
    number: int | None
    season_type: str | None
    name: str | None
    episodes: int | None
    frame: Frame


@dataclass(frozen=True)
class EpisodeCard:
    """An episode in its season."""

    id: int
    number: int | None
    name: str | None
    aired: str | None
    overview: str | None
    frame: Frame


def seasons_of(session: Session, series_id: int) -> tuple[SeasonCard, ...]:
    """The default order first, specials last in each. Three queries."""
    rows = session.scalars(
        select(Season)
        .where(Season.series_id == series_id)
        .order_by(Season.number, Season.id)
        .limit(_MOST_SEASONS)
    ).all()
    frames = main_frames(session, [("season", row.id) for row in rows])
    held = session.execute(
        select(Episode.season_number, func.count())
        .where(Episode.series_id == series_id)
        .group_by(Episode.season_number)
    )
    lengths = {row[0]: row[1] for row in held}
    cards = [_season_card(row, frames.get(("season", row.id), EMPTY), lengths) for row in rows]
    return tuple(sorted(cards, key=_place))


def episodes_of(session: Session, season: Season, wanted_page: int) -> Slice[EpisodeCard]:
    """The page of its episodes that is nearest to the wanted one. Three queries."""
    if season.season_type not in _DEFAULT_ORDERS:
        return Slice((), 1, 0, 0)
    own = (Episode.series_id == season.series_id, Episode.season_number == season.number)
    total = session.scalar(select(func.count()).select_from(Episode).where(*own)) or 0
    number, pages = bounds(wanted_page, EPISODES_A_PAGE, total)
    rows = session.scalars(
        select(Episode)
        .where(*own)
        .order_by(Episode.number, Episode.id)
        .limit(EPISODES_A_PAGE)
        .offset((number - 1) * EPISODES_A_PAGE)
    ).all()
    frames = main_frames(session, [("episode", row.id) for row in rows])
    cards = tuple(_episode_card(row, frames.get(("episode", row.id), EMPTY)) for row in rows)
    return Slice(cards, number, pages, total)


def season_of(session: Session, episode: Episode) -> Season | None:
    """The season that the episode is shown in."""
    return session.scalars(
        select(Season)
        .where(Season.series_id == episode.series_id, Season.number == episode.season_number)
        .where(Season.season_type.is_(None) | Season.season_type.in_(("official", "default")))
        .order_by(Season.id)
        .limit(1)
    ).first()


def _season_card(row: Season, frame: Frame, lengths: dict[int | None, int]) -> SeasonCard:
    listed = row.season_type in _DEFAULT_ORDERS
    return SeasonCard(
        id=row.id,
        number=row.number,
        season_type=row.season_type,
        name=row.name,
        episodes=lengths.get(row.number, 0) if listed else None,
        frame=frame,
    )


def _place(card: SeasonCard) -> tuple[bool, str, bool, int, int]:
    number = card.number or 0
    default = card.season_type in _DEFAULT_ORDERS
    return (not default, card.season_type or "", number == 0, number, card.id)


def _episode_card(row: Episode, frame: Frame) -> EpisodeCard:
    return EpisodeCard(row.id, row.number, row.name, row.aired, row.overview, frame)
