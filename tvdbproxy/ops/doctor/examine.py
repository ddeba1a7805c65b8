"""All checks at once, each within its time, none hidden by another."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType, ModuleType

from tvdbproxy.errors import TvdbProxyError
from tvdbproxy.ops.doctor import (
    admin_door,
    clock,
    codecs,
    configuration,
    database,
    disk,
    extras,
    migrations,
    queue,
    redis_server,
    storage,
    upstream,
)
from tvdbproxy.ops.doctor.finding import Finding, failed
from tvdbproxy.ops.doctor.patient import Patient, reason

Look = Callable[[Patient], Iterator[Finding]]

_CHECKS: tuple[ModuleType, ...] = (
    configuration,
    admin_door,
    database,
    migrations,
    redis_server,
    queue,
    storage,
    upstream,
    clock,
    disk,
    codecs,
    extras,
)
NAMES: Mapping[str, str] = MappingProxyType(
    {name: meaning for check in _CHECKS for name, meaning in check.NAMES.items()}
)
"""Every finding that there can be, by name: what is well if it is ok."""


def examine(patient: Patient, seconds: float) -> list[Finding]:
    """Every check's findings, in the order of the checks. One that has not come to an end after
    ``seconds`` is a finding itself, beside those that it had by then; raises nothing."""
    return run([(_first_name(check), check.look) for check in _CHECKS], patient, seconds)


def run(checks: list[tuple[str, Look]], patient: Patient, seconds: float) -> list[Finding]:
    """Likewise with other checks, by the names under which they fail as a whole."""
    runs = [_Run(name, look, patient) for name, look in checks]
    for one in runs:
        # A daemon: whoever hangs does not keep the process from ending.
        threading.Thread(target=one.work, name=f"doctor {one.name}", daemon=True).start()
    deadline = time.monotonic() + seconds
    return [finding for one in runs for finding in one.findings(deadline, seconds)]


def unreadable(fault: str) -> Finding:
    """What is found where the settings cannot even be read, and nothing else can be looked at."""
    return failed("configuration", fault, "Correct the variable that is named.")


def _first_name(check: ModuleType) -> str:
    return str(next(iter(check.NAMES)))


@dataclass
class _Run:
    name: str
    look: Look
    patient: Patient
    found: list[Finding] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)

    def work(self) -> None:
        try:
            for finding in self.look(self.patient):
                self.found.append(finding)
        except TvdbProxyError as error:
            self.found.append(failed(self.name, reason(error), "Correct what the sentence names."))
        except Exception as error:  # noqa: BLE001 - a check that breaks hides none of the others
            self.found.append(
                failed(
                    self.name,
                    f"The check itself broke: {reason(error)}",
                    "Tell those who make tvdbproxy, with this line.",
                )
            )
        finally:
            self.ended.set()

    def findings(self, deadline: float, seconds: float) -> list[Finding]:
        if self.ended.wait(max(deadline - time.monotonic(), 0)):
            return list(self.found)
        return [
            *self.found,
            failed(
                self.name,
                f"The check did not come to an end within {seconds:g} seconds.",
                "Look whether this server, or the network to it, is slow or silent.",
            ),
        ]
