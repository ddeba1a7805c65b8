"""Pictures in all their widths."""

from __future__ import annotations

import pytest

from tvdbproxy.urls.srcset import srcset


@pytest.mark.parametrize(
    ("kind", "width", "expected"),
    [
        (("series", "banner"), 2000, "w380 380w, w758 758w"),
        (("series", "banner"), 758, "w380 380w, w758 758w"),
        (("series", "banner"), 500, "w380 380w, w758 500w"),
        (("series", "banner"), 380, "w380 380w"),
        (("series", "banner"), 100, "w380 100w"),
        (("series", "banner"), None, "w380 380w, w758 758w"),
        (("person", "image"), 300, "w45 45w, w185 185w, w300 300w"),
        (("series", "cinemagraph"), 900, "original 900w"),
        (("series", "cinemagraph"), None, ""),
    ],
)
def test_the_widths_are_those_that_it_really_has(
    kind: tuple[str, str], width: int | None, expected: str
) -> None:
    assert srcset(*kind, width, lambda size: size) == expected
