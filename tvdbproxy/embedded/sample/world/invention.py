"""Names by rule: for people, for episodes, and for as many further titles as a test may want."""

from __future__ import annotations

from tvdbproxy.embedded.sample.pictures.palettes import PALETTES
from tvdbproxy.embedded.sample.pictures.scenes import SCENES
from tvdbproxy.embedded.sample.world.titles import Title

PEOPLE = [
    "Ada Example",
    "Ines Marrowell",
    "Tobin Thistlecroft",
    "Sunniva Okandre",
    "Caspian Brightmere",
    "Yuki Vellanor",
    "Odalys Quillon",
    "Bram Fennimore-Vance",
    "Leocadia Strund",
    "Ravi Penhallowe",
    "Marit Oskelund",
    "Thaddeo Brisk",
    "Noor Calvessa",
    "Ivo Harrowgate",
    "Philippa Sandlark",
    "Kaito Mirensby",
    "Zofia Dunnewold",
    "Emeka Aldershine",
    "Beatrix Lowmoor",
    "Anselm Reedwhistle",
    "Paloma Vintergreen",
    "Dmitri Coldharrow",
    "Aoife Larkspindle",
    "Jun Westerhove",
    "Clementine Auberly",
    "Matteo Fogarini",
    "Signe Holtermoss",
    "Wendell Pryceworth",
    "Amara Tidewell",
    "Lucian Grevemont",
    "Hanneke Oudewater-Lys",
    "Silas Cobblepot-Rhee",
    "Meera Sundarling",
    "Oskar Nightingall",
    "Thea Brambleford",
    "Kofi Larkenby",
    "Rosalind Embercroft",
    "Emil Starkenburgh",
    "Nadia Quenneville-Ash",
    "Pascal Underhill-Voss",
]

_SCENES, _PALETTES = list(SCENES), list(PALETTES)
_FIRST = [
    "Low",
    "High",
    "Borrowed",
    "Second",
    "Hollow",
    "Silver",
    "Blind",
    "Patient",
    "Unwritten",
    "Northern",
    "Paper",
    "Salt",
    "Early",
    "Last",
    "Broken",
    "Golden",
    "Hidden",
    "Distant",
    "Common",
    "Little",
]
_THEN = [
    "Water",
    "Coat",
    "Window",
    "Letter",
    "Compass",
    "Winter",
    "Bridge",
    "Garden",
    "Witness",
    "Hour",
    "Harvest",
    "Signal",
    "Tenant",
    "Crossing",
    "Orchard",
    "Ledger",
    "Mirror",
    "Season",
    "Stranger",
    "Light",
]
_EVENTS = (
    "A ferry returns empty.",
    "Somebody has moved the clock.",
    "An old map is read upside down.",
    "The guests arrive a day too early.",
    "Nobody remembers who locked the door.",
    "A promise is kept by the wrong person.",
    "The storm brings back what it took.",
    "Two stories agree, and both are false.",
)


def episode_name(series: int, order: int) -> str:
    """What the ``order``-th episode of the ``series``-th series is called."""
    return f"{_FIRST[(series * 7 + order * 3) % 20]} {_THEN[(series * 3 + order * 7) % 20]}"


def episode_overview(series: int, order: int) -> str:
    """One sentence about it."""
    return _EVENTS[(series + order) % len(_EVENTS)]


def further_title(number: int, *, seasons: int) -> Title:
    """One of endlessly many titles; the same number always gives the same one, and cheaply."""
    first, second = _FIRST[number % 20], _THEN[number // 20 % 20]
    look = (_SCENES[number * 7 % len(_SCENES)], _PALETTES[number * 5 % len(_PALETTES)], "foot")
    return Title(
        name=f"{first} {second} {number}",
        german=f"{first} {second} {number} (de)",
        look=look,
        year=1990 + number % 35,
        country="usa",
        genres=(12,),
        seasons=seasons,
        overview=_EVENTS[number % len(_EVENTS)],
    )
