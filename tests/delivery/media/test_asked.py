"""What addresses ask for."""

from __future__ import annotations

import pytest

from tvdbproxy.delivery.media.asked import Asked, understand
from tvdbproxy.errors import InvalidRequest, NotFound
from tvdbproxy.imaging.formats import Format

IMAGE_ID = "0a1b2c3d-0000-4000-8000-00000000000f"


def test_an_address_is_a_number_or_an_image_id() -> None:
    assert understand("123456789012345", {}) == Asked(123456789012345)
    assert understand(IMAGE_ID.upper(), {}) == Asked(IMAGE_ID)


@pytest.mark.parametrize(
    "address",
    ["", "0", "007", "-1", "+1", "1.5", "1e3", "9" * 19, "\u0661", " 1", "1\n", "abc",
     IMAGE_ID[:-1], IMAGE_ID.replace("-", ""), f"{{{IMAGE_ID}}}", "../1"],
)  # fmt: skip
def test_what_is_no_id_is_nobodys(address: str) -> None:
    with pytest.raises(NotFound) as refused:
        understand(address, {})
    assert refused.value.code == "unknown_image"


@pytest.mark.parametrize(
    ("word", "meant"),
    [("avif", Format.AVIF), ("webp", Format.WEBP), ("jpeg", Format.JPEG), ("jpg", Format.JPEG),
     ("png", Format.PNG), ("JPG", Format.JPEG), ("", None)],
)  # fmt: skip
def test_formats_go_by_their_usual_names(word: str, meant: Format | None) -> None:
    assert understand("1", {"format": word}).format is meant


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"format": "gif"}, "unknown_format"),
        ({"format": "svg"}, "unknown_format"),
        ({"bg": "green"}, "unknown_background"),
    ],
)
def test_other_words_are_refused(query: dict[str, str], code: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        understand("1", query)
    assert refused.value.code == code


def test_what_is_empty_is_not_asked_for() -> None:
    assert understand("1", {"size": "", "format": "", "bg": ""}) == understand("1", {})
