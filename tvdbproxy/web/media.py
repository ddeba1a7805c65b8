"""``/api/images/{media_id}`` and ``/serve/{media_id}``: pictures that applications gave us, for
whoever shows them."""

from __future__ import annotations

from urllib.parse import parse_qsl

from flask import Response, request
from flask_openapi3.blueprint import APIBlueprint
from flask_openapi3.models.tag import Tag

from tvdbproxy.delivery.media.asked import understand
from tvdbproxy.delivery.serve import SendElsewhere
from tvdbproxy.web.hot_path import HELD, ROUTE
from tvdbproxy.web.models.media import ImageIdPath, MediaPath, MediaQuery
from tvdbproxy.web.models.parts import Problem, Responses
from tvdbproxy.web.replies import elsewhere_reply, picture_reply
from tvdbproxy.wiring import Services

_TAG = Tag(name="Media", description="Pictures that applications own, by their ids.")
_PICTURE: Responses = {
    200: {
        "description": "The picture",
        "content": {"image/webp": {}, "image/avif": {}, "image/jpeg": {}, "image/png": {}},
    },
    206: {"description": "A range of it", "content": {"image/webp": {}}},
    302: {"description": "It is at the CDN"},
    304: {"description": "It is what you have"},
    400: Problem,
    404: Problem,
    416: Problem,
    429: Problem,
    503: Problem,
}


def media_blueprint(services: Services) -> APIBlueprint:
    """The pictures themselves. Nobody guesses their ids."""
    blueprint = APIBlueprint("media", __name__, abp_tags=[_TAG])

    @blueprint.get("/api/images/<media_id>", summary="A picture by its id", responses=_PICTURE)
    def picture(path: MediaPath, query: MediaQuery) -> Response:
        return _show(services, path.media_id)

    @blueprint.get("/serve/<media_id>", summary="The same", responses=_PICTURE)
    def serve(path: MediaPath, query: MediaQuery) -> Response:
        return _show(services, path.media_id)

    @blueprint.get("/api/v1/images/<uuid:image_id>/direct", summary="The same", responses=_PICTURE)
    def direct(path: ImageIdPath, query: MediaQuery) -> Response:
        return _show(services, str(path.image_id))

    return blueprint


def _show(services: Services, address: str) -> Response:
    asked = understand(address, _query())
    answer = services.media.answer(asked, request.headers.get("Accept"))
    if isinstance(answer, SendElsewhere):
        return elsewhere_reply(answer)
    if not answer.stands_in:
        request.environ[HELD] = answer.held
        request.environ[ROUTE] = str(request.url_rule)
    response = picture_reply(answer)
    # Not the name that it was uploaded with: that is its owner's.
    response.headers["Content-Disposition"] = f'inline; filename="{answer.name}"'
    response.headers["X-Size"] = answer.size
    response.headers["X-Background"] = answer.background
    response.headers["Access-Control-Expose-Headers"] = "X-Size, X-Background"
    return response


def _query() -> dict[str, str]:
    """The words of the query; what stands last wins. Pages hang ``?size=`` on addresses that
    have one already, and mean the second one."""
    text = request.query_string.decode("latin-1").replace("?", "&")
    return dict(parse_qsl(text, keep_blank_values=True))
