"""``/clients/js/...``: the JavaScript client, which pages of any origin import from here."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, send_from_directory
from werkzeug.exceptions import NotFound as NoSuchFile

from tvdbproxy.errors import NotFound
from tvdbproxy.web.replies import open_to_all

_JAVASCRIPT = "text/javascript"


def javascript_folder() -> Path:
    """Beside the package in a checkout, inside it when installed from a wheel."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "_javascript"
    return inside if inside.is_dir() else package.parent / "clients" / "js" / "src"


def javascript_blueprint() -> Blueprint:
    """The client's modules, as they are in its repository: there is nothing to build."""
    blueprint = Blueprint("javascript", __name__)
    folder = javascript_folder()

    @blueprint.get("/clients/js/<name>.js")
    def module(name: str) -> Response:
        """To be asked for again each time, and sent again only if it has changed: modules of
        two versions do not go together."""
        try:
            response = send_from_directory(folder, f"{name}.js", mimetype=_JAVASCRIPT, max_age=None)
        except NoSuchFile:
            raise NotFound("There is no such module.", code="unknown_module") from None
        open_to_all(response)
        return response

    return blueprint
