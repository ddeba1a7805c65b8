"""The page of one title: what is known of it, and everything that belongs to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from sqlalchemy.orm import Session

from tvdbproxy.catalogue.choose import Owner
from tvdbproxy.catalogue.read.artworks import Artworks, artworks
from tvdbproxy.catalogue.read.frames import EMPTY, Frame, Picture, backdrop, main_frames
from tvdbproxy.catalogue.read.people import CreditCard, PersonCard, credits_of, people_of
from tvdbproxy.catalogue.read.seasons import (
    EpisodeCard,
    SeasonCard,
    episodes_of,
    season_of,
    seasons_of,
)
from tvdbproxy.catalogue.read.slices import Slice
from tvdbproxy.db.database import Database
from tvdbproxy.db.models import CONTENT_TABLES, Episode, Movie, Person, Season, Series
from tvdbproxy.errors import NotFound

Title = Series | Movie | Season | Episode | Person


@dataclass(frozen=True)
class TitleFacts:
    """What a record says. Fields that its content type does not have are None or empty."""

    content_type: str
    id: int
    name: str | None
    overview: str | None
    year: str | None
    status: str | None = None
    genres: tuple[str, ...] = ()
    score: float | None = None
    original_language: str | None = None
    number: int | None = None
    season_number: int | None = None
    season_type: str | None = None
    aired: str | None = None


@dataclass(frozen=True)
class Crumb:
    """A title above this one. ``number`` is a season's."""

    content_type: str
    id: int
    name: str | None
    number: int | None = None


@dataclass(frozen=True)
class TitlePage:
    """Everything on the page."""

    facts: TitleFacts
    crumbs: tuple[Crumb, ...]
    frame: Frame
    backdrop: Picture | None
    seasons: tuple[SeasonCard, ...]
    episodes: Slice[EpisodeCard]
    people: tuple[PersonCard, ...]
    credits: tuple[CreditCard, ...]
    artworks: Artworks


def title_page(
    database: Database,
    content_type: str,
    content_id: int,
    *,
    episodes_page: int = 1,
    artworks_page: int = 1,
) -> TitlePage:
    """Read it, in some ten queries. Raises ``NotFound`` (``unknown_content``)."""
    owner = (content_type, content_id)
    with database.read() as session:
        row = cast(Title | None, session.get(CONTENT_TABLES[content_type], content_id))
        if row is None:
            raise NotFound("This title is not in the catalogue.", code="unknown_content")
        crumbs = _crumbs(session, row)
        above: list[Owner] = [(crumb.content_type, crumb.id) for crumb in crumbs]
        return TitlePage(
            facts=_facts(content_type, row),
            crumbs=crumbs,
            frame=main_frames(session, [owner]).get(owner, EMPTY),
            backdrop=backdrop(session, [owner, *reversed(above)]),
            seasons=seasons_of(session, row.id) if isinstance(row, Series) else (),
            episodes=_episodes(session, row, episodes_page),
            people=() if isinstance(row, Person) else people_of(session, owner),
            credits=credits_of(session, row.id) if isinstance(row, Person) else (),
            artworks=artworks(session, owner, artworks_page),
        )


def _crumbs(session: Session, row: Title) -> tuple[Crumb, ...]:
    """Series, then season, where they are known."""
    if not isinstance(row, Season | Episode) or row.series_id is None:
        return ()
    series = session.get(Series, row.series_id)
    found = [Crumb("series", series.id, series.name)] if series else []
    season = season_of(session, row) if isinstance(row, Episode) else None
    if season is not None:
        found.append(Crumb("season", season.id, season.name, season.number))
    return tuple(found)


def _episodes(session: Session, row: Title, page: int) -> Slice[EpisodeCard]:
    if isinstance(row, Season):
        return episodes_of(session, row, page)
    return Slice((), 1, 0, 0)


def _facts(content_type: str, row: Title) -> TitleFacts:
    genres = getattr(row, "genres", None) or ""
    return TitleFacts(
        content_type=content_type,
        id=row.id,
        name=row.name,
        overview=row.overview,
        year=row.year,
        status=getattr(row, "status", None),
        genres=tuple(name for name in genres.split(", ") if name),
        score=getattr(row, "score", None),
        original_language=getattr(row, "original_language", None),
        number=getattr(row, "number", None),
        season_number=getattr(row, "season_number", None),
        season_type=getattr(row, "season_type", None),
        aired=getattr(row, "aired", None),
    )
