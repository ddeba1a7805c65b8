"""One stack at a time for each data directory."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from tests.embedded.test_process import is_running
from tvdbproxy.embedded.data_lock import lock_data_dir
from tvdbproxy.errors import Conflict


def test_a_second_stack_is_told_at_once_who_holds_the_directory(tmp_path: Path) -> None:
    with (
        lock_data_dir(tmp_path),
        pytest.raises(Conflict, match=f"process {os.getpid()}.*--data-dir"),
        lock_data_dir(tmp_path),
    ):
        pass


def test_the_directory_is_free_afterwards(tmp_path: Path) -> None:
    for _ in range(2):
        with lock_data_dir(tmp_path):
            pass


def test_servers_that_a_killed_stack_left_are_waited_for(tmp_path: Path) -> None:
    left_over = _hold_in_a_process_that_outlives_its_parent(tmp_path)
    waiting = threading.Timer(0.3, lambda: os.kill(left_over, 9))
    waiting.start()
    with lock_data_dir(tmp_path):
        assert not is_running(left_over)


def test_the_wait_for_left_overs_ends(tmp_path: Path) -> None:
    left_over = _hold_in_a_process_that_outlives_its_parent(tmp_path)
    try:
        with (
            pytest.raises(Conflict, match="was killed"),
            lock_data_dir(tmp_path, seconds_for_leftovers=0.2),
        ):
            pass
    finally:
        os.kill(left_over, 9)


def _hold_in_a_process_that_outlives_its_parent(data_dir: Path) -> int:
    code = f"""
import subprocess, os
from pathlib import Path
from tvdbproxy.embedded.data_lock import lock_data_dir
with lock_data_dir(Path({str(data_dir)!r})) as lock:
    quiet = dict(stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    server = subprocess.Popen(["sleep", "60"], pass_fds=[lock], **quiet)
    print(server.pid, flush=True)
    os._exit(0)
"""
    parent = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    return int(parent.stdout)
