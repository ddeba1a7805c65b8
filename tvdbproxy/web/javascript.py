"""``/clients/js/...``: the JavaScript client, which pages of any origin import from here."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response

from tvdbproxy.errors import NotFound
from tvdbproxy.web.replies import conditional, open_to_all


def javascript_folder() -> Path:
    """Beside the package in a checkout, inside it when installed from a wheel."""
    package = Path(__file__).resolve().parent.parent
    inside = package / "_javascript"
    return inside if inside.is_dir() else package.parent / "clients" / "js" / "src"


def javascript_blueprint() -> Blueprint:
    """The client's modules, as they are in its repository: there is nothing to build."""
    blueprint = Blueprint("javascript", __name__)
    # Read once, so that a process never answers with some of one version and some of another.
    modules = {path.stem: path.read_bytes() for path in javascript_folder().glob("*.js")}

    @blueprint.get("/clients/js/<name>.js")
    def module(name: str) -> Response:
        """To be asked for again each time, and sent again only if it has changed: modules of
        two versions do not go together."""
        if name not in modules:
            raise NotFound("There is no such module.", code="unknown_module")
        response = Response(modules[name], content_type="text/javascript; charset=utf-8")
        response.headers["Cache-Control"] = "no-cache"
        response.add_etag()
        open_to_all(response)
        return conditional(response, len(modules[name]))

    return blueprint
