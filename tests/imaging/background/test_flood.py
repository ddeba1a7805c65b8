from __future__ import annotations

import random
from collections import deque

import pytest
from PIL import Image

from tvdbproxy.imaging.background import flood
from tvdbproxy.imaging.background.flood import reached_from_edges


def drawn(*rows: str) -> Image.Image:
    pixels = bytes(255 * (letter == "#") for row in rows for letter in row)
    return Image.frombytes("L", (len(rows[0]), len(rows)), pixels)


def step_by_step(mask: Image.Image) -> bytes:
    """The same, pixel by pixel."""
    width, height = mask.size
    pixels = mask.tobytes()
    rim = [
        (x, y) for y in range(height) for x in range(width)
        if x in (0, width - 1) or y in (0, height - 1)
    ]  # fmt: skip
    todo = deque((x, y) for x, y in rim if pixels[y * width + x])
    seen = set(todo)
    while todo:
        x, y = todo.popleft()
        for near in ((x + 1, y), (x - 1, y), (x, y + 1), (x, y - 1)):
            inside = 0 <= near[0] < width and 0 <= near[1] < height
            if inside and near not in seen and pixels[near[1] * width + near[0]]:
                seen.add(near)
                todo.append(near)
    return bytes(255 * ((at % width, at // width) in seen) for at in range(width * height))


def reached(mask: Image.Image) -> bytes:
    found = reached_from_edges(mask)
    assert found is not None
    assert found.size == mask.size
    return found.tobytes()


def test_what_is_enclosed_is_not_reached() -> None:
    mask = drawn("#####", "#...#", "#.#.#", "#...#", "#####")
    assert reached(mask) == drawn("#####", "#...#", "#...#", "#...#", "#####").tobytes()


def test_a_corner_is_no_way_in() -> None:
    mask = drawn("#....", ".#...", "..#..")
    assert reached(mask) == drawn("#....", ".....", "..#..").tobytes()


def test_a_winding_way_is_followed_upwards_too() -> None:
    mask = drawn(".......", ".#####.", ".#...#.", ".#.###.", ".#.....", "##.....", ".......")
    assert reached(mask) == mask.tobytes()


@pytest.mark.parametrize("seed", range(60))
def test_it_finds_what_a_step_by_step_search_finds(seed: int) -> None:
    chance = random.Random(seed)
    size = chance.randrange(1, 40), chance.randrange(1, 40)
    full = chance.choice([0.2, 0.5, 0.6, 0.7, 0.9])
    pixels = bytes(255 * (chance.random() < full) for _ in range(size[0] * size[1]))
    mask = Image.frombytes("L", size, pixels)
    assert reached(mask) == step_by_step(mask)


def test_of_too_many_parts_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flood, "_MOST_RUNS", 10)
    assert reached_from_edges(drawn(*["#.#.#"] * 9)) is None
    assert reached_from_edges(drawn(*["#####"] * 9)) is not None
