"""Ids of our own, for pictures that upstream gives none."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tvdbproxy.catalogue.identity import is_record_artwork, is_upstreams, record_artwork_id
from tvdbproxy.vocabulary import PLURALS

CONTENT_TYPES = st.sampled_from(sorted(PLURALS))
UPSTREAM_IDS = st.integers(min_value=1, max_value=10**12 - 1)


@given(CONTENT_TYPES, UPSTREAM_IDS)
def test_an_id_of_ours_is_told_from_upstreams_and_fits_javascript(kind: str, number: int) -> None:
    ours = record_artwork_id(kind, number)
    assert is_record_artwork(ours)
    assert not is_upstreams(ours)
    assert ours < 2**53
    assert is_upstreams(number)
    assert not is_record_artwork(number)


@given(CONTENT_TYPES, UPSTREAM_IDS, CONTENT_TYPES, UPSTREAM_IDS)
def test_two_titles_never_share_an_id(kind: str, number: int, other: str, another: int) -> None:
    same = record_artwork_id(kind, number) == record_artwork_id(other, another)
    assert same == ((kind, number) == (other, another))


def test_what_is_no_id_is_not_upstreams() -> None:
    assert not any(is_upstreams(number) for number in (None, 0, -1, 10**12, 10**30))
