"""What is kept of keys and PINs, and what new ones look like."""

from __future__ import annotations

import re
import uuid

import pytest

from tvdbproxy.access import digests

KEY = "5b7c1c3e-0d4a-4e7b-9a55-1f2e3d4c5b6a"


def test_a_new_key_is_a_random_uuid_and_never_the_same() -> None:
    made = {digests.new_key() for _ in range(1000)}
    assert len(made) == 1000
    for text in made:
        found = uuid.UUID(text)
        assert str(found) == text
        assert (found.version, found.variant) == (4, uuid.RFC_4122)


def test_every_bit_that_may_be_random_is() -> None:
    """122 of 128: the others say that it is a UUID of version 4."""
    seen = [uuid.UUID(digests.new_key()).int for _ in range(200)]
    ones, all_ones = 0, (1 << 128) - 1
    zeros = all_ones
    for number in seen:
        ones |= number
        zeros &= number
    assert (ones & ~zeros & all_ones).bit_count() == 122


def test_ids_are_short_and_look_alike() -> None:
    for made in (digests.new_id(), digests.id_of_given(KEY), digests.id_of_given("")):
        assert re.fullmatch(digests.ID_LETTERS, made)


def test_a_given_key_has_the_same_id_each_time_and_another_than_others() -> None:
    assert digests.id_of_given(KEY) == digests.id_of_given(KEY) != digests.id_of_given(KEY + "x")


def test_a_digest_tells_nothing_and_any_text_has_one() -> None:
    assert re.fullmatch("[0-9a-f]{64}", digests.digest_of(KEY))
    assert digests.digest_of(KEY) != digests.digest_of(KEY.upper())
    assert len({digests.digest_of(text) for text in ("", "\x00", "\ud800", "é", "e\u0301")}) == 5


@pytest.mark.parametrize(("text", "hint"), [(KEY, "5b7c"), ("short-key", ""), ("", "")])
def test_a_hint_is_the_beginning_of_a_long_key(text: str, hint: str) -> None:
    assert digests.hint_of(text) == hint


def test_the_same_pin_of_two_keys_has_two_digests() -> None:
    one, other = digests.pin_digest_of("1234", "a" * 12), digests.pin_digest_of("1234", "b" * 12)
    assert one != other
    assert "1234" not in one
    assert digests.is_pin("1234", "a" * 12, one)
    assert not digests.is_pin("1234", "b" * 12, one)
    assert not digests.is_pin("12345", "a" * 12, one)
