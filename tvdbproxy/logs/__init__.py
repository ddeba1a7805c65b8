"""Log lines: for people or for programs, of whom each tells what it is about, and that nobody
waits for."""

from tvdbproxy.logs.start import log_to_stderr

__all__ = ["log_to_stderr"]
