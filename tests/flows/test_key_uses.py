"""Uses of keys outlive the web process that counted them, if it is told to stop."""

from __future__ import annotations

from urllib.request import Request, urlopen

from tests.flows.conftest import MakeHouse
from tests.house.processes import web_process
from tvdbproxy.access import keys
from tvdbproxy.access.traits import Traits


def test_uses_are_written_when_the_server_is_told_to_stop(make_house: MakeHouse) -> None:
    world = make_house()
    with world.database.write() as session:
        issued = keys.create(session, Traits(name="Ada", role="admin"))
    with web_process(world.folder, world.environment) as (base, server):
        for _ in range(3):
            asked = Request(f"{base}/api/v1/admin/api-keys", headers={"X-API-Key": issued.text})
            with urlopen(asked) as answer:
                assert answer.status == 200
        server.stop()
        assert server.exit_code() == 0
    with world.database.read() as session:
        found = keys.get(session, issued.key.id)
    assert found.uses == 3
    assert found.last_used_at is not None
