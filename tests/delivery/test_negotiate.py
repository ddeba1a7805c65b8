"""Accept headers and the formats that answer them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tvdbproxy.delivery.negotiate import PLAIN, Capability, candidates, capability
from tvdbproxy.imaging.formats import Format

AVIF, WEBP = Format.AVIF, Format.WEBP


@pytest.mark.parametrize(
    ("accept", "able"),
    [
        (None, Capability.WEBP),
        ("  ", Capability.WEBP),
        ("*/*", Capability.WEBP),
        ("image/*", Capability.WEBP),
        ("text/html,application/xhtml+xml,*/*;q=0.8", Capability.WEBP),
        ("image/avif,image/webp,*/*;q=0.8", Capability.AVIF),
        ("image/avif;q=0.1, image/*", Capability.AVIF),
        ("image/avif;q=0,*/*", Capability.WEBP),
        ("image/avif;q=0.0", Capability.PLAIN),
        ("image/avif", Capability.AVIF_ALONE),
        ("image/avif,image/webp;q=0", Capability.AVIF_ALONE),
        ("image/png,image/*;q=0", Capability.PLAIN),
        ("image/webp;q=0,image/*", Capability.PLAIN),
        ("image/jpeg", Capability.PLAIN),
        ("text/html", Capability.PLAIN),
        ("image/webp;level=1;q=0.3", Capability.WEBP),
        ("image/webp ; Q=0", Capability.PLAIN),
        ("image/webp;q=2", Capability.WEBP),
    ],
)
def test_headers_fall_into_classes(accept: str | None, able: Capability) -> None:
    assert capability(accept) is able


@pytest.mark.parametrize(
    ("able", "stored", "formats"),
    [
        (Capability.AVIF, (WEBP, AVIF), (AVIF, WEBP)),
        (Capability.AVIF, (WEBP,), (WEBP,)),
        (Capability.AVIF_ALONE, (WEBP, AVIF), (AVIF, *PLAIN)),
        (Capability.AVIF_ALONE, (WEBP,), PLAIN),
        (Capability.WEBP, (WEBP, AVIF), (WEBP,)),
        (Capability.PLAIN, (WEBP, AVIF), PLAIN),
    ],
)
def test_each_class_has_its_formats(
    able: Capability, stored: tuple[Format, ...], formats: tuple[Format, ...]
) -> None:
    assert candidates(None, able, stored) == formats


@pytest.mark.parametrize("able", Capability)
@pytest.mark.parametrize("explicit", Format)
def test_an_explicit_format_is_the_only_one(explicit: Format, able: Capability) -> None:
    assert candidates(explicit.value, able, (WEBP,)) == (explicit,)


@given(st.text())
def test_any_header_has_a_class(accept: str) -> None:
    assert capability(accept) in Capability
