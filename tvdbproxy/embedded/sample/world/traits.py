"""What follows from a title: its companies, its rating, its dates, its place in the charts."""

from __future__ import annotations

from tvdbproxy.embedded.sample.world.titles import Title

CONTINUING_SINCE = 2022
_PRIME_TIME = (245, 390)
_LATE = (246, 391)
_DARK_GENRES = {14, 31}
_SCIENCE_FICTION = 2


def is_continuing(title: Title) -> bool:
    """Whether a series is still made."""
    return title.year >= CONTINUING_SINCE


def status_id(kind: str, title: Title) -> int:
    """The id of its status: 1 continuing and 2 ended for series, 5 released for movies."""
    if kind == "movies":
        return 5
    return 1 if is_continuing(title) else 2


def first_aired(title: Title) -> str:
    """The day of the first episode."""
    return f"{title.year}-03-04"


def last_aired(title: Title) -> str:
    """The day of the last episode."""
    return f"{title.year + max(title.seasons - 1, 0)}-03-25"


def next_aired(title: Title) -> str:
    """The day of the next episode; empty text where none will come."""
    return f"2035-03-{title.year % 28 + 1:02}" if is_continuing(title) else ""


def released(title: Title) -> str:
    """The day on which a movie came out."""
    return f"{title.year}-09-12"


def score(kind: str, title_id: int) -> int:
    """How popular it is among its kind."""
    if kind == "movies":
        return 90_000 - title_id % 1000 * 41
    return 100_000 - title_id % 1000 * 37


def rating_ids(title: Title) -> tuple[int, ...]:
    """Its content ratings, one for each of two countries."""
    return _LATE if _DARK_GENRES & set(title.genres) else _PRIME_TIME


def network_id(title: Title) -> int:
    """Who shows a series."""
    return 77 + title.year % 2


def company_ids(kind: str, title: Title) -> tuple[int, ...]:
    """Everybody who had a hand in it: network or distributor, studio, effects."""
    studio = 79 + title.year % 3
    effects = (84,) if _SCIENCE_FICTION in title.genres else ()
    if kind == "movies":
        return (82 + title.year % 2, studio, 85, *effects)
    return (network_id(title), studio, *effects)


def tag_ids(title: Title) -> tuple[int, ...]:
    """The tag options that describe it: where it plays, and how it feels."""
    place = {"sea": 498, "scallops": 498, "skyline": 499, "mountains": 500, "dunes": 501}
    mood = 510 if _DARK_GENRES & set(title.genres) else 511
    scene = title.look[0]
    return (place[scene], mood) if scene in place else (mood,)
