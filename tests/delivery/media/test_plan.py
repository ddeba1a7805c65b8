"""What may answer: sizes, formats, background."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.delivery.media.test_memory import FACTS
from tvdbproxy.delivery.media.asked import understand
from tvdbproxy.delivery.media.facts import Facts, Kept
from tvdbproxy.delivery.media.plan import Plan, Planner
from tvdbproxy.delivery.media.sizes import Profile
from tvdbproxy.errors import NotFound
from tvdbproxy.imaging.formats import Format
from tvdbproxy.imaging.profiles import BUILT_IN

AVIF, WEBP, JPEG, PNG = Format.AVIF, Format.WEBP, Format.JPEG, Format.PNG
PLANNER = Planner(
    {
        name: Profile(sizes, (WEBP, AVIF) if name == "media" else (WEBP,))
        for name, sizes in BUILT_IN.items()
    }
)
ALPHA = replace(FACTS, has_alpha=True)
CUT_OUT = replace(
    FACTS, variants={**FACTS.variants, ("grid", "removed", WEBP): Kept("r", 10, 10, 5)}
)


def planned(facts: Facts = FACTS, accept: str | None = None, **query: str) -> Plan:
    return PLANNER.plan(facts, understand("1", query), accept)


@pytest.mark.parametrize(
    ("accept", "facts", "formats"),
    [
        ("image/avif,image/webp,*/*", FACTS, (AVIF, WEBP)),
        ("image/webp,*/*", FACTS, (WEBP,)),
        ("*/*", FACTS, (WEBP,)),
        (None, FACTS, (WEBP,)),
        ("image/jpeg,image/png", FACTS, (JPEG,)),
        ("image/jpeg,image/png", ALPHA, (PNG,)),
        ("image/avif,image/webp;q=0", FACTS, (AVIF, JPEG)),
        ("image/avif,image/webp;q=0", ALPHA, (AVIF, PNG)),
        ("image/avif,*/*", replace(FACTS, profile="upload"), (WEBP,)),
    ],
)
def test_formats_are_tried_from_the_best_that_is_shown(
    accept: str | None, facts: Facts, formats: tuple[Format, ...]
) -> None:
    plan = planned(facts, accept)
    assert tuple(plan.formats) == formats
    assert plan.negotiated


def test_a_format_that_is_named_is_the_only_one() -> None:
    plan = planned(accept="image/webp", format="png")
    assert tuple(plan.formats) == (PNG,)
    assert not plan.negotiated


def test_a_background_that_was_not_removed_stays() -> None:
    assert planned(bg="removed").background == "original"
    assert planned(CUT_OUT, bg="removed").background == "removed"
    assert planned(CUT_OUT).background == planned(CUT_OUT, bg="original").background == "original"


def test_what_has_no_background_is_never_a_jpeg_unless_that_is_named() -> None:
    assert planned(CUT_OUT, "image/jpeg", bg="removed").formats == (PNG,)
    assert planned(CUT_OUT, bg="removed", format="jpg").formats == (JPEG,)


def test_the_sizes_of_a_profile_of_before_are_still_sizes() -> None:
    old = {("square", "original", WEBP): Kept("s", 64, 64, 5)}
    plan = planned(replace(FACTS, profile="gone", variants=old), size="square")
    assert [size.name for size in plan.sizes] == ["square"]
    assert planned(replace(FACTS, profile="gone", variants=old)).sizes[0].name == "square"


def test_a_word_that_is_no_size_is_refused_with_those_that_are() -> None:
    with pytest.raises(NotFound, match="detail, grid, header") as refused:
        planned(size="huge")
    assert refused.value.code == "unknown_size"


def test_only_the_main_format_of_its_sizes_is_promised_of_every_picture() -> None:
    none = replace(FACTS, variants={})
    assert not PLANNER.is_extra(none, ("grid", "original", WEBP))
    # AVIF is left out where it would be larger.
    assert PLANNER.is_extra(none, ("grid", "original", AVIF))
    assert PLANNER.is_extra(none, ("medium", "original", WEBP))
    kept = replace(FACTS, variants={("grid", "original", AVIF): Kept("k", 1, 1, 1)})
    assert not PLANNER.is_extra(kept, ("grid", "original", AVIF))
