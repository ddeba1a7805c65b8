"""Which size answers for a word."""

from __future__ import annotations

import pytest

from tvdbproxy.delivery.media.sizes import Profile, meaning, nearest, usual, words
from tvdbproxy.imaging.profiles import BUILT_IN

PROFILES = {name: Profile(sizes, ()) for name, sizes in BUILT_IN.items()}


def order(word: str, profile: str, *without: str) -> list[str]:
    """The names of a profile's sizes, some of which are missing, best first."""
    wanted = meaning(word, profile, PROFILES)
    assert wanted is not None
    sizes = [size for size in BUILT_IN[profile] if size.name not in without]
    return [size.name for size in nearest(wanted, sizes)]


@pytest.mark.parametrize(
    ("profile", "name"),
    [("media", "detail"), ("upload", "medium"), ("presigned", "medium"), ("artwork", "medium")],
)
def test_who_names_no_size_gets_the_usual_one(profile: str, name: str) -> None:
    assert usual(BUILT_IN[profile]).name == name


@pytest.mark.parametrize("profile", BUILT_IN)
def test_a_size_that_is_there_answers_for_itself(profile: str) -> None:
    for size in BUILT_IN[profile]:
        assert order(size.name, profile)[0] == size.name


def test_thumbnail_falls_back_to_small_grid_and_detail_in_this_order() -> None:
    chain = ["thumbnail", "small", "grid", "detail"]
    for at, name in enumerate(chain):
        assert order("thumbnail", "media", *chain[:at])[0] == name


def test_a_missing_size_is_replaced_by_a_larger_one_rather_than_a_smaller_one() -> None:
    assert order("small", "media", "small") == ["grid", "detail", "zoom", "header", "thumbnail"]
    assert order("zoom", "media", "zoom") == ["detail", "grid", "small", "header", "thumbnail"]


def test_what_crops_answers_only_where_nothing_else_is_left() -> None:
    kept = {"thumbnail", "header"}
    lost = [size.name for size in BUILT_IN["media"] if size.name not in kept]
    assert order("detail", "media", *lost) == ["header", "thumbnail"]


@pytest.mark.parametrize(
    ("word", "profile", "name"),
    [
        ("detail", "upload", "large"),
        ("grid", "upload", "medium"),
        ("zoom", "upload", "original"),
        ("detail", "presigned", "large"),
        ("medium", "media", "detail"),
        ("original", "media", "zoom"),
    ],
)
def test_the_word_of_another_profile_means_the_nearest(word: str, profile: str, name: str) -> None:
    assert order(word, profile)[0] == name


def test_a_word_that_no_profile_has_means_nothing() -> None:
    assert meaning("huge", "media", PROFILES) is None
    assert meaning("w342", "media", PROFILES) is None
    assert {"zoom", "thumbnail", "original"} <= set(words(PROFILES))


def test_a_profile_that_is_gone_leaves_the_words_of_the_others() -> None:
    assert meaning("detail", "of yesterday", PROFILES) == meaning("detail", "media", PROFILES)
