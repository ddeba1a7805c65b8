"""``/banners/...``: the artwork host's files, unchanged, under the paths that they have there."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask, Response, request
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag
from werkzeug.routing import BaseConverter

from tvdbproxy.access.counter import SharedCounter
from tvdbproxy.access.rate import rule_of
from tvdbproxy.errors import RateLimited
from tvdbproxy.urls.banners import FAMILIES
from tvdbproxy.web.hot_path import HELD, ROUTE
from tvdbproxy.web.models.parts import Problem, Responses
from tvdbproxy.web.models.pictures import BannerPath
from tvdbproxy.web.replies import picture_reply
from tvdbproxy.wiring import Services

_TAG = Tag(name="Mirror", description="The artwork host's files under their own paths.")
_FILE: Responses = {
    200: {
        "description": "The file, as upstream has it",
        "content": {f"image/{kind}": {} for kind in ("jpeg", "png", "gif", "webp", "avif")},
    },
    206: {"description": "A range of it", "content": {"image/jpeg": {}}},
    304: {"description": "It is what you have"},
    404: Problem,
    416: Problem,
    429: Problem,
    502: Problem,
    503: Problem,
    504: Problem,
}


class _OldForm(BaseConverter):
    """Paths of former years: with a host inside, or without ``/banners`` before them."""

    part_isolating = False
    regex = rf"(?:https?:|{'|'.join(FAMILIES)})/.+"


def banners_blueprint(services: Services) -> APIBlueprint:
    """The mirror. A query is ignored, as upstream ignores it."""
    blueprint = APIBlueprint("banners", __name__, abp_tags=[_TAG])

    show = _show(services)

    @blueprint.get("/banners/<path:path>", summary="A file of the artwork host", responses=_FILE)
    def banner(path: BannerPath) -> Response:
        return show()

    return blueprint


def add_old_forms(app: Flask, services: Services) -> None:
    """Answer the forms of former years, which no documentation needs to tell of."""
    app.url_map.converters["oldform"] = _OldForm

    show = _show(services)

    def old_form(path: str) -> Response:
        return show()

    app.add_url_rule("/<oldform:path>", "old_banner", old_form)


def _show(services: Services) -> Callable[[], Response]:
    """Answers the request. Strangers may make us ask upstream only so often."""
    settings = services.settings
    counter = SharedCounter(settings.broker, "banners")
    rule = rule_of(settings.delivery.mirror_rate_limit, "MIRROR_RATE_LIMIT")

    def count() -> None:
        wait = counter.hit(rule, request.remote_addr or "")
        if wait is not None:
            raise RateLimited(
                f"More than {rule} that are not here yet; wait and try again.", retry_after=wait
            )

    def show() -> Response:
        shown = services.mirror.answer(request.path, count)
        request.environ[HELD] = shown.held
        request.environ[ROUTE] = str(request.url_rule)
        return picture_reply(shown)

    return show
