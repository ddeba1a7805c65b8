"""What a child process takes from itself before it touches a stranger's bytes."""

from __future__ import annotations

import ctypes
import math
import os
import resource
import signal
import sys

from tvdbproxy.imaging.limits import MEBIBYTE

_OPEN_FILES = 32
_LARGEST_FILE = 128 * MEBIBYTE  # a JPEG in memory counts as a file
_PR_SET_PDEATHSIG = 1


def ignore_polite_signals() -> None:
    """Leave Ctrl-C and a service manager's SIGTERM to the parent, which ends its children."""
    for polite in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(polite, signal.SIG_IGN)


def die_with_parent(parent: int) -> None:
    """Be killed when the parent ends, however it ends, even in the middle of a decode.

    The end of stdin says the same, but not before the decoder returns. The kernel means
    the parent's *thread* that started us: see ``spawner``.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit("the parent has gone")


def confine(memory_mb: int) -> None:
    """Bound address space, open files and file sizes for good; leave no core dumps."""
    _lower(resource.RLIMIT_CORE, 0)
    _lower(resource.RLIMIT_NOFILE, _OPEN_FILES)
    _lower(resource.RLIMIT_FSIZE, _LARGEST_FILE)
    if sys.platform == "linux":
        _lower(resource.RLIMIT_AS, memory_mb * MEBIBYTE)


def allow_cpu(seconds: float) -> None:
    """From now on, this much CPU; SIGXCPU ends the process at the next whole second."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    soft = math.ceil(usage.ru_utime + usage.ru_stime + seconds)
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.getrlimit(resource.RLIMIT_CPU)[1]))


def resident_mb() -> int:
    """Memory in use now; 0 where the system does not say."""
    try:
        with open("/proc/self/statm", encoding="ascii") as statm:
            pages = int(statm.read().split()[1])
    except OSError:
        return 0
    return pages * resource.getpagesize() // MEBIBYTE


def _lower(limit: int, most: int) -> None:
    hard = resource.getrlimit(limit)[1]
    lowered = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(limit, (lowered, lowered))
