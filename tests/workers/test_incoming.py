"""The actor that looks after uploads which go straight to the object store."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.house.house import OpenHouse
from tests.house.incoming import house, open_incoming, upload
from tests.house.pictures import poster
from tests.house.uploads import as_user
from tvdbproxy.jobs import leases
from tvdbproxy.web.app import create_app
from tvdbproxy.wiring import Services
from workers.incoming import IncomingActors
from workers.scheduler import intervals

__all__ = ["house", "open_incoming"]

ADA = as_user("ada")


@pytest.fixture
def door(house: Services) -> FlaskClient:
    return create_app(house).test_client()


def arrive(door: FlaskClient) -> str:
    """An upload that nobody tells of; its job."""
    wanted = {"filename": "a.jpg", "content_type": "image/jpeg", "size": len(poster())}
    offered = door.post("/images/upload-url", json=wanted, headers=ADA).json
    assert upload(offered, poster()) == 200
    return str(offered["processing_id"])


def test_an_upload_that_nobody_tells_of_is_found(house: Services, door: FlaskClient) -> None:
    arrive(door)
    IncomingActors(house).sweep_incoming()
    assert house.queue.waiting("ingest") == 1
    IncomingActors(house).sweep_incoming()
    assert house.queue.waiting("ingest") == 1


def test_one_look_at_a_time_is_enough(house: Services, door: FlaskClient) -> None:
    arrive(door)
    with house.database.write() as session:
        assert leases.acquire(session, "sweep_incoming", "another", 60)
    IncomingActors(house).sweep_incoming()
    assert house.queue.waiting("ingest") == 0
    with house.database.write() as session:
        leases.release(session, "sweep_incoming", "another")
    IncomingActors(house).sweep_incoming()
    assert house.queue.waiting("ingest") == 1


def test_a_house_without_s3_has_nothing_to_look_at(open_house: OpenHouse) -> None:
    IncomingActors(open_house()).sweep_incoming()


def test_the_clock_asks_for_it(open_house: OpenHouse) -> None:
    services = open_house(incoming_sweep_seconds=15)
    assert intervals(services.settings)["sweep_incoming"] == 15
