"""Tests talk to this machine alone: any other connection or name look-up fails the test."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterator
from typing import Any

import pytest


class OutsideConnection(AssertionError):
    """A test, or the code under test, wanted to reach another machine."""


@pytest.fixture(scope="session", autouse=True)
def _no_outside_world() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex", "sendto"):
            patch.setattr(socket.socket, name, _guarded(getattr(socket.socket, name)))
        patch.setattr(socket, "getaddrinfo", _guarded_lookup(socket.getaddrinfo))
        yield


def _guarded(method: Any) -> Any:
    def guarded(connection: socket.socket, *arguments: Any) -> Any:
        if connection.family in (socket.AF_INET, socket.AF_INET6):
            host = str(arguments[-1][0])
            if not _is_this_machine(host):
                raise OutsideConnection(f"a test may not connect to {host}")
        return method(connection, *arguments)

    return guarded


def _guarded_lookup(look_up: Any) -> Any:
    def guarded(host: Any, *arguments: Any, **named: Any) -> Any:
        text = host.decode() if isinstance(host, bytes) else host
        if text and not _is_address(text) and not _is_this_machine(text):
            raise OutsideConnection(f"a test may not ask a name server for {text}")
        return look_up(host, *arguments, **named)

    return guarded


def _is_this_machine(host: str) -> bool:
    if _is_address(host):
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    return host == "localhost" or host.endswith(".localhost")


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True
