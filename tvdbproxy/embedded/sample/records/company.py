"""Company records."""

from __future__ import annotations

from typing import Any

from tvdbproxy.embedded.sample.records.tables import COMPANY_TYPES
from tvdbproxy.embedded.sample.world.model import Company
from tvdbproxy.embedded.sample.world.world import World

_ROLES = {1: "network", 2: "studio", 3: "production", 4: "special_effects", 5: "distributor"}


def company_record(world: World, company: Company) -> dict[str, Any]:
    """A company, the same wherever it stands; there is no picture in it."""
    return {
        "id": company.id,
        "name": company.name,
        "slug": company.slug,
        "nameTranslations": ["eng"],
        "overviewTranslations": [],
        "aliases": [],
        "country": company.country,
        "primaryCompanyType": company.type,
        "activeDate": company.founded,
        "inactiveDate": None,
        "companyType": {"companyTypeId": company.type, "companyTypeName": _type_name(company)},
        "parentCompany": _parent(world, company),
        "tagOptions": None,
    }


def company_records(world: World, ids: tuple[int, ...]) -> list[dict[str, Any]]:
    """Those of these companies that still exist."""
    found = (world.find("companies", company_id) for company_id in ids)
    return [company_record(world, company) for company in found if company is not None]


def companies_by_role(world: World, ids: tuple[int, ...]) -> dict[str, Any]:
    """As movies have them: a list for each role, null where nobody plays it."""
    records = company_records(world, ids)
    return {
        role: [r for r in records if r["primaryCompanyType"] == type_id] or None
        for type_id, role in _ROLES.items()
    }


def no_companies() -> dict[str, Any]:
    """As seasons have them."""
    return dict.fromkeys(_ROLES.values())


def _type_name(company: Company) -> str:
    return COMPANY_TYPES[company.type - 1]


def _parent(world: World, company: Company) -> dict[str, Any]:
    parent = None if company.parent_id is None else world.find("companies", company.parent_id)
    if parent is None:
        return {"id": None, "name": None, "relation": {"id": None, "typeName": None}}
    relation = {"id": 1, "typeName": "Owned by"}
    return {"id": parent.id, "name": parent.name, "relation": relation}
