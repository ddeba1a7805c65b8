"""Every getter of the clients that run here, asked of upstream and of us."""

from __future__ import annotations

import pytest

from tests.clients.conftest import UPSTREAM, Crowd
from tests.clients.getters import GETTERS, Asked, getters_of
from tests.clients.likeness import is_picture_for, spelt, tidy, undone, without_images
from tests.clients.python_clients import KINDS, Outcome

EACH = [(name, getter) for name, kind in KINDS.items() for getter in getters_of(kind)]
each_getter = pytest.mark.parametrize(("name", "getter"), EACH)


def outcomes(crowd: Crowd, name: str, mode: str, getter: str, asked: Asked) -> Outcome:
    """What a client gets; its links as upstream would have them."""
    outcome = crowd.client(name, mode).ask(getter, *asked.args, **asked.options)
    return outcome.at(crowd.front.base, crowd.front.sample.artwork_host)


def test_reflection_finds_what_the_clients_have() -> None:
    found = {name: len(getters_of(kind)) for name, kind in KINDS.items()}
    assert found["tvdb_v4_official"] >= 66
    assert found["aiotvdb"] >= 67
    assert found["tvdb_api_client"] >= 5


def test_there_is_no_entry_for_what_no_client_has() -> None:
    assert {getter for _, getter in EACH} == GETTERS.keys()


@each_getter
def test_a_getter_returns_what_upstream_does(crowd: Crowd, name: str, getter: str) -> None:
    front = crowd.front
    ours, theirs = front.base, front.sample.artwork_host
    for asked in GETTERS[getter]:
        upstream = outcomes(crowd, name, UPSTREAM, getter, asked)
        assert upstream.error == "", f"the table's arguments are not good: {asked}"

        unchanged = outcomes(crowd, name, "off", getter, asked)
        assert unchanged == upstream
        assert spelt(unchanged.value) == spelt(upstream.value)

        mirrored = outcomes(crowd, name, "mirror", getter, asked)
        assert mirrored.links == upstream.links
        assert spelt(undone(mirrored.value, ours, theirs)) == spelt(tidy(upstream.value))

        sized = outcomes(crowd, name, "sized", getter, asked)
        assert sized.links == upstream.links
        document, images = without_images(sized.value)
        expected, pictures = without_images(upstream.value)
        assert spelt(document) == spelt(expected)
        for image, picture in zip(images, pictures, strict=True):
            assert is_picture_for(image, picture, ours, theirs), (image, picture)


def test_modes_are_seen_by_the_clients(crowd: Crowd) -> None:
    """Or the comparisons above would compare nothing."""

    def image(mode: str) -> str:
        outcome = crowd.client("tvdb_v4_official", mode).ask("get_series_extended", 910001)
        return str(outcome.value["image"])

    front = crowd.front
    assert image("off") == image(UPSTREAM)
    assert image("off").startswith(f"{front.sample.artwork_host}/banners/")
    assert image("mirror").startswith(f"{front.base}/banners/")
    assert image("sized").startswith(f"{front.base}/images/series/910001/poster/original")
