"""The feed of changes."""

from __future__ import annotations

import time
from typing import Any

from tvdbproxy.embedded.sample.api.call import Call
from tvdbproxy.embedded.sample.api.paging import page_of
from tvdbproxy.embedded.sample.api.replies import Refusal, Reply, success
from tvdbproxy.embedded.sample.world.feed import Update

_OLDEST = 90 * 86_400
METHODS = {"create": 1, "update": 2, "delete": 3}


def updates(call: Call) -> Reply:
    """What changed at or after ``since`` (Unix seconds, at most 90 days back), oldest first."""
    since = call.number("since")
    if since is None:
        raise Refusal(400, "Bad Request")
    if since < time.time() - _OLDEST:
        raise Refusal(400, "InvalidValueType: since greater than 3 months ago")
    kind, action = call.query.get("type"), call.query.get("action")
    found = [
        update
        for update in call.world.feed()
        if update.at >= since
        and (not kind or update.kind == kind)
        and (not action or update.method == action)
    ]
    items, links = page_of(call, found)
    if action and action not in METHODS:
        links["page_size"] = 0
    return success([_record(update) for update in items], links)


def _record(update: Update) -> dict[str, Any]:
    record: dict[str, Any] = {
        "recordType": "",
        "recordId": update.id,
        "methodInt": METHODS[update.method],
        "method": update.method,
        "extraInfo": "",
        "userId": 0,
        "timeStamp": update.at,
        "entityType": update.kind,
    }
    if update.series_id is not None:
        record["seriesId"] = update.series_id
    if update.merged_into is not None:
        record |= {"mergeToId": update.merged_into, "mergeToEntityType": update.merged_kind}
    return record
