from __future__ import annotations

import pytest

from tvdbproxy.errors import ConfigurationError
from tvdbproxy.imaging.profiles import BUILT_IN, load_profiles
from tvdbproxy.imaging.sizes import Size


def test_the_artwork_profile_has_the_five_sizes_in_order() -> None:
    assert BUILT_IN["artwork"] == (
        Size("original", None, None, "fit"),
        Size("large", 1920, 1080, "fit"),
        Size("medium", 1280, 720, "fit"),
        Size("small", 640, 360, "fit"),
        Size("thumbnail", 300, 169, "fit"),
    )


def test_upload_sizes_bound_the_width_alone() -> None:
    assert {(size.name, size.width, size.height) for size in BUILT_IN["upload"]} == {
        ("thumbnail", 150, None),
        ("medium", 600, None),
        ("large", 1200, None),
        ("original", 4096, None),
    }


def test_without_a_setting_the_built_in_profiles_hold() -> None:
    assert load_profiles("") is BUILT_IN
    assert load_profiles("  \n") is BUILT_IN


def test_a_given_profile_replaces_the_built_in_one_and_spares_the_others() -> None:
    profiles = load_profiles('{"artwork": {"tiny": [64, null], "square": [80, 80, "fill"]}}')
    assert profiles["artwork"] == (Size("tiny", 64), Size("square", 80, 80, "fill"))
    assert profiles["media"] == BUILT_IN["media"]


def test_a_profile_of_a_new_name_is_added() -> None:
    assert load_profiles('{"tv": {"wide": [400, 225, "fit"]}}')["tv"] == (Size("wide", 400, 225),)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("{", "not JSON"),
        ("[]", "expected an object"),
        ('{"artwork": {}}', "artwork"),
        ('{"Art work": {"a": [1, 1]}}', "Art work"),
        ('{"artwork": {"small": 640}}', r"artwork\.small"),
        ('{"artwork": {"small": [640]}}', r"artwork\.small"),
        ('{"artwork": {"small": [640, 0]}}', r"artwork\.small"),
        ('{"artwork": {"small": [640, 99999]}}', "99999"),
        ('{"artwork": {"small": [true, 360]}}', "True"),
        ('{"artwork": {"small": [640, 360, "stretch"]}}', "stretch"),
        ('{"artwork": {"small": [640, null, "fill"]}}', "fill needs"),
        ('{"artwork": {"w342": [342, null]}}', "w342"),
    ],
)
def test_a_wrong_profile_is_named_with_its_fault(text: str, place: str) -> None:
    with pytest.raises(ConfigurationError, match=f"SIZE_PROFILES: .*{place}"):
        load_profiles(text)


@pytest.mark.parametrize("box", [(0, 10, "fit"), (10, -1, "fit"), (10, None, "fill")])
def test_a_size_that_cannot_be_made_cannot_be_written_down(box: tuple[int, int, str]) -> None:
    with pytest.raises(ValueError, match="size odd"):
        Size("odd", *box)  # type: ignore[arg-type]


def test_widths_of_uploads_make_their_profile() -> None:
    profiles = load_profiles("", '{"thumbnail": 100, "huge": 5000}')
    assert profiles["upload"] == (Size("thumbnail", 100), Size("huge", 5000))
    assert profiles["artwork"] == BUILT_IN["artwork"]


def test_a_profile_goes_before_widths() -> None:
    profiles = load_profiles('{"upload": {"small": [10, 10]}}', '{"thumbnail": 100}')
    assert profiles["upload"] == (Size("small", 10, 10),)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("{", "not JSON"),
        ("[150]", "expected an object"),
        ("{}", "at least one size"),
        ('{"thumbnail": "150"}', r"upload\.thumbnail"),
        ('{"thumbnail": 0}', r"upload\.thumbnail"),
        ('{"w150": 150}', "w150"),
    ],
)
def test_wrong_widths_are_told_by_their_variable(text: str, place: str) -> None:
    with pytest.raises(ConfigurationError, match=f"IMAGE_SIZES: .*{place}"):
        load_profiles("", text)
