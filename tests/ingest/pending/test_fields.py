"""Temporary addresses look as the application's documents have them, and cannot be guessed."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from tvdbproxy.ingest.given import DATA_TYPES
from tvdbproxy.ingest.pending.fields import FIELDS, data_type_of, temporary_path

MOMENT = datetime(2024, 1, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("field", "begin"),
    [
        ("profile_image", "/temp_images/profiles/123-profile-1704110400-"),
        ("header_image", "/temp_images/profiles/123-header-1704110400-"),
        ("logo_image", "/temp_images/profiles/123-logo-1704110400-"),
        ("site_image", "/temp_images/sites/123-site-1704110400-"),
        ("product_image", "/temp_images/products/123-product-1704110400-"),
        ("event_image", "/temp_images/events/123-event-1704110400-"),
    ],
)
def test_an_address_says_whose_and_what_the_picture_is(field: str, begin: str) -> None:
    path = temporary_path(FIELDS[field], 123, MOMENT, "jpg")
    assert re.fullmatch(re.escape(begin) + r"[0-9]+\.jpg", path)
    assert len(path) <= 255


def test_no_two_addresses_are_alike_although_all_else_is() -> None:
    made = {temporary_path(FIELDS["logo_image"], 1, MOMENT, "png") for _ in range(100)}
    assert len(made) == 100
    assert max(int(re.findall(r"-([0-9]+)\.", path)[0]) for path in made) > 2**100


@pytest.mark.parametrize("field", FIELDS)
def test_the_machine_reads_from_an_address_what_the_form_said(field: str) -> None:
    path = temporary_path(FIELDS[field], 5, MOMENT, "webp")
    assert data_type_of(path) == FIELDS[field].data_type
    assert FIELDS[field].data_type in DATA_TYPES


@pytest.mark.parametrize(
    ("path", "data_type"),
    [
        ("/temp_images/profiles/456-profile-789.jpg", "profile"),
        ("/temp_images/profiles/456-header-790.jpg", "profile"),
        ("/temp_images/sites/456-site-792.jpg", "sites"),
        ("/temp_images/sites/456-sites-792.jpg", "sites"),
        ("/temp_images/products/456-front-1.jpg", "product"),
        ("/temp_images/profiles/456-other-1.jpg", None),
        ("/uploads/1.jpg", None),
    ],
)
def test_addresses_of_other_servers_are_read_as_far_as_they_say_something(
    path: str, data_type: str | None
) -> None:
    assert data_type_of(path) == data_type
