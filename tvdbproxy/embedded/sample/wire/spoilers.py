"""Answers that are well-formed HTTP and still not what was asked for."""

from __future__ import annotations

import gzip
import time
from functools import lru_cache

from tvdbproxy.embedded.sample.api.replies import Reply, failure, json_reply
from tvdbproxy.embedded.sample.wire.faults import Fault

_HTML = b"<!doctype html><title>502</title><h1>Bad gateway</h1><p>Try again later.</p>\n"
_MEGABYTE = 2**20


def spoiled(fault: Fault, target: str, whole: Reply) -> Reply:
    """What a fault makes of the right answer; kinds that are not of this sort leave it as it is."""
    params = fault.params
    if fault.kind == "status":
        return _status(fault)
    if fault.kind == "html":
        return Reply(200, _HTML, "text/html; charset=UTF-8")
    if fault.kind == "empty":
        return Reply(200, b"", whole.media_type, whole.headers)
    if fault.kind == "json":
        return json_reply(int(params.get("status", 200)), params.get("document"))
    if fault.kind == "redirect":
        location = params.get("location") or target
        return Reply(int(params.get("status", 302)), b"", headers={"Location": str(location)})
    if fault.kind == "wrong_type":
        media_type = str(params.get("type", "application/octet-stream"))
        return Reply(whole.status, whole.body, media_type, whole.headers)
    if fault.kind == "gzip_bomb":
        body = _bomb(int(params.get("megabytes", 100)))
        return Reply(200, body, whole.media_type, {"Content-Encoding": "gzip"})
    if fault.kind == "delay":
        time.sleep(float(params.get("seconds", 1)))
    return whole


def _status(fault: Fault) -> Reply:
    status = int(fault.params.get("status", 500))
    headers = {str(name): str(value) for name, value in fault.params.get("headers", {}).items()}
    body = fault.params.get("body", "json")
    if body == "html":
        return Reply(status, _HTML, "text/html; charset=UTF-8", headers)
    if body == "json":
        plain = failure(status, str(fault.params.get("message", "switched on by a test")))
        return Reply(status, plain.body, plain.media_type, headers)
    return Reply(status, str(body).encode(), "text/plain; charset=UTF-8", headers)


@lru_cache(maxsize=4)
def _bomb(megabytes: int) -> bytes:
    return gzip.compress(bytes(megabytes * _MEGABYTE), 9, mtime=0)
