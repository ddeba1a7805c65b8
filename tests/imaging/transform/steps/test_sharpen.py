from __future__ import annotations

from tests.imaging.transform.making import flat, made, on

SOFT = on(flat(60, 20, (100, 100, 100)), flat(30, 20, (150, 150, 150)), 30, 0)


def test_both_sides_of_an_edge_move_apart() -> None:
    image = made(SOFT, sharpen=2)
    assert image.getpixel((29, 10))[0] < 90  # type: ignore[index]
    assert image.getpixel((30, 10))[0] > 160  # type: ignore[index]


def test_what_is_flat_stays_so() -> None:
    assert made(SOFT, sharpen=2).getpixel((2, 10)) == (100, 100, 100)
    assert made(SOFT, sharpen=0).tobytes() == SOFT.tobytes()


def test_alpha_keeps_its_edges() -> None:
    image = on(flat(60, 20, (9, 9, 9, 0)), flat(30, 20, (90, 90, 90, 120)), 30, 0)
    alpha = made(image, sharpen=5).getchannel("A")
    assert alpha.getcolors() == [(600, 0), (600, 120)]


def test_any_radius_gives_a_picture() -> None:
    assert made(SOFT, sharpen=1e9).size == SOFT.size
