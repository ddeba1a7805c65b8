"""One supervised process, with real processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tvdbproxy.embedded.process import Process
from tvdbproxy.embedded.program import Program
from tvdbproxy.embedded.start import run_to_the_end, start_and_wait
from tvdbproxy.errors import Unavailable

FOREVER = "import time; time.sleep(60)"
DEAF = (
    "import signal, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    "print('deaf', flush=True); time.sleep(60)"
)


def python(code: str, log: Path, **how: object) -> Program:
    return Program(name="thing", argv=(sys.executable, "-c", code), log=log, **how)  # type: ignore[arg-type]


def eventually(condition: Callable[[], bool], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.01)


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except FileNotFoundError:
        return False


def test_it_is_the_program_itself_in_a_session_of_its_own(tmp_path: Path) -> None:
    code = "import os; print(os.getpid(), os.getsid(0)); " + FOREVER
    process = Process(python(code, tmp_path / "log", environment={"PYTHONUNBUFFERED": "1"}))
    try:
        eventually(lambda: (tmp_path / "log").read_text().endswith("\n"))
        assert (tmp_path / "log").read_text().split() == [str(process.pid)] * 2
    finally:
        process.stop()
    assert process.exit_code() == -signal.SIGTERM


def test_a_process_that_ignores_the_signal_is_killed(tmp_path: Path) -> None:
    process = Process(python(DEAF, tmp_path / "log", stop_seconds=0.1))
    eventually(lambda: "deaf" in (tmp_path / "log").read_text())
    process.stop()
    assert process.exit_code() == -signal.SIGKILL


def test_what_it_started_itself_does_not_outlive_it(tmp_path: Path) -> None:
    code = f"""
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", {DEAF!r}])
print(child.pid, flush=True)
child.wait()
"""
    process = Process(python(code, tmp_path / "log"))
    eventually(lambda: "deaf" in (tmp_path / "log").read_text())
    grandchild = int((tmp_path / "log").read_text().split()[0])
    process.stop()
    eventually(lambda: not is_running(grandchild))


def test_it_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    code = f"""
import time
from pathlib import Path
from tvdbproxy.embedded.process import Process
from tvdbproxy.embedded.program import Program
argv = ({sys.executable!r}, "-c", "print('up', flush=True); {FOREVER}")
print(Process(Program("thing", argv, Path({str(tmp_path / "log")!r}))).pid, flush=True)
time.sleep(60)
"""
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    with parent.stdout:
        child = int(parent.stdout.readline())
    eventually(lambda: "up" in (tmp_path / "log").read_text())
    assert is_running(child)
    parent.kill()
    parent.wait()
    eventually(lambda: not is_running(child))


def test_it_is_not_started_from_a_thread_whose_end_would_end_it(tmp_path: Path) -> None:
    errors: list[Exception] = []

    def start() -> None:
        try:
            Process(python(FOREVER, tmp_path / "log"))
        except RuntimeError as error:
            errors.append(error)

    thread = threading.Thread(target=start)
    thread.start()
    thread.join()
    assert len(errors) == 1


def test_waiting_ends_when_the_program_is_ready(tmp_path: Path) -> None:
    flag = tmp_path / "flag"
    code = f"open({str(flag)!r}, 'w').close(); {FOREVER}"
    process = start_and_wait(python(code, tmp_path / "log", is_ready=flag.exists))
    assert flag.exists()
    process.stop()


def test_a_program_that_dies_instead_of_becoming_ready_tells_why(tmp_path: Path) -> None:
    code = "import sys; sys.exit('address already in use')"
    program = python(code, tmp_path / "web.log", is_ready=lambda: False)
    with pytest.raises(Unavailable, match=r"exit code 1; see .*web\.log \(address already in use"):
        start_and_wait(program)


def test_a_program_that_never_becomes_ready_is_stopped(tmp_path: Path) -> None:
    never = python(FOREVER, tmp_path / "log", is_ready=lambda: False, ready_seconds=0.1)
    with pytest.raises(Unavailable, match="not ready within"):
        start_and_wait(never)


def test_a_missing_program_is_named(tmp_path: Path) -> None:
    program = Program("thing", ("/nowhere/thing",), tmp_path / "log", is_ready=lambda: False)
    with pytest.raises(Unavailable, match="/nowhere/thing: No such file"):
        start_and_wait(program)


def test_last_words_are_no_cause_where_a_signal_was(tmp_path: Path) -> None:
    code = "import os, signal; print('all well', flush=True); os.kill(os.getpid(), signal.SIGKILL)"
    program = python(code, tmp_path / "web.log", is_ready=lambda: False)
    with pytest.raises(Unavailable, match=r"was ended by SIGKILL; see .*web\.log$"):
        start_and_wait(program)


def test_a_program_that_does_not_get_ready_is_quoted(tmp_path: Path) -> None:
    lacking = python(
        FOREVER,
        tmp_path / "log",
        is_ready=lambda: False,
        complaint=lambda: "queue: away.",
        ready_seconds=0.1,
    )
    with pytest.raises(Unavailable, match=r"not ready within 0 seconds \(queue: away\.\); see "):
        start_and_wait(lacking)


def test_the_same_complaint_is_not_listened_to_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tvdbproxy.embedded.start._PATIENCE_SECONDS", 0.1)
    lacking = python(
        FOREVER, tmp_path / "log", is_ready=lambda: False, complaint=lambda: "queue: away."
    )
    with pytest.raises(Unavailable, match="queue: away"):
        start_and_wait(lacking)


def test_a_step_that_fails_or_hangs_is_an_error(tmp_path: Path) -> None:
    run_to_the_end(python("pass", tmp_path / "log"))
    with pytest.raises(Unavailable, match="exit code 7"):
        run_to_the_end(python("raise SystemExit(7)", tmp_path / "log"))
    with pytest.raises(Unavailable, match="did not end within"):
        run_to_the_end(python(FOREVER, tmp_path / "log", ready_seconds=0.1))


def test_a_step_is_given_up_when_it_is_no_longer_wanted(tmp_path: Path) -> None:
    run_to_the_end(python(FOREVER, tmp_path / "log"), still_wanted=lambda: False)


def test_an_open_descriptor_can_be_passed_on(tmp_path: Path) -> None:
    read_end, write_end = os.pipe()
    process = Process(python(FOREVER, tmp_path / "log", holds=(write_end,)))
    os.close(write_end)
    os.set_blocking(read_end, False)
    with pytest.raises(BlockingIOError):
        os.read(read_end, 1)  # somebody still holds the other end
    process.stop()
    assert os.read(read_end, 1) == b""
    os.close(read_end)
