"""``wsgi:app``, for Granian, gunicorn or any other WSGI server."""

from __future__ import annotations

import atexit

from tvdbproxy.settings import load_settings
from tvdbproxy.settings.log_lines import start_logging
from tvdbproxy.web.app import create_app
from tvdbproxy.wiring import build

start_logging()
_services = build(load_settings())
app = create_app(_services)
atexit.register(_services.doorkeeper.close)
atexit.register(_services.deferred.close)

if _services.settings.in_memory:
    from workers import inprocess

    inprocess.start(_services)
