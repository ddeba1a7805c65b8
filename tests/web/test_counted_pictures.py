"""Where pictures came from, as a meter hears of it."""

from __future__ import annotations

from collections import Counter

from flask.testing import FlaskClient

from tests.house.book import Book
from tests.house.house import OpenHouse
from tests.house.titles import hang
from tvdbproxy.meter.events import Event
from tvdbproxy.web.app import create_app
from tvdbproxy.wiring import Services

URL = "/images/series/1/poster"


def test_memory_store_kitchen_and_nowhere_are_told_apart(stored: Services) -> None:
    book, client = _counted_by(stored)
    client.get(f"{URL}/medium")  # no process has it in memory
    client.get(f"{URL}/medium")  # in front of the application
    client.get(f"{URL}/medium", headers={"Range": "bytes=0-9"})  # behind it
    client.get(f"{URL}/w342")  # a size that nobody has asked for
    client.get("/images/series/1/banner/medium")
    stored.deferred.settle()
    assert _pictures(book) == {
        ("sized", "store"): 1,
        ("sized", "memory"): 2,
        ("sized", "generated"): 1,
        ("sized", "missed"): 1,
    }


def test_a_redirect_is_told_as_one(open_house: OpenHouse) -> None:
    services = open_house(image_on_miss="redirect")
    hang(services.database)
    book, client = _counted_by(services)
    assert client.get(f"{URL}/medium").status_code == 302
    assert _pictures(book) == {("sized", "redirected"): 1}


def test_a_refusal_is_told_by_its_code(stored: Services) -> None:
    book, client = _counted_by(stored)
    client.get("/images/series/1/poster/nonsense")
    assert {k: n for k, n in book.counted.items() if k[0] == Event.REFUSAL} == {
        ("refusal", "unknown_size"): 1
    }


def _counted_by(services: Services) -> tuple[Book, FlaskClient]:
    book = Book()
    services.meter.listen(book)
    return book, create_app(services).test_client()


def _pictures(book: Book) -> Counter[tuple[str, ...]]:
    return Counter({k[1:]: n for k, n in book.counted.items() if k[0] == Event.PICTURE})
