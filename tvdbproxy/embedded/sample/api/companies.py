"""Companies."""

from __future__ import annotations

from tvdbproxy.embedded.sample.api.call import Call
from tvdbproxy.embedded.sample.api.paging import page_of
from tvdbproxy.embedded.sample.api.replies import Reply, success
from tvdbproxy.embedded.sample.records.company import company_record


def list_companies(call: Call) -> Reply:
    """All companies."""
    items, links = page_of(call, call.world.living("companies"))
    return success([company_record(call.world, item) for item in items], links)


def one_company(call: Call) -> Reply:
    """A company by id."""
    company = call.record("companies")
    return call.answer("companies", company, company_record(call.world, company))
