"""What the pipeline tells of its stages, and of what pictures weigh."""

from __future__ import annotations

from tests.house.artwork_host import ArtworkHost
from tests.house.book import Book
from tests.house.pictures import poster
from tests.house.titles import PATH, hang, variants
from tvdbproxy.artwork.pipeline import run
from tvdbproxy.meter.events import Event
from tvdbproxy.wiring import Services


def test_every_stage_is_told_and_what_was_made(
    services: Services, artwork_host: ArtworkHost
) -> None:
    book, data = _listening(services), poster()
    artwork_host.show(PATH, data)
    hang(services.database)
    run(services.kitchen, 11)

    stages = [labels[2:] for labels, _ in book.timed if labels[:2] == (Event.STAGE, "artwork")]
    assert stages == [
        (stage, "ok") for stage in ("fetch", "validate", "process", "store", "record")
    ]
    made = variants(services.database)
    webp = [row for (_, name), row in made.items() if name == "webp"]
    largest = max(webp, key=lambda row: row.width * row.height)
    assert book.counted[Event.SOURCE_BYTES, "artwork"] == len(data)
    assert book.counted[Event.MADE_BYTES, "artwork", "webp"] == sum(row.bytes for row in webp)
    saved = book.counted[Event.SAVED_BYTES, "artwork", "webp"]
    assert saved == max(len(data) - largest.bytes, 0)


def test_calls_and_objects_of_a_picture_are_told(
    services: Services, artwork_host: ArtworkHost
) -> None:
    book = _listening(services)
    artwork_host.show(PATH, poster())
    hang(services.database)
    run(services.kitchen, 11)

    told = [labels for labels, _ in book.timed]
    assert told.count((Event.CALL, "pictures", "fetch", "ok")) == 1
    assert told.count((Event.STORE, "originals", "put", "ok")) == 1
    puts = told.count((Event.STORE, "thumbnails", "put", "ok"))
    assert puts == len(variants(services.database))


def test_a_stage_that_fails_is_told_with_the_kind_of_its_error(services: Services) -> None:
    book = _listening(services)
    hang(services.database)  # upstream has no such file
    run(services.kitchen, 11)
    stages = [labels[2:] for labels, _ in book.timed if labels[0] == Event.STAGE]
    assert stages == [("fetch", "upstream_missing")]
    assert (Event.CALL, "pictures", "fetch", "upstream_missing") in [
        labels for labels, _ in book.timed
    ]


def _listening(services: Services) -> Book:
    book = Book()
    services.meter.listen(book)
    return book
