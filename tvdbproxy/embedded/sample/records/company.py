"""The two companies of this world."""

from __future__ import annotations

from typing import Any

from tvdbproxy.embedded.sample.world.titles import Title

_NAMES = {77: "Northlight", 78: "Channel Eleven West"}


def company_of(title: Title) -> dict[str, Any]:
    """The network of a title."""
    company_id = 77 + title.year % 2
    name = _NAMES[company_id]
    return {
        "id": company_id,
        "name": name,
        "slug": name.lower().replace(" ", "-"),
        "nameTranslations": ["eng"],
        "overviewTranslations": [],
        "aliases": [],
        "country": title.country,
        "primaryCompanyType": 1,
        "activeDate": None,
        "inactiveDate": None,
        "companyType": {"companyTypeId": 1, "companyTypeName": "Network"},
        "parentCompany": {"id": None, "name": None, "relation": {"id": None, "typeName": None}},
        "tagOptions": None,
    }
