"""Log files of programs."""

from __future__ import annotations

from pathlib import Path

from tvdbproxy.embedded.logfile import last_line, open_log


def test_a_log_is_continued(tmp_path: Path) -> None:
    for text in (b"one\n", b"two\n"):
        with open_log(tmp_path / "logs" / "web.log") as log:
            log.write(text)
    assert (tmp_path / "logs" / "web.log").read_bytes() == b"one\ntwo\n"


def test_a_log_that_has_grown_large_is_put_aside_once(tmp_path: Path) -> None:
    path = tmp_path / "web.log"
    for text in (b"first long one\n", b"second long one\n", b"third\n"):
        with open_log(path, largest_bytes=10) as log:
            log.write(text)
    assert path.read_bytes() == b"third\n"
    assert (tmp_path / "web.log.1").read_bytes() == b"second long one\n"


def test_the_last_line_is_the_last_that_says_anything(tmp_path: Path) -> None:
    path = tmp_path / "web.log"
    path.write_text("early\nthe cause\n\n   \n")
    assert last_line(path) == "the cause"
    assert last_line(tmp_path / "none.log") == ""
