"""Many at once: one making, and an end to patience."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from typing import Any

from flask.testing import FlaskClient

from tests.house.artwork_host import ArtworkHost
from tests.house.house import OpenHouse
from tests.house.pictures import poster
from tests.house.titles import PATH, hang
from tests.house.waiting import eventually
from tvdbproxy.wiring import Services

URL = "/images/series/1/poster/medium"


OpenDoor = Callable[[Services], FlaskClient]


def test_two_hundred_at_once_on_a_cold_picture_are_one_fetch_and_one_render(
    services: Services, open_door: OpenDoor, artwork_host: ArtworkHost
) -> None:
    artwork_host.show(PATH, poster())
    artwork_host.gate.clear()
    hang(services.database)
    app = open_door(services).application
    begun = threading.Barrier(201)

    def ask(_: int) -> tuple[int, str]:
        begun.wait()
        answer = app.test_client().get(URL)
        return answer.status_code, sha256(answer.data).hexdigest()

    with ThreadPoolExecutor(200) as threads:
        asking = [threads.submit(ask, number) for number in range(200)]
        begun.wait()
        artwork_host.gate.set()
        answers = {one.result() for one in asking}

    assert len(answers) == 1
    assert answers.pop()[0] == 200
    assert artwork_host.times(PATH) == 1


def test_too_many_different_pictures_at_once_are_told_to_come_again(
    open_house: OpenHouse, open_door: OpenDoor, artwork_host: ArtworkHost
) -> None:
    services = open_house(web_threads=6)  # four of them may make pictures
    for number in range(1, 7):
        path = artwork_host.show(f"/banners/{number}.jpg", poster(number))
        hang(services.database, path, artwork_id=number, content_id=number)
    artwork_host.gate.clear()
    app = open_door(services).application

    with ThreadPoolExecutor(6) as threads:
        asking = [
            threads.submit(app.test_client().get, f"/images/series/{number}/poster/medium")
            for number in range(1, 7)
        ]
        refused = [one.result() for one in _until(asking, 2)]
        artwork_host.gate.set()
        statuses = sorted(one.result().status_code for one in asking)

    assert statuses == [200, 200, 200, 200, 429, 429]
    for answer in refused:
        assert answer.status_code == 429
        assert int(answer.headers["Retry-After"]) >= 1
        assert answer.json["code"] == "overloaded"


def _until(asking: list[Any], count: int) -> list[Any]:
    eventually(lambda: sum(one.done() for one in asking) >= count)
    return [one for one in asking if one.done()]
