"""``/`` and ``/title/...``: pages for people, complete without a line of script."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from tvdbproxy import __version__
from tvdbproxy.catalogue.read import (
    Order,
    Picture,
    VariantFacts,
    WallQuery,
    title_page,
    wall,
)
from tvdbproxy.errors import NotFound, TvdbProxyError
from tvdbproxy.imaging.formats import Format
from tvdbproxy.vocabulary import content_type_of, id_of
from tvdbproxy.web.errors import STATUS
from tvdbproxy.web.gallery import words
from tvdbproxy.web.gallery.addresses import Addresses
from tvdbproxy.web.gallery.asked import page_number, wall_query
from tvdbproxy.web.gallery.placeholders import placeholder_uri
from tvdbproxy.web.gallery.tally import latest_tally
from tvdbproxy.web.replies import refused_if_conditions_fail
from tvdbproxy.wiring import Services

log = logging.getLogger(__name__)

_FILTERS: dict[str, Callable[..., str]] = {
    "placeholder": placeholder_uri,
    "amount": words.amount,
    "bytes": words.size_in_bytes,
    "kind": words.kind,
    "format_name": words.format_name,
    "image_type_name": words.image_type_name,
    "state_sentence": words.state_sentence,
    "frame_words": words.frame_words,
    "title_name": words.title_name,
    "crumb_name": words.crumb_name,
}


def gallery_blueprint(services: Services) -> Blueprint:
    """The pages, over these services."""
    blueprint = Blueprint("gallery", __name__)
    full = services.settings.schedule.catalogue_sync == "full"
    tallies = latest_tally(services.database, full=full)
    addresses = Addresses(services.kitchen.recipe.sizes)
    for name, function in {**_FILTERS, "src": addresses.src, "srcset": addresses.srcset}.items():
        blueprint.add_app_template_filter(function, name)
    blueprint.add_app_template_global(words.season_name, "season_name")
    blueprint.register_error_handler(TvdbProxyError, _trouble)

    @blueprint.get("/")
    def show_wall() -> Response:
        query = wall_query(request.args)
        page = wall(services.database, query)
        tally = tallies.get()
        return _page("wall.html", query=query, wall=page, tally=tally, link=_link_from(query))

    @blueprint.get("/title/<content_type>/<content_id>")
    def show_title(content_type: str, content_id: str) -> BaseResponse:
        kind, number = content_type_of(content_type), id_of(content_id)
        if kind != content_type:
            return redirect(url_for(".show_title", content_type=kind, content_id=number), 301)
        page = title_page(
            services.database,
            kind,
            number,
            episodes_page=page_number(request.args.get("episodes", "")),
            artworks_page=page_number(request.args.get("artwork", "")),
        )
        return _page("title.html", page=page, tally=tallies.get(), stored=_stored(services))

    @blueprint.get("/title/<path:elsewhere>")
    def show_nothing(elsewhere: str) -> BaseResponse:
        raise NotFound("There is no such page.")

    return blueprint


def _page(template: str, **values: Any) -> Response:
    """The page, to be asked for again each time and sent again only if it has changed."""
    html = render_template(f"gallery/{template}", version=__version__, **values)
    response = Response(html, content_type="text/html; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    response.make_conditional(request)
    return refused_if_conditions_fail(response)


def _trouble(error: TvdbProxyError) -> tuple[str, int, dict[str, str]]:
    """The same design for what cannot be shown, with the status that the API would give."""
    status = STATUS[error.kind]
    if status >= 500:
        log.warning("%s %s: %s: %s", request.method, request.path, error.code, error)
    html = render_template(
        "gallery/trouble.html", version=__version__, status=status, sentence=error.public
    )
    return html, status, {"Cache-Control": "no-store"}


def _link_from(query: WallQuery) -> Callable[..., str]:
    """A function of the template: this wall's address with some of it changed."""
    kind = query.kinds[0] if len(query.kinds) == 1 else None
    sort = None if query.order is Order.SCORE else query.order.value
    now: dict[str, Any] = {"q": query.text or None, "type": kind, "sort": sort}

    def link(**changes: str | None) -> str:
        return url_for("gallery.show_wall", **{**now, **changes})

    return link


def _stored(services: Services) -> Callable[[Picture, VariantFacts], str]:
    """A function of the template: the public address of a stored variant."""

    def stored(picture: Picture, variant: VariantFacts) -> str:
        return services.urls.stored(
            variant.key,
            picture.revision,
            picture.content_type,
            picture.content_id,
            picture.image_type,
            f"{variant.size}.{Format(variant.format).extension}",
            None if picture.is_chosen else picture.artwork_id,
        )

    return stored
