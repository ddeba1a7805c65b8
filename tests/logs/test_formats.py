"""Lines for programs, and what stands in them."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import threading
from typing import Any

import pytest

from tvdbproxy.logs.context import about, facts
from tvdbproxy.logs.formats import Json, Text
from tvdbproxy.logs.secrets import without_secrets

BREAKS = """
import logging
from tvdbproxy.settings.log_lines import start_logging
start_logging()
log = logging.getLogger("tvdbproxy.x")
log.debug("deep")
log.info("went %s\\nwell", "ä")
try:
    1 / 0
except ZeroDivisionError:
    log.exception("failed")
"""


def record(message: str, *arguments: object) -> logging.LogRecord:
    return logging.LogRecord("tvdbproxy.x", logging.INFO, "", 0, message, arguments, None)


def test_every_line_of_a_process_is_an_object(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOG_FORMAT", "json")
    first, second = (json.loads(line) for line in _lines())
    assert (first["level"], first["logger"], first["message"]) == (
        "INFO",
        "tvdbproxy.x",
        "went ä\nwell",
    )
    assert first["ts"].endswith("Z")
    assert second["exception"].startswith("Traceback")
    assert second["exception"].endswith("ZeroDivisionError: division by zero")


def test_the_level_is_that_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOG_LEVEL", "debug")
    assert _lines()[0].endswith("DEBUG tvdbproxy.x: deep")
    monkeypatch.setenv("LOG_LEVEL", "ERROR")
    assert "went" not in "".join(_lines())


def test_a_wrong_value_leaves_lines_for_whoever_tells_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LOG_FORMAT", "xml")
    assert "INFO tvdbproxy.x: went" in _lines()[0]


def test_a_line_has_what_its_thread_is_about_and_no_others() -> None:
    seen: list[Any] = []
    with about(request_id="abc", job_id="7"):
        with about(job_id="8"):
            told = json.loads(Json().format(record("x")))
        other = threading.Thread(target=lambda: seen.append(facts()))
        other.start()
        other.join()
        assert dict(facts()) == {"request_id": "abc", "job_id": "7"}
        assert Text().format(record("x")).endswith("tvdbproxy.x: x [abc]")
    assert (told["request_id"], told["job_id"]) == ("abc", "8")
    assert seen == [{}]
    assert dict(facts()) == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("redis://:hunter2@host:6379/0", "redis://:***@host:6379/0"),
        ("postgresql://me:hunter2@host/db is away", "postgresql://me:***@host/db is away"),
        ("Authorization: Bearer abc.def.ghi", "Authorization: Bearer ***"),
        ("/a?X-Amz-Signature=0af3&x=1", "/a?X-Amz-Signature=***&x=1"),
        ("{'apikey': 'secretive', 'pin': ''}", "{'apikey': '***', 'pin': ''}"),
        ("password=hunter2, more", "password=***, more"),
        ("http://host:80/a@b: token bucket is full", "http://host:80/a@b: token bucket is full"),
        ("artwork 7 (/banners/x.jpg): not_found", "artwork 7 (/banners/x.jpg): not_found"),
    ],
)
def test_what_opens_doors_is_struck_out(text: str, expected: str) -> None:
    assert without_secrets(text) == expected
    assert expected in Text().format(record("%s", text))
    assert json.loads(Json().format(record("%s", text)))["message"] == expected


def test_a_traceback_hides_what_the_message_hides() -> None:
    try:
        raise OSError("https://me:hunter2@host/ failed")
    except OSError:
        line = record("x")
        line.exc_info = sys.exc_info()
    for layout in (Json(), Text()):
        told = layout.format(line)
        assert "***@host" in told
        assert "hunter2" not in told.replace('raise OSError("https://me:hunter2@host/ failed")', "")


def _lines() -> list[str]:
    ended = subprocess.run(
        [sys.executable, "-c", BREAKS], capture_output=True, text=True, check=True
    )
    return ended.stderr.splitlines()
