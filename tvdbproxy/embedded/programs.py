"""The table of everything that a stack runs, from a plan."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from tvdbproxy.embedded.environment import without_proxy_for_ourselves
from tvdbproxy.embedded.loopback import status_of
from tvdbproxy.embedded.plan import Plan
from tvdbproxy.embedded.ports import LOOPBACK
from tvdbproxy.embedded.program import Program
from tvdbproxy.embedded.readiness import problems_told_by
from tvdbproxy.embedded.redis_server import redis_program
from tvdbproxy.embedded.seaweed import find_weed, seaweed_program


@dataclass(frozen=True)
class Commands:
    """How our own commands are called; their arguments are appended."""

    tvdbproxy: tuple[str, ...] = (sys.executable, "-m", "tvdbproxy")
    sample: tuple[str, ...] = (sys.executable, "-m", "tvdbproxy.embedded.sample")


class Programs:
    """What is started, stage by stage; every program of ours gets ``environment``."""

    def __init__(
        self, plan: Plan, data_dir: Path, commands: Commands, holds: tuple[int, ...] = ()
    ) -> None:
        self._plan, self._data_dir, self._commands, self._holds = plan, data_dir, commands, holds
        self.metrics = data_dir.resolve() / "metrics"
        self.environment = {**plan.environment, **without_proxy_for_ourselves(os.environ)}

    def servers(self) -> list[Program]:
        """The inner servers that the environment did not give."""
        servers = (self._seaweed(), self._redis(), self._sample())
        return [server for server in servers if server is not None]

    def migration(self) -> Program:
        return self._ours("migrate", "migrate", ready_seconds=600)

    def storage_set_up(self) -> list[Program]:
        """Run in this order, each to its end."""
        return [
            self._ours("storage-init", "storage", "init"),
            self._ours("storage-check", "storage", "check"),
        ]

    def workers(self, count: int) -> list[Program]:
        if self._plan.in_memory:
            return []
        names = [f"worker-{n}" for n in range(1, count + 1)]
        return [self._counting(self._ours(name, "worker", stop_seconds=20)) for name in names]

    def schedulers(self) -> list[Program]:
        if self._plan.in_memory:
            return []
        return [self._counting(self._ours("scheduler", "scheduler"))]

    def web(self) -> Program:
        ready_url = f"{self._plan.base_url}/readyz"
        return self._counting(
            self._ours(
                "web",
                "serve",
                is_ready=lambda: status_of(ready_url) == 200,
                complaint=lambda: problems_told_by(ready_url),
                stop_seconds=20,
            )
        )

    def _seaweed(self) -> Program | None:
        if self._plan.seaweed is None:
            return None
        values = self._plan.values
        return self._holding(
            seaweed_program(
                find_weed(),
                self._data_dir,
                self._plan.seaweed,
                (values["S3_BUCKET_ORIGINALS"], values["S3_BUCKET_THUMBNAILS"]),
                values["S3_ACCESS_KEY_ID"],
                values["S3_SECRET_ACCESS_KEY"],
            )
        )

    def _redis(self) -> Program | None:
        plan = self._plan
        if plan.redis is None:
            return None
        return self._holding(
            redis_program(plan.redis, self._data_dir, plan.redis_port, plan.redis_password)
        )

    def _sample(self) -> Program | None:
        port = self._plan.sample_port
        if port is None:
            return None
        return Program(
            name="sample",
            argv=(*self._commands.sample, "--port", str(port)),
            log=self._log("sample"),
            environment=self.environment,
            is_ready=lambda: status_of(f"http://{LOOPBACK}:{port}/") != 0,
            stop_seconds=5,
            holds=self._holds,
        )

    def _ours(
        self,
        name: str,
        *arguments: str,
        is_ready: Callable[[], bool] | None = None,
        complaint: Callable[[], str] | None = None,
        ready_seconds: float = 60,
        stop_seconds: float = 10,
    ) -> Program:
        return Program(
            name=name,
            argv=(*self._commands.tvdbproxy, *arguments),
            log=self._log(name),
            environment=self.environment,
            is_ready=is_ready,
            complaint=complaint,
            ready_seconds=ready_seconds,
            stop_seconds=stop_seconds,
            holds=self._holds,
        )

    def _counting(self, program: Program) -> Program:
        """Web server, workers and scheduler count together, so that one of them shows all."""
        told = {"PROMETHEUS_MULTIPROC_DIR": str(self.metrics), "METRICS_NAME": program.name}
        return replace(program, environment={**told, **program.environment})

    def _holding(self, program: Program) -> Program:
        return replace(program, holds=self._holds)

    def _log(self, name: str) -> Path:
        return self._data_dir / "logs" / f"{name}.log"
