"""``python -m workers``: one worker process."""

from __future__ import annotations

from tvdbproxy.settings import load_settings
from workers.logs import set_up_logs
from workers.run import run_worker

set_up_logs()
run_worker(load_settings())
