"""What is shown of the first sync."""

from __future__ import annotations

import io
from dataclasses import replace

from tvdbproxy.embedded.display import Display, about_broken_samples, in_words
from tvdbproxy.embedded.progress import Progress

HALFWAY = Progress(
    phase="syncing",
    titles_done=3,
    titles_total=8,
    pictures_done=20,
    pictures_failed=0,
    pictures_missing=0,
    pictures_open=44,
    pictures_total=64,
    stored_bytes=1_500_000,
)
COMPLETE = replace(
    HALFWAY, phase="idle", titles_done=8, pictures_done=63, pictures_failed=1, pictures_open=0
)
BROKEN = replace(COMPLETE, pictures_failed=6, pictures_missing=2)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class ClosedPipe(io.StringIO):
    def __init__(self) -> None:
        super().__init__()
        self.attempts = 0

    def write(self, text: str) -> int:
        self.attempts += 1
        raise BrokenPipeError


def test_progress_in_words() -> None:
    assert in_words(HALFWAY) == "syncing: 3 of 8 titles, 20 of 64 pictures stored, 1.5 MB"
    assert in_words(COMPLETE).startswith("synced: 8 of 8 titles, 63 of 64 pictures stored, 1 fail")
    assert ", 6 failed, 2 gone upstream, " in in_words(BROKEN)


def test_what_is_broken_in_the_sample_is_counted_and_explained() -> None:
    assert about_broken_samples(HALFWAY) == ""
    assert about_broken_samples(BROKEN).startswith("8 pictures of the sample are broken on purpose")


def test_nothing_is_complete_before_there_was_anything() -> None:
    assert COMPLETE.is_complete
    assert not replace(COMPLETE, titles_total=0).is_complete
    assert not replace(COMPLETE, phase="sweeping").is_complete
    assert not HALFWAY.is_complete


def test_a_file_gets_few_lines_but_always_the_last_one() -> None:
    stream = io.StringIO()
    display = Display(stream)
    for done in range(20, 60):
        display.progress(replace(HALFWAY, pictures_done=done))
    display.progress(COMPLETE)
    assert stream.getvalue().splitlines() == [in_words(HALFWAY), in_words(COMPLETE)]


def test_a_terminal_gets_a_live_view_and_lines_above_it() -> None:
    stream = Terminal()
    display = Display(stream)
    display.progress(HALFWAY)
    display.line("worker-1 was ended by SIGKILL")
    display.progress(COMPLETE)
    display.close()
    shown = stream.getvalue()
    assert "3 of 8" in shown
    assert shown.index("3 of 8") < shown.index("SIGKILL") < shown.index("8 of 8")


def test_a_reader_that_went_away_does_not_stop_the_stack() -> None:
    stream = ClosedPipe()
    display = Display(stream)
    display.line("one")
    display.line("two")
    assert stream.attempts == 1
