"""Everything that is known of one artwork."""

from __future__ import annotations

import pytest

from tvdbproxy.db.database import Database
from tvdbproxy.errors import NotFound
from tvdbproxy.ops.artwork_facts import artwork_facts


def test_a_picture_comes_with_its_variants_largest_first(catalogue: Database) -> None:
    row, variants = artwork_facts(catalogue, 1)
    assert row.path == "/banners/1.jpg"
    assert [(variant.size, variant.format) for variant in variants] == [
        ("original", "webp"), ("small", "avif"), ("small", "webp"),
    ]  # fmt: skip


def test_a_picture_that_is_not_made_yet_has_none(catalogue: Database) -> None:
    assert artwork_facts(catalogue, 2)[1] == []


def test_a_picture_that_is_not_there_is_unknown(catalogue: Database) -> None:
    with pytest.raises(NotFound) as caught:
        artwork_facts(catalogue, 99)
    assert caught.value.code == "no_artwork"
