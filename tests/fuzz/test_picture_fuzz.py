"""A short run of the picture fuzz, and proof that it would notice."""

from __future__ import annotations

from dataclasses import replace
from threading import Event

import pytest

from tests.fuzz import pictures
from tests.fuzz.parts import parts_of
from tests.fuzz.pictures import CODES, fuzz_pictures, mutant
from tests.fuzz.seeds import Seed, seeds
from tests.imaging.drawing import encoded, quarters
from tvdbproxy.imaging.formats import ARTWORK, Format, sniff
from tvdbproxy.imaging.guards import inspect
from tvdbproxy.imaging.limits import Limits
from tvdbproxy.imaging.pool import ImagePool

SEEDS = seeds()


def test_the_seeds_are_sound_pictures_of_every_format_and_always_the_same() -> None:
    assert len(SEEDS) >= 200
    assert {inspect(one.data, Limits()).format for one in SEEDS} == set(ARTWORK)
    assert len({one.name for one in SEEDS}) == len(SEEDS)
    assert seeds.__wrapped__() == SEEDS


@pytest.mark.parametrize("picture_format", list(ARTWORK))
def test_parts_are_within_the_picture_and_numbers_within_parts(picture_format: Format) -> None:
    for one in SEEDS:
        if sniff(one.data) is picture_format:
            found = parts_of(one.data)
            assert all(0 <= start < end for start, end in found.spans), one.name
            assert found.fields, one.name
            assert max(field.at for field in found.fields) < len(one.data)


def test_a_mutant_can_be_made_again_by_its_seed_and_number() -> None:
    assert mutant(1, 5) == mutant(1, 5)
    assert mutant(1, 5).data != mutant(2, 5).data != mutant(2, 6).data


@pytest.mark.proves("I5", "I6")
def test_spoilt_pictures_are_rendered_or_refused_and_harm_nobody() -> None:
    figures = fuzz_pictures(600, seed=1)
    assert figures.findings == ()
    assert figures.tried == 600
    assert figures.clean
    assert figures.rendered > 30
    assert set(figures.refused) <= CODES
    assert {"image_truncated", "image_undecodable"} <= set(figures.refused)


def test_a_child_that_dies_is_a_finding_that_names_its_mutant(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    heard: list[str] = []
    monkeypatch.setattr(ImagePool, "render", _killing)
    figures = fuzz_pictures(3, seed=7, report=heard.append)
    assert (figures.tried, figures.crashed, figures.clean) == (3, 3, False)
    assert sorted(heard) == sorted(figures.findings)
    assert any("seed 7, number 2: " in line for line in heard)


def test_a_pool_that_hangs_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    released = Event()
    monkeypatch.setattr(pictures, "_STANDSTILL_SECONDS", 0)
    monkeypatch.setattr(ImagePool, "render", lambda *_: released.wait(30))
    figures = fuzz_pictures(3, seed=1)
    released.set()
    assert figures.findings == ("the pool hangs after 0 pictures",)
    assert not figures.clean


def test_a_result_that_is_not_what_was_ordered_is_a_finding(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    render = ImagePool.render

    def forgetful(pool: ImagePool, source: bytes, order, wait_seconds: float = 30):  # type: ignore[no-untyped-def]
        return render(pool, source, replace(order, sizes=order.sizes[:1]), wait_seconds)

    sound = (Seed("sound", encoded(quarters(), "PNG")),)
    monkeypatch.setattr(pictures, "seeds", lambda: sound)
    monkeypatch.setattr(pictures, "spoil", lambda source, *_: (source, "nothing"))
    monkeypatch.setattr(ImagePool, "render", forgetful)
    figures = fuzz_pictures(1, seed=1)
    assert (figures.crashed, figures.clean) == (0, False)
    assert figures.findings == ("seed 1, number 0: sound, nothing: made ['original']",)


def _killing(*_: object) -> None:
    raise RuntimeError("the pool is broken")
