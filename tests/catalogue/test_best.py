"""The best picture for somebody's languages."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.house.titles import change, hang
from tvdbproxy.catalogue.best import Best, Candidate, best_artwork, best_of
from tvdbproxy.db.database import Database
from tvdbproxy.db.models import CONTENT_TABLES
from tvdbproxy.db.upsert import upsert
from tvdbproxy.errors import NotFound

JAPANESE = Candidate(1, "jpn", True, 50)
GERMAN = Candidate(2, "deu", True, 10)
ENGLISH = Candidate(3, "eng", True, 40)
FRENCH = Candidate(4, "fra", True, 99)
NEUTRAL = Candidate(5, None, None, 1)
WORDLESS = Candidate(6, "ita", False, 2)
ALL = [JAPANESE, GERMAN, ENGLISH, FRENCH, NEUTRAL, WORDLESS]


@pytest.mark.parametrize(
    ("candidates", "languages", "original", "expected"),
    [
        (ALL, ["deu"], "jpn", Best(2, "wanted")),
        (ALL, ["DEU"], "jpn", Best(2, "wanted")),
        (ALL, ["spa", "deu", "fra"], "jpn", Best(2, "wanted")),
        (ALL, ["spa"], "jpn", Best(1, "original")),
        (ALL, [], "jpn", Best(1, "original")),
        (ALL, [], "kor", Best(6, "textless")),
        (ALL, [], None, Best(6, "textless")),
        ([ENGLISH, FRENCH, NEUTRAL], [], None, Best(5, "textless")),
        ([ENGLISH, FRENCH], [], None, Best(3, "english")),
        ([GERMAN, FRENCH], [], None, Best(4, "any")),
        ([], ["deu"], "jpn", None),
    ],
)
def test_the_first_step_that_a_picture_passes_decides(
    candidates: list[Candidate], languages: list[str], original: str | None, expected: Best | None
) -> None:
    assert best_of(candidates, languages, original) == expected


def test_within_a_step_the_score_decides_and_then_the_age() -> None:
    low, high, same = (Candidate(n, "eng", True, score) for n, score in ((7, 1), (9, 5), (8, 5)))
    assert best_of([low, high, same], ["eng"], None) == Best(8, "wanted")


CANDIDATES = st.lists(
    st.builds(
        Candidate,
        st.integers(1, 10**6),
        st.sampled_from([None, "eng", "deu", "jpn"]),
        st.sampled_from([None, True, False]),
        st.floats(0, 100),
    ),
    unique_by=lambda candidate: candidate.artwork_id,
)


@given(CANDIDATES, st.randoms())
def test_the_order_of_the_pictures_does_not_matter(found: list[Candidate], chance: Any) -> None:
    shuffled = found.copy()
    chance.shuffle(shuffled)
    assert best_of(shuffled, ["deu"], "jpn") == best_of(found, ["deu"], "jpn")


def test_the_original_language_is_that_of_the_title(database: Database) -> None:
    _title(database, "movie", 1, original_language="jpn")
    _pictures(database, "movie", 1, "poster")
    assert _best(database, "movie", 1, "poster") == Best(1, "original")


@pytest.mark.parametrize(
    ("content_type", "image_type"), [("season", "poster"), ("episode", "image")]
)
def test_seasons_and_episodes_have_the_language_of_their_series(
    database: Database, content_type: str, image_type: str
) -> None:
    _title(database, "series", 9, original_language="jpn")
    _title(database, content_type, 1, series_id=9)
    _pictures(database, content_type, 1, image_type)
    assert _best(database, content_type, 1, image_type) == Best(1, "original")


def test_without_a_series_there_is_no_original_language(database: Database) -> None:
    _title(database, "season", 1, series_id=9)
    _pictures(database, "season", 1, "poster")
    assert _best(database, "season", 1, "poster") == Best(2, "english")


def test_what_can_not_be_had_is_not_the_best(database: Database) -> None:
    _title(database, "series", 1, original_language="jpn")
    _pictures(database, "series", 1, "poster")
    change(database, 1, state="missing", due_at=None)
    assert _best(database, "series", 1, "poster") == Best(2, "english")
    change(database, 1, revision="abc")  # what was made before upstream lost it is here
    assert _best(database, "series", 1, "poster") == Best(1, "original")


def test_a_picture_of_another_type_or_title_does_not_count(database: Database) -> None:
    _title(database, "series", 1)
    _pictures(database, "series", 2, "poster")
    _pictures(database, "series", 1, "fanart", first=3)
    with pytest.raises(NotFound) as refused:
        _best(database, "series", 1, "poster")
    assert refused.value.code == "no_artwork"


def test_a_title_that_is_not_here_is_unknown(database: Database) -> None:
    with pytest.raises(NotFound) as refused:
        _best(database, "person", 1, "image")
    assert refused.value.code == "unknown_content"


def _best(database: Database, content_type: str, content_id: int, image_type: str) -> Best:
    with database.read() as session:
        return best_artwork(session, content_type, content_id, image_type)


def _title(database: Database, content_type: str, content_id: int, **columns: Any) -> None:
    with database.write() as session:
        upsert(session, CONTENT_TABLES[content_type], [{"id": content_id, **columns}])


def _pictures(
    database: Database, content_type: str, content_id: int, image_type: str, first: int = 1
) -> None:
    """One in Japanese, one in English."""
    for number, language in enumerate(("jpn", "eng"), first):
        hang(
            database,
            f"/banners/{number}.jpg",
            artwork_id=number,
            content_type=content_type,
            content_id=content_id,
            image_type=image_type,
            is_chosen=number == first,
            language=language,
            includes_text=True,
        )
