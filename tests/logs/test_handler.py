"""Log lines never hold anybody up, whoever reads them or does not."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.house.waiting import eventually
from tvdbproxy.logs.handler import UnhurriedHandler

SAYS = """
import logging
from tvdbproxy.logs import log_to_stderr
log_to_stderr()
log = logging.getLogger("tvdbproxy")
for number in range(20_000):
    log.info("%d %s", number, "x" * 80)
print("went on")
"""
FORKS = """
import logging, os
from tvdbproxy.logs import log_to_stderr
log_to_stderr()
logging.info("parent")
logging.getLogger().handlers[0].flush()
if os.fork() == 0:
    logging.info("child")
else:
    os.wait()
"""


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    ends = os.pipe()
    yield ends
    for end in ends:
        try:
            os.close(end)
        except OSError:
            continue


def _handler(descriptor: int) -> UnhurriedHandler:
    handler = UnhurriedHandler(descriptor)
    handler.setFormatter(logging.Formatter("%(message)s"))
    return handler


def _say(handler: logging.Handler, text: str) -> None:
    handler.handle(logging.LogRecord("x", logging.INFO, "", 0, text, None, None))


@pytest.mark.proves("F53")
def test_a_process_whose_full_pipe_nobody_reads_goes_on() -> None:
    reader, writer = os.pipe()
    try:
        ended = subprocess.run(
            [sys.executable, "-c", SAYS], stderr=writer, stdout=subprocess.PIPE, timeout=60
        )
    finally:
        os.close(reader)
        os.close(writer)
    assert (ended.returncode, ended.stdout) == (0, b"went on\n")


@pytest.mark.proves("F53")
@pytest.mark.parametrize("redirection", ["2>&-", "2>/dev/full"])
def test_a_process_that_cannot_write_its_log_goes_on(redirection: str) -> None:
    command = ["sh", "-c", f'exec "$0" -c "$1" {redirection}', sys.executable, SAYS]
    ended = subprocess.run(command, stdout=subprocess.PIPE, timeout=60)
    assert (ended.returncode, ended.stdout) == (0, b"went on\n")


def test_lines_come_in_order_and_whole_before_the_end() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", SAYS.replace("20_000", "500")], capture_output=True, text=True
    )
    numbers = [int(line.split()[4]) for line in ended.stderr.splitlines()]
    assert numbers == list(range(500))


def test_the_reader_is_told_how_many_lines_it_missed(
    pipe: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tvdbproxy.logs.handler._MOST_LINES", 5)
    reader, writer = pipe
    handler = _handler(writer)
    for _ in range(100):
        _say(handler, "x" * 10_000)
    read = ""

    def look() -> bool:
        nonlocal read
        _say(handler, "last")
        read += os.read(reader, 1 << 20).decode()
        return "last" in read

    eventually(look)
    assert "log lines were lost" in read


def test_a_child_of_a_fork_writes_for_itself() -> None:
    ended = subprocess.run([sys.executable, "-c", FORKS], capture_output=True, text=True)
    assert [line.split()[-1] for line in ended.stderr.splitlines()] == ["parent", "child"]
