"""`tvdbproxy up`: everything that the service needs, in one command, until Ctrl-C."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tvdbproxy.embedded.credentials import load_secrets
from tvdbproxy.embedded.data_lock import lock_data_dir
from tvdbproxy.embedded.display import Display, about_broken_samples
from tvdbproxy.embedded.environment import given_values, write_environment_file
from tvdbproxy.embedded.plan import Plan, make_plan
from tvdbproxy.embedded.ports import FreePorts, is_free
from tvdbproxy.embedded.programs import Commands, Programs
from tvdbproxy.embedded.progress import Progress, read_progress
from tvdbproxy.embedded.start import run_to_the_end, wait_until_ready
from tvdbproxy.embedded.stop_request import StopRequest, listen_for_stop_signals
from tvdbproxy.embedded.supervisor import Supervisor
from tvdbproxy.errors import ConfigurationError, TvdbProxyError
from tvdbproxy.settings import Settings, load_settings

_POLL_SECONDS = 0.2
_PROGRESS_SECONDS = 1.0


_EXIT_CONFIGURATION = 78  # as in sysexits.h, and as all our commands


@dataclass(frozen=True)
class StackOptions:
    """The command line.

    ``host`` and ``port``: None means what the environment says, port 0 any free one.
    """

    data_dir: Path = Path("data")
    host: str | None = None
    port: int | None = None
    workers: int = 1


def run_stack(options: StackOptions, commands: Commands | None = None) -> int:
    """Run the whole system until SIGINT, SIGTERM or SIGHUP; the exit code for the shell.

    0 after such a signal; 78 when the environment or the options are wrong; 1 when
    something does not start. Errors are one line on stderr, and nothing is left running.
    """
    display = Display()
    try:
        with listen_for_stop_signals() as stop:
            _run(options, commands or Commands(), display, stop)
    except TvdbProxyError as error:
        display.close()
        sys.stderr.write(f"tvdbproxy up: {error}\n")
        return _EXIT_CONFIGURATION if isinstance(error, ConfigurationError) else 1
    return 0


def _run(options: StackOptions, commands: Commands, display: Display, stop: StopRequest) -> None:
    settings = _settings(options)
    data_dir = options.data_dir
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    with lock_data_dir(data_dir) as lock:
        secrets = load_secrets(data_dir / "secrets.json", given_values(settings))
        plan = make_plan(settings, data_dir, secrets)
        programs = Programs(plan, data_dir, commands, holds=(lock,))
        _empty(programs.metrics)  # figures of an earlier run begin anew
        supervisor = Supervisor(display.line)
        published = data_dir / "env"
        published.unlink(missing_ok=True)  # an earlier run's: its ports are no longer true
        try:
            _start(programs, supervisor, display, stop, options.workers)
            if not stop.made():
                write_environment_file(published, programs.environment, plan.values)
                _announce(plan, data_dir, display)
                _look_after(plan, supervisor, display, stop)
            display.line("stopping (Ctrl-C again: at once)")
        finally:
            supervisor.stop(at_once=stop.made_again)
            display.close()


def _empty(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)


def _settings(options: StackOptions) -> Settings:
    """The environment, and over it the command line; the web server's port is free."""
    given: Mapping[str, object] = {
        name: value
        for name, value in (("host", options.host), ("port", options.port))
        if value is not None
    }
    settings = load_settings(**given)
    web = settings.web
    if web.port == 0:
        return load_settings(**{**given, "port": FreePorts().one()})
    if not is_free(web.port, web.host):
        raise ConfigurationError(
            f"port {web.port} of {web.host} cannot be used, most likely because another program "
            "listens on it: stop that one, or choose another with --port (0: any free one)"
        )
    return settings


def _start(
    programs: Programs, supervisor: Supervisor, display: Display, stop: StopRequest, workers: int
) -> None:
    """Inner servers, then what prepares them, then our own processes; ready at the end."""

    def wanted() -> bool:
        return not stop.made()

    servers = supervisor.start(*programs.servers())
    display.line(
        f"starting {', '.join(s.program.name for s in servers)}" if servers else "starting"
    )
    run_to_the_end(programs.migration(), wanted)
    for server in servers:
        wait_until_ready(server, wanted)
    for step in programs.storage_set_up():
        if wanted():
            run_to_the_end(step, wanted)
    if stop.made():
        return
    display.line("database and storage are set up; starting the service")
    supervisor.start(*programs.workers(workers))
    supervisor.start(*programs.schedulers())
    (web,) = supervisor.start(programs.web())
    wait_until_ready(web, wanted)


def _announce(plan: Plan, data_dir: Path, display: Display) -> None:
    display.line(f"page:      {plan.base_url}/")
    display.line(f"API docs:  {plan.base_url}/docs")
    if plan.seaweed is not None:
        display.line(f"S3:        {plan.seaweed.endpoint_url}")
        display.line(
            f"files:     {plan.seaweed.browser_url} (read-only file browser; the inner doors of "
            "this S3 server are open to all users of this machine)"
        )
    display.line(f"settings:  {data_dir / 'env'} (keys and addresses, for another shell)")
    display.line(f"logs:      {data_dir / 'logs'}/")
    display.line(f"ready: {plan.base_url}")


def _look_after(plan: Plan, supervisor: Supervisor, display: Display, stop: StopRequest) -> None:
    """Revive what dies, and show the first sync until it is complete; returns on a signal."""
    syncing, next_look = True, 0.0
    while not stop.made():
        supervisor.revive()
        if syncing and time.monotonic() >= next_look:
            next_look = time.monotonic() + _PROGRESS_SECONDS
            if progress := read_progress(plan.base_url):
                display.progress(progress)
                syncing = not progress.is_complete
                if not syncing:
                    _conclude(plan, progress, display)
        time.sleep(_POLL_SECONDS)


def _conclude(plan: Plan, progress: Progress, display: Display) -> None:
    display.close()
    remark = about_broken_samples(progress) if plan.sample_port is not None else ""
    if remark:
        display.line(remark)
