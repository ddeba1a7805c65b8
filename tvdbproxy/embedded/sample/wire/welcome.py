"""The page at the root, for whoever opens this address in a browser."""

from __future__ import annotations

from tvdbproxy.embedded.sample.api.replies import Reply
from tvdbproxy.embedded.sample.records.pictures import View
from tvdbproxy.embedded.sample.world.world import World

_WALL = 24
_PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Sample upstream</title>
<style>
body {{ font: 16px/1.5 system-ui, sans-serif; margin: 3rem auto; max-width: 62rem; padding: 0 1rem;
color: #222; background: #faf8f4 }}
div {{ display: grid; grid-template-columns: repeat(auto-fill, minmax(9rem, 1fr)); gap: .8rem }}
img {{ width: 100%; aspect-ratio: 68/100; border-radius: 4px; box-shadow: 0 2px 8px #0003 }}
</style>
<h1>Sample upstream</h1>
<p>A small stand-in for TheTVDB, part of tvdbproxy. It speaks the v4 API under <code>/v4</code> and
serves pictures under <code>/banners</code>. Every title and name is invented, and a program drew
every picture. Log in with any key: <code>POST {origin}/v4/login {{"apikey": "anything"}}</code></p>
<div>{wall}</div>
</html>
"""


def welcome_reply(world: World, origin: str) -> Reply:
    """A few lines about this server, and its first posters."""
    view = View(world, "")
    images = []
    for _, series in zip(range(_WALL), world.living("series"), strict=False):
        if (artwork := world.image_of("series", series)) is not None:
            images.append(
                f'<img loading="lazy" alt="{series.title.name}" src="{view.thumbnail(artwork)}">'
            )
    page = _PAGE.format(origin=origin, wall="".join(images))
    return Reply(200, page.encode(), "text/html; charset=UTF-8")
