"""A circuit breaker: a host that keeps failing is not asked for a while.

*Closed* is the healthy state. After some failures in a row within a window the circuit
*opens*: requests fail at once, without a thread waiting. When the time is over it is
*half open*: one request goes through as a probe. If that succeeds, the circuit closes;
if not, it opens again for twice as long, up to a limit.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from tvdbproxy.errors import UpstreamUnavailable
from tvdbproxy.meter.events import Event, Service
from tvdbproxy.meter.meter import SILENT, Meter

_MOST_SITES = 1000


@dataclass
class _Circuit:
    failures: int = 0
    first_failure: float = 0.0
    pause: float = 0.0
    shut_until: float = 0.0  # no request passes before this time
    probing: bool = False

    @property
    def is_open(self) -> bool:
        return self.pause > 0


class CircuitBreaker:
    """Shared by every ``Fetcher`` of a process. Thread-safe.

    It opens after ``threshold`` failures in a row that began within ``window`` seconds,
    first for ``pause`` seconds, later for up to ``longest_pause``. A probe that never
    reports back blocks others for ``probe_seconds``.
    """

    def __init__(
        self,
        *,
        threshold: int = 5,
        window: float = 60,
        pause: float = 5,
        longest_pause: float = 300,
        probe_seconds: float = 60,
        clock: Callable[[], float] = time.monotonic,
        meter: Meter = SILENT,
        service: Service = Service.OTHER,
    ) -> None:
        self._threshold, self._window = threshold, window
        self._pause, self._longest_pause = pause, longest_pause
        self._probe_seconds = probe_seconds
        self._clock = clock
        self._meter, self._service = meter, service
        self._circuits: dict[str, _Circuit] = {}
        self._lock = Lock()

    def admit(self, site: str) -> None:
        """Let a request to the site pass; report its outcome afterwards.

        Raises ``UpstreamUnavailable`` (``upstream_circuit_open``) with the seconds until
        the next probe.
        """
        with self._lock:
            circuit = self._circuits.get(site)
            if circuit is None or not circuit.is_open:
                return
            now = self._clock()
            if now < circuit.shut_until:
                raise _open(site, circuit.shut_until - now)
            circuit.shut_until, circuit.probing = now + self._probe_seconds, True

    def succeeded(self, site: str) -> None:
        """The site answered: all is forgiven."""
        with self._lock:
            self._forget(site)

    def failed(self, site: str) -> None:
        """The site could not be reached, took too long, or is in trouble."""
        now = self._clock()
        with self._lock:
            circuit = self._circuits.get(site) or self._new_circuit(site, now)
            if circuit.is_open:
                if circuit.probing:  # else a request from before it opened: known already
                    self._open_up(circuit, now)
                return
            if now - circuit.first_failure > self._window:
                circuit.failures, circuit.first_failure = 0, now
            circuit.failures += 1
            if circuit.failures >= self._threshold:
                self._open_up(circuit, now)

    def _new_circuit(self, site: str, now: float) -> _Circuit:
        """Forget the oldest site when there are too many: users may name any host."""
        if len(self._circuits) >= _MOST_SITES:
            self._forget(next(iter(self._circuits)))
        circuit = self._circuits[site] = _Circuit(first_failure=now)
        return circuit

    def _forget(self, site: str) -> None:
        circuit = self._circuits.pop(site, None)
        if circuit is not None and circuit.is_open:
            self._meter.count(Event.CIRCUIT, self._service, "closed")

    def _open_up(self, circuit: _Circuit, now: float) -> None:
        if not circuit.is_open:
            self._meter.count(Event.CIRCUIT, self._service, "opened")
        circuit.pause = min(circuit.pause * 2 or self._pause, self._longest_pause)
        circuit.shut_until, circuit.probing = now + circuit.pause, False


def _open(site: str, seconds: float) -> UpstreamUnavailable:
    return UpstreamUnavailable(
        "The other server has been failing and is given a rest; try again later.",
        code="upstream_circuit_open",
        detail=f"circuit of {site} is open",
        retry_after=seconds,
    )
