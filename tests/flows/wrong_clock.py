"""A worker, or a scheduler, whose clock is wrong.

Arguments: a file with the seconds by which its clock is ahead, read at each look, and then
``scheduler``, or those of ``pausing_worker.py``, or none for a worker that does not pause.
"""

from __future__ import annotations

import sys
import time
from datetime import datetime, tzinfo
from pathlib import Path
from types import ModuleType
from typing import Any

from tests.flows import pausing_worker
from tvdbproxy.settings import load_settings
from workers import registry, scheduler
from workers.logs import set_up_logs
from workers.run import run_worker

_OURS = ("tvdbproxy", "workers", "dramatiq", "apscheduler")
_time = time.time


class _LooksLikeDatetime(type):
    def __instancecheck__(cls, value: object) -> bool:
        return isinstance(value, datetime)


def set_wrong(ahead: Path) -> None:
    """Have all of our modules, and the queue's, look at the wrong clock."""

    def wrong() -> float:
        return _time() + float(ahead.read_text())

    class Wrong(datetime, metaclass=_LooksLikeDatetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Any:
            return datetime.fromtimestamp(wrong(), tz)

    time.time = wrong
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] in _OURS:
            _replace(module, {_time: wrong, datetime: Wrong})


def _replace(module: ModuleType, others: dict[Any, Any]) -> None:
    for name, value in list(vars(module).items()):
        if value is _time or value is datetime:
            setattr(module, name, others[value])


if __name__ == "__main__":
    assert registry, scheduler  # imported, and thereby set wrong with the others
    set_wrong(Path(sys.argv[1]))
    if sys.argv[2:] == ["scheduler"]:
        set_up_logs()
        scheduler.run_scheduler(load_settings())
    elif sys.argv[2:]:
        pausing_worker.main(*sys.argv[2:])
    else:
        set_up_logs()
        run_worker(load_settings())
