"""Recipes: what is made of every picture, and how its name comes about."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from tvdbproxy.errors import ConfigurationError
from tvdbproxy.imaging.formats import Format
from tvdbproxy.settings import load_settings
from tvdbproxy.wiring import open_recipe


@pytest.fixture(autouse=True)
def _alone(clean_environment: None) -> None:
    """Only what a test sets counts."""


def _revision(sha256: str = "a" * 64, **given: object) -> str:
    return open_recipe(load_settings(**given).images).revision(sha256)


def test_a_revision_is_the_same_in_every_process() -> None:
    assert _revision() == _revision()
    assert re.fullmatch("[0-9a-f]{12}", _revision())


@pytest.mark.parametrize(
    "given",
    [
        {"image_quality": 80},
        {"image_formats": ("avif",)},
        {"image_format": "jpeg"},
        {"enable_image_optimization": False},
        {"size_profiles": '{"artwork": {"small": [600, 300, "fit"]}}'},
    ],
)
def test_whatever_changes_the_pixels_changes_the_revision(given: dict[str, object]) -> None:
    assert _revision(**given) != _revision()


def test_the_sizes_of_the_contract_exist_whatever_the_profile_says() -> None:
    profile = '{"artwork": {"tiny": [30, 30], "small": [600, 300]}}'
    recipe = open_recipe(load_settings(size_profiles=profile).images)
    names = [size.name for size in recipe.sizes]
    assert names == ["original", "large", "medium", "small", "thumbnail", "tiny"]
    assert recipe.sizes[3].width == 600


def test_where_effort_ends_is_part_of_the_revision() -> None:
    recipe = open_recipe(load_settings().images)
    effortless = replace(recipe, effort_pixels=1)
    assert effortless.order().effort_pixels == 1
    assert effortless.revision("a" * 64) != recipe.revision("a" * 64)


def test_another_source_is_another_revision() -> None:
    assert _revision("b" * 64) != _revision()


def test_the_first_format_is_the_one_that_every_size_has() -> None:
    recipe = open_recipe(load_settings(image_format="avif", image_formats=("webp", "avif")).images)
    assert recipe.formats == (Format.AVIF, Format.WEBP)
    assert recipe.main_format is Format.AVIF


def test_named_sizes_and_ladder_widths_are_found_by_name() -> None:
    recipe = open_recipe(load_settings().images)
    medium = recipe.size("series", "poster", "medium")
    assert medium is not None
    assert (medium.width, medium.height) == (1280, 720)
    ladder = recipe.size("series", "poster", "w342")
    assert ladder is not None
    assert ladder.width == 342
    assert recipe.size("series", "poster", "w343") is None
    assert recipe.size("series", "poster", "") is None


def test_a_size_profile_that_is_none_stops_the_start() -> None:
    with pytest.raises(ConfigurationError) as refused:
        open_recipe(load_settings(size_profiles="{nonsense").images)
    assert "SIZE_PROFILES" in refused.value.public
