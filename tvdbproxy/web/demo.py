"""``/demo``: the JavaScript client's elements and components, with pictures of this catalogue."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass

from flask import Blueprint, Response, render_template, request

from tvdbproxy import __version__
from tvdbproxy.catalogue.read import Picture, TitleCard, WallQuery, title_page, wall
from tvdbproxy.wiring import Services

_POSTERS = 8
_KINDS = ("fanart", "banner", "clearlogo", "clearart")
_MEDIA_ID = re.compile(r"[0-9A-Za-z-]{1,40}", re.ASCII)


@dataclass(frozen=True)
class Show:
    """What there is to be shown: posters by title, the first title's other kinds, a person."""

    cards: tuple[TitleCard, ...]
    kinds: tuple[Picture, ...] = ()


def demo_blueprint(services: Services) -> Blueprint:
    """The page, over these services."""
    blueprint = Blueprint("demo", __name__)
    blueprint.add_app_template_filter(_in_base64, "thumbhash")

    @blueprint.get("/demo")
    def demo() -> Response:
        media_id = request.args.get("media", "")
        html = render_template(
            "demo/demo.html",
            version=__version__,
            show=_show(services),
            media_id=media_id if _MEDIA_ID.fullmatch(media_id) else "",
        )
        response = Response(html, content_type="text/html; charset=utf-8")
        response.headers["Cache-Control"] = "no-cache"
        return response

    return blueprint


def _show(services: Services) -> Show:
    page = wall(services.database, WallQuery(size=3 * _POSTERS))
    cards = tuple(card for card in page.cards if card.frame.picture)[:_POSTERS]
    if not cards:
        return Show(())
    title = title_page(services.database, cards[0].content_type, cards[0].id)
    chosen = {
        facts.image_type: facts.picture
        for facts in title.artworks.page.items
        if facts.picture and facts.is_chosen
    }
    portraits = [person.frame.picture for person in title.people if person.frame.picture]
    return Show(cards, (*(chosen[kind] for kind in _KINDS if kind in chosen), *portraits[:1]))


def _in_base64(thumb_hash: str | None) -> str:
    """A ThumbHash as the element takes it."""
    return base64.b64encode(bytes.fromhex(thumb_hash or "")).decode()
