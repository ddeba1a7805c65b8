"""Words and ids that come in by URL."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tvdbproxy.errors import NotFound
from tvdbproxy.vocabulary import (
    ARTWORK_TYPES,
    MAIN_IMAGE,
    PLURALS,
    artwork_image_type,
    content_type_of,
    id_of,
    image_type_of,
)

NO_IDS = [
    "", "-1", "0", "00", "01", "٣", "1_000", " 1", "1 ", "1\n", "+5", "1.0", "1e3", "0x1", "ⅷ",
    "9" * 4000, "9" * 19, "\x00", "1\x00", "..", "../1", "1/2", "%31", "null", "\ud800",
]  # fmt: skip

NO_IMAGE_TYPES = [
    "", " ", "..", "Poster", "poster ", "poster\n", "poster/", "posters", "type-", "type-0",
    "type-01", "type--1", "type-1234567890", "type-٣", "\x00", "x" * 4000,
]  # fmt: skip


@pytest.mark.parametrize("text", NO_IDS, ids=lambda text: repr(text)[:12])
def test_what_is_no_id_is_unknown(text: str) -> None:
    with pytest.raises(NotFound) as caught:
        id_of(text)
    assert caught.value.code == "unknown_content"


def test_an_unknown_id_has_the_code_that_the_caller_wants() -> None:
    with pytest.raises(NotFound) as caught:
        id_of("-1", "no_artwork")
    assert caught.value.code == "no_artwork"


@given(st.integers(min_value=1, max_value=10**18 - 1))
def test_every_id_that_a_database_can_hold_is_one(number: int) -> None:
    assert id_of(str(number)) == number


@given(st.text())
def test_any_text_is_an_id_or_not_found(text: str) -> None:
    try:
        assert 0 < id_of(text) < 2**63
    except NotFound:
        assert not text.isascii() or not text.isdigit() or text.startswith("0") or len(text) > 18


@pytest.mark.parametrize(("singular", "plural"), PLURALS.items())
def test_a_content_type_is_known_in_the_singular_and_in_the_plural(
    singular: str, plural: str
) -> None:
    assert content_type_of(singular) == content_type_of(plural) == singular


@pytest.mark.parametrize("word", ["", "serie", "Series", "series ", "actors", "..", "\x00"])
def test_another_word_is_no_content_type(word: str) -> None:
    with pytest.raises(NotFound) as caught:
        content_type_of(word)
    assert caught.value.code == "unknown_content"


@pytest.mark.parametrize("content_type", PLURALS)
@pytest.mark.parametrize("role", ["image", "thumbnail"])
def test_image_and_thumbnail_mean_the_titles_own_picture(content_type: str, role: str) -> None:
    assert image_type_of(content_type, role) == MAIN_IMAGE[content_type]


@pytest.mark.parametrize("type_id", [*ARTWORK_TYPES, 4, 28, 999_999_999])
def test_every_artwork_type_of_upstream_can_be_asked_for(type_id: int) -> None:
    word = artwork_image_type(type_id)
    expected = MAIN_IMAGE["series"] if word == "image" else word
    assert image_type_of("series", word) == expected


@pytest.mark.parametrize("word", NO_IMAGE_TYPES, ids=lambda word: repr(word)[:12])
def test_another_word_is_no_image_type(word: str) -> None:
    with pytest.raises(NotFound) as caught:
        image_type_of("series", word)
    assert caught.value.code == "unknown_image_type"
