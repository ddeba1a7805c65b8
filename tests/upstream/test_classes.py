"""Operations by the first word of their path."""

from __future__ import annotations

import pytest

from tvdbproxy.upstream.classes import class_of

BASE = "https://api.example.com/v4"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/series/42/extended?meta=episodes", "series"),
        ("/series?page=1", "series"),
        ("/updates?since=1", "updates"),
        ("/login", "login"),
        ("/somebodys-word/1", "other"),
        ("", "other"),
    ],
)
def test_a_class_is_a_word_of_ours(path: str, expected: str) -> None:
    assert class_of(BASE, BASE + path) == expected
