"""Companies, prizes and lists: what stands around the titles."""

from __future__ import annotations

from tvdbproxy.embedded.sample.world.catalogue import Catalogue
from tvdbproxy.embedded.sample.world.hanging import Hanging
from tvdbproxy.embedded.sample.world.ids import FIRST_EPISODE, FIRST_MOVIE, FIRST_ROLE, FIRST_SERIES
from tvdbproxy.embedded.sample.world.model import (
    Award,
    AwardCategory,
    Company,
    Nominee,
    TitleList,
)
from tvdbproxy.embedded.sample.world.names import slug_of

# Id, name, country, company type, founded, parent.
_COMPANIES: tuple[tuple[int, str, str, int, str | None, int | None], ...] = (
    (77, "Northlight", "gbr", 1, "1998-04-01", None),
    (78, "Channel Eleven West", "usa", 1, None, None),
    (79, "Copperwing Studios", "usa", 2, "2003-01-15", None),
    (80, "Harbourglass Pictures", "gbr", 2, None, 77),
    (81, "Atelier Lindenhof", "deu", 2, None, None),
    (82, "Tallow and Vane", "fra", 3, "1987-09-30", None),
    (83, "Kite and Anchor", "nzl", 3, None, 79),
    (84, "Pale Lantern Effects", "can", 4, None, None),
    (85, "Meridian Row", "usa", 5, "1974-06-12", None),
)
# Id, name, German name, overview, official, series by number, movies by number.
_LISTS: tuple[tuple[int, str, str, str, bool, tuple[int, ...], tuple[int, ...]], ...] = (
    (8001, "Coastal Mysteries", "Rätsel der Küste", "", False, (0, 10, 21), (12,)),
    (8002, "The Harbour Cycle", "Der Hafenzyklus", "Everything that the tide brings in.", True,
     (0, 21), (1,)),
    (8003, "After Dark", "Nach Einbruch der Dunkelheit", "Best watched with one lamp on.", True,
     (1, 14, 19), (2, 6)),
    (8004, "One Season Was Enough", "Eine Staffel genügt", "", False, (3, 8, 18, 22), ()),
    (8005, "Small Weather", "Kleines Wetter", "Rain, mostly.", False, (5, 20), (0, 10)),
)  # fmt: skip
_AWARDS = ((101, "The Golden Sextant"), (102, "The Paper Crane"))
# Id, award, name, kind, ids of the nominees; the first one wins.
_CATEGORIES: tuple[tuple[int, int, str, str, tuple[int, ...]], ...] = (
    (1001, 101, "Best Series", "series", tuple(FIRST_SERIES + n for n in (0, 1, 10))),
    (1002, 101, "Best Episode", "episodes", tuple(FIRST_EPISODE + n for n in (0, 50, 100))),
    (1003, 102, "Best Film", "movies", tuple(FIRST_MOVIE + n for n in (0, 4, 12))),
    (1004, 102, "Best Performance", "seriespeople", tuple(FIRST_ROLE + n for n in (1, 11, 1001))),
)
_FIRST_NOMINEE = 50001


def add_organisations(catalogue: Catalogue) -> None:
    """Add them all; lists and prizes leave out what a smaller catalogue does not hold."""
    for row in _COMPANIES:
        _add_company(catalogue, row)
    for number, entry in enumerate(_LISTS):
        _add_list(catalogue, number, entry)
    for number, (award_id, name) in enumerate(_AWARDS):
        hanging = Hanging("awards", award_id, number)
        image = hanging.hang(26, motif="icon")
        catalogue.awards.kept[award_id] = Award(award_id, name, image)
        catalogue.hang(hanging.artworks)
    for category in _CATEGORIES:
        _add_category(catalogue, category)


def _add_company(
    catalogue: Catalogue, row: tuple[int, str, str, int, str | None, int | None]
) -> None:
    company_id, name, country, type_id, founded, parent_id = row
    hanging = Hanging("companies", company_id, company_id)
    image = hanging.hang(19, motif="icon")
    catalogue.companies.kept[company_id] = Company(
        company_id, slug_of(name), name, country, type_id, founded, image, parent_id
    )
    catalogue.hang(hanging.artworks)


def _add_list(
    catalogue: Catalogue,
    number: int,
    row: tuple[int, str, str, str, bool, tuple[int, ...], tuple[int, ...]],
) -> None:
    list_id, name, german, overview, is_official, series, movies = row
    hanging = Hanging("lists", list_id, number)
    image = hanging.hang(27, "eng", motif="key") if is_official else None
    entries = [("series", FIRST_SERIES + n) for n in series]
    entries += [("movies", FIRST_MOVIE + n) for n in movies]
    catalogue.lists.kept[list_id] = TitleList(
        id=list_id,
        slug=slug_of(name),
        name=name,
        german=german,
        overview=overview,
        is_official=is_official,
        image=image,
        entries=tuple((kind, i) for kind, i in entries if i in getattr(catalogue, kind)),
    )
    catalogue.hang(hanging.artworks)


def _add_category(catalogue: Catalogue, row: tuple[int, int, str, str, tuple[int, ...]]) -> None:
    category_id, award_id, name, kind, candidates = row
    catalogue.award_categories.kept[category_id] = AwardCategory(category_id, award_id, name, kind)
    held = [record_id for record_id in candidates if record_id in getattr(catalogue, kind)]
    for place, record_id in enumerate(held):
        nominee_id = _FIRST_NOMINEE + category_id % 1000 * 10 + place
        catalogue.award_nominees.kept[nominee_id] = Nominee(
            nominee_id, category_id, record_id, "2023", is_winner=place == 0
        )
