"""Everything there is, by kind and id."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from tvdbproxy.embedded.sample.world.model import (
    Artwork,
    Award,
    AwardCategory,
    Company,
    Episode,
    Movie,
    Nominee,
    Person,
    Role,
    Season,
    Series,
    TitleList,
)
from tvdbproxy.embedded.sample.world.table import Table


@dataclass
class Catalogue:
    """A table for each kind of record; the names are the words of the update feed."""

    series: Table[Series] = field(default_factory=Table)
    movies: Table[Movie] = field(default_factory=Table)
    seasons: Table[Season] = field(default_factory=Table)
    episodes: Table[Episode] = field(default_factory=Table)
    people: Table[Person] = field(default_factory=Table)
    artwork: Table[Artwork] = field(default_factory=Table)
    companies: Table[Company] = field(default_factory=Table)
    lists: Table[TitleList] = field(default_factory=Table)
    awards: Table[Award] = field(default_factory=Table)
    award_categories: Table[AwardCategory] = field(default_factory=Table)
    award_nominees: Table[Nominee] = field(default_factory=Table)
    seriespeople: Table[Role] = field(default_factory=Table)

    def hang(self, artworks: Iterable[Artwork]) -> None:
        """Keep these artworks."""
        self.artwork.kept.update((artwork.id, artwork) for artwork in artworks)

    def cast(self, roles: Iterable[Role]) -> None:
        """Keep these roles."""
        self.seriespeople.kept.update((role.id, role) for role in roles)
