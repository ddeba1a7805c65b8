"""Purges reach the CDN through the queue, and are not lost with a worker."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from tests.cdn.cloudflare_api import HOST, TOKEN, ZONE, CloudflareApi
from tests.cdn.conftest import cloudflare_server
from tests.house.house import OpenHouse
from tests.house.processes import worker_here, workers
from tests.house.waiting import eventually
from tests.servers.own_redis import OwnRedis
from tvdbproxy.cdn import outbox
from tvdbproxy.db.database import now
from tvdbproxy.db.models import Lease, Purge
from tvdbproxy.embedded.environment import default_values
from tvdbproxy.wiring import Services
from workers.control import ControlActors

__all__ = ["cloudflare_server"]

ADDRESSES = ["/banners/other/a.jpg", "/banners/other/b.jpg"]
URLS = [f"https://{HOST}{address}" for address in ADDRESSES]


def house(open_house: OpenHouse, api: CloudflareApi, **given: Any) -> Services:
    return open_house(
        cdn_purge="cloudflare",
        cloudflare_zone_id=ZONE,
        cloudflare_api_token=TOKEN,
        cloudflare_api_url=api.url,
        public_base_url=f"https://{HOST}",
        **given,
    )


def wish(services: Services) -> None:
    with services.database.write() as session:
        outbox.ask(session, ADDRESSES)


def wished(services: Services) -> list[str]:
    with services.database.read() as session:
        return list(session.scalars(select(Purge.address)))


def test_the_reconciler_has_them_delivered(
    open_house: OpenHouse, cloudflare_server: CloudflareApi
) -> None:
    services = house(open_house, cloudflare_server)
    wish(services)
    with worker_here(services):
        ControlActors(services).reconcile()
        eventually(lambda: not wished(services))
    assert sorted(cloudflare_server.addresses) == URLS


@pytest.mark.parametrize("given", [{}, {"cdn_purge": "off"}])
def test_no_message_is_sent_for_nothing(
    open_house: OpenHouse, cloudflare_server: CloudflareApi, given: dict[str, str]
) -> None:
    services = open_house() if given else house(open_house, cloudflare_server)
    ControlActors(services).reconcile()
    assert services.queue.waiting("control") == 0


def test_a_worker_that_is_killed_between_the_call_and_its_record_leaves_it_to_another(
    open_house: OpenHouse,
    cloudflare_server: CloudflareApi,
    own_redis: OwnRedis,
    tmp_path: Path,
) -> None:
    services = house(open_house, cloudflare_server, broker_url=own_redis.url)
    wish(services)
    cloudflare_server.gate.clear()
    with workers(tmp_path, default_values(services.settings)) as (worker,):
        assert services.queue.send("purge_cdn")
        eventually(lambda: cloudflare_server.purged)  # taken, and not answered
        worker.kill()
    assert sorted(wished(services)) == ADDRESSES
    cloudflare_server.gate.set()
    _let_leases_end(services)
    with worker_here(services):

        def is_done() -> bool:
            ControlActors(services).reconcile()
            return not wished(services)

        eventually(is_done)
    assert cloudflare_server.purged[0] == cloudflare_server.purged[1]


def _let_leases_end(services: Services) -> None:
    with services.database.write() as session:
        session.execute(update(Lease).where(Lease.name == "cdn").values(until=now(session)))
