"""All pages together."""

from __future__ import annotations

import logging

from flask import Blueprint, Response, render_template, request

from tvdbproxy import __version__
from tvdbproxy.errors import NotFound, TvdbProxyError
from tvdbproxy.web.dashboard.audit import add_audit
from tvdbproxy.web.dashboard.callbacks import add_callbacks
from tvdbproxy.web.dashboard.door import add_door
from tvdbproxy.web.dashboard.images import add_images
from tvdbproxy.web.dashboard.jobs import add_jobs
from tvdbproxy.web.dashboard.keys import add_keys
from tvdbproxy.web.dashboard.library import add_library
from tvdbproxy.web.dashboard.overview import add_overview
from tvdbproxy.web.dashboard.settings import add_settings
from tvdbproxy.web.dashboard.storage import add_storage
from tvdbproxy.web.dashboard.tasks import add_tasks
from tvdbproxy.web.dashboard.words import FILTERS
from tvdbproxy.web.errors import STATUS
from tvdbproxy.web.starting import Starting
from tvdbproxy.wiring import Services

log = logging.getLogger(__name__)


def dashboard_blueprint(services: Services, starting: Starting) -> Blueprint:
    """The pages, over these services."""
    blueprint = Blueprint("dashboard", __name__, url_prefix="/admin")
    for name, function in FILTERS.items():
        blueprint.add_app_template_filter(function, name)
    blueprint.register_error_handler(TvdbProxyError, _trouble)
    add_door(blueprint, services)
    add_overview(blueprint, services)
    add_library(blueprint, services)
    add_images(blueprint, services)
    add_jobs(blueprint, services)
    add_tasks(blueprint, services, starting)
    add_storage(blueprint, services)
    add_callbacks(blueprint, services)
    add_keys(blueprint, services)
    add_settings(blueprint, services)
    add_audit(blueprint, services)

    @blueprint.get("/<path:elsewhere>")
    def show_nothing(elsewhere: str) -> Response:
        raise NotFound("There is no such page.")

    return blueprint


def _trouble(error: TvdbProxyError) -> Response:
    """The same design for what cannot be shown, with the status that the API would give."""
    status = STATUS[error.kind]
    if status >= 500:
        log.warning("%s %s: %s: %s", request.method, request.path, error.code, error)
    html = render_template(
        "dashboard/trouble.html", version=__version__, status=status, sentence=error.public
    )
    return Response(html, status, headers={"Cache-Control": "no-store"})
