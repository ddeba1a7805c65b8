"""Names and declared types mean nothing; what the bytes are decides. Equal bytes are one object."""

from __future__ import annotations

import pytest

from tests.house.artwork_host import ArtworkHost
from tests.house.pictures import poster
from tests.house.titles import PATH, artwork, due_again, hang
from tests.imaging.drawing import encoded, quarters
from tests.imaging.test_refused import STRANGERS
from tvdbproxy.artwork.pipeline import Result, run
from tvdbproxy.imaging.formats import ARTWORK, Format
from tvdbproxy.wiring import Services

TYPES = ("image/jpeg", "image/svg+xml", "text/html", "application/octet-stream", "", "nonsense")


@pytest.mark.proves("I22")
@pytest.mark.parametrize("picture_format", list(ARTWORK))
@pytest.mark.parametrize("ending", [".jpg", ".png", ".svg", ".exe", ""])
def test_a_picture_under_any_name_is_stored_as_what_it_is(
    services: Services, artwork_host: ArtworkHost, picture_format: Format, ending: str
) -> None:
    declared = TYPES[(len(ending) + len(picture_format)) % len(TYPES)]
    body = encoded(quarters(), picture_format.value)
    path = artwork_host.show(f"/banners/a{ending}", body, Content_Type=declared)
    hang(services.database, path)

    assert run(services.kitchen, 11).result == Result.STORED

    row = artwork(services.database)
    assert (row.format, row.width, row.height) == (picture_format.value, 200, 120)
    original = services.stores.originals.head(str(row.source_key))
    assert original.content_type == picture_format.mime
    for info in services.stores.thumbnails.list():
        assert services.stores.thumbnails.head(info.key).content_type == "image/webp"


@pytest.mark.proves("I7", "I8", "I17", "I18", "I22", "I25")
@pytest.mark.parametrize("row", STRANGERS)
def test_a_stranger_named_like_a_picture_is_stored_nowhere(
    services: Services, artwork_host: ArtworkHost, row: str
) -> None:
    hang(services.database, artwork_host.show(PATH, b""))
    for name, content in STRANGERS[row].items():
        artwork_host.show(PATH, content)
        due_again(services.database)
        assert run(services.kitchen, 11).result == Result.FAILED, name
        found = artwork(services.database)
        assert found.error_code == "bad_upstream_content", name
        assert found.error_message
        assert found.error_message.startswith("Upstream sent no picture.")
    assert [*services.stores.originals.list(), *services.stores.thumbnails.list()] == []


@pytest.mark.proves("I27")
def test_the_same_bytes_twice_are_the_same_keys_and_no_second_object(
    services: Services, artwork_host: ArtworkHost
) -> None:
    artwork_host.show(PATH, poster())
    hang(services.database)
    run(services.kitchen, 11)
    first = artwork(services.database)
    stores = services.stores
    before = {info.key: info.etag for store in (stores.originals, stores.thumbnails)
              for info in store.list()}  # fmt: skip
    artwork_host.show(PATH, poster(), ETag='"another"')
    due_again(services.database)
    run(services.kitchen, 11)
    again = artwork(services.database)
    assert (again.revision, again.source_key) == (first.revision, first.source_key)
    assert {info.key: info.etag for store in (stores.originals, stores.thumbnails)
            for info in store.list()} == before  # fmt: skip
