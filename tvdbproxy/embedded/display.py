"""What the person in front of the terminal sees: lines, and a live view of the first sync."""

from __future__ import annotations

import os
import sys
import time
from typing import TextIO

from rich.console import Console, Group
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table

from tvdbproxy.embedded.progress import Progress

_SECONDS_BETWEEN_LINES = 3.0


class Display:
    """Writes to ``stream``; once nobody reads it any more, it falls silent."""

    def __init__(self, stream: TextIO = sys.stdout) -> None:
        self._stream: TextIO | None = stream
        self._console = Console(file=stream) if stream.isatty() else None
        self._live: Live | None = None
        self._last: Progress | None = None
        self._next_line_at = 0.0

    def line(self, text: str) -> None:
        """One line, above the live view if there is one."""
        self._end_live()
        self._write(text)

    def progress(self, progress: Progress) -> None:
        """Show ``progress``: in place on a terminal, else as a line now and then."""
        if progress == self._last:
            return
        if self._console is not None:
            self._show_live(progress)
        elif time.monotonic() >= self._next_line_at or progress.is_complete:
            self._write(in_words(progress))
            self._next_line_at = time.monotonic() + _SECONDS_BETWEEN_LINES
        else:
            return
        self._last = progress

    def close(self) -> None:
        """Leave the last view on the screen and the terminal as it was."""
        self._end_live()

    def _write(self, text: str) -> None:
        if self._stream is None:
            return
        try:
            self._stream.write(text + "\n")
            self._stream.flush()
        except OSError:  # the pipe is closed, the terminal is gone: the stack runs on
            self._fall_silent()

    def _show_live(self, progress: Progress) -> None:
        try:
            if self._live is None:
                # Refreshed by us: a thread of its own would only compete for the terminal.
                self._live = Live(console=self._console, auto_refresh=False)
                self._live.start()
            self._live.update(_as_bars(progress), refresh=True)
        except OSError:
            self._fall_silent()

    def _end_live(self) -> None:
        live, self._live = self._live, None
        if live is None:
            return
        try:
            live.stop()
        except OSError:
            self._fall_silent()

    def _fall_silent(self) -> None:
        if self._stream is not None:
            _discard_what_is_buffered(self._stream)
        self._stream = self._console = self._live = None


def _discard_what_is_buffered(stream: TextIO) -> None:
    """Otherwise Python tries to write it once more at exit, and fails with exit code 120."""
    try:
        descriptor = stream.fileno()
    except OSError:  # not a file: nothing is written at exit
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, descriptor)
    os.close(nowhere)


def in_words(progress: Progress) -> str:
    """``progress`` as one plain line."""
    failed = f", {progress.pictures_failed} failed" if progress.pictures_failed else ""
    gone = f", {progress.pictures_missing} gone upstream" if progress.pictures_missing else ""
    return (
        f"{'synced' if progress.is_complete else progress.phase}: "
        f"{progress.titles_done} of {progress.titles_total} titles, "
        f"{progress.pictures_done} of {progress.pictures_total} pictures stored{failed}{gone}, "
        f"{progress.stored_bytes / 1_000_000:.1f} MB"
    )


def about_broken_samples(progress: Progress) -> str:
    """The sample catalogue shows what goes wrong as well; empty where nothing did."""
    broken = progress.pictures_failed + progress.pictures_missing
    if not broken:
        return ""
    return f"{broken} pictures of the sample are broken on purpose; their pages say why"


def _as_bars(progress: Progress) -> Group:
    table = Table.grid(padding=(0, 1))
    for name, done, total in (
        ("titles", progress.titles_done, progress.titles_total),
        ("pictures", progress.pictures_done, progress.pictures_total),
    ):
        bar = ProgressBar(total=max(total, 1), completed=done, width=40)
        table.add_row(name, bar, f"{done} of {total}")
    return Group(table, in_words(progress))
