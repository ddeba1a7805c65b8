"""requests and urllib3, with our own way to connect and to wait.

Three small overrides: the pool manager makes our connections, a connection dials through
``dial.connect`` (Host, SNI and certificate check stay those of the name), and a response
reads within the errand's bounds, header lines included.
"""

from __future__ import annotations

import http.client
import io
import socket
from typing import Any

import requests.adapters
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from tvdbproxy.fetch import dial
from tvdbproxy.fetch.body import too_large
from tvdbproxy.fetch.dial import Errand


class GuardedAdapter(requests.adapters.HTTPAdapter):
    """Sends one request, follows nothing. Thread-safe; keeps connections open.

    It is used without a ``requests.Session``: a session brings proxies and passwords from
    the environment, keeps cookies, and reads the body of every redirect to its end,
    unbounded, even when told not to follow.
    """

    def init_poolmanager(
        self, connections: int, maxsize: int, block: bool = False, **pool_kwargs: Any
    ) -> None:
        """Let every pool of this adapter make guarded connections."""
        self.poolmanager = PoolManager(connections, maxsize=maxsize, block=block, **pool_kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _PlainPool, "https": _TlsPool}


class _BoundedReader(io.RawIOBase):
    """A socket's bytes: no longer than the errand lasts, and no more than it may take."""

    def __init__(self, sock: socket.socket, raw: io.RawIOBase, errand: Errand) -> None:
        super().__init__()
        self._sock, self._raw, self._errand = sock, raw, errand
        self._allowance = errand.policy.max_wire_bytes

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        patience = self._errand.policy.read_seconds
        self._sock.settimeout(self._errand.deadline.left(patience))
        count = self._raw.readinto(buffer)
        self._allowance -= count or 0
        if self._allowance < 0:
            raise too_large(self._errand.policy.max_bytes)
        return count

    def close(self) -> None:
        self._raw.close()
        super().close()


class _BoundedResponse(http.client.HTTPResponse):
    """A response whose status line, headers and body are all read within bounds."""

    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        self.fp = io.BufferedReader(_BoundedReader(sock, self.fp.detach(), dial.current()))


class _PlainConnection(HTTPConnection):
    response_class = _BoundedResponse

    def _new_conn(self) -> socket.socket:
        return _dialled(self)


class _TlsConnection(HTTPSConnection):
    response_class = _BoundedResponse

    def _new_conn(self) -> socket.socket:
        return _dialled(self)


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _PlainConnection


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _TlsConnection


def _dialled(connection: HTTPConnection) -> socket.socket:
    """Dial, with failures in urllib3's own words."""
    try:
        return dial.connect(connection.host.strip("[]"), connection.port)
    except TimeoutError as error:
        raise ConnectTimeoutError(connection, str(error)) from error
    except OSError as error:
        raise NewConnectionError(connection, str(error)) from error
