"""What Seerr asks, how it reads tokens and stills, and what its image proxy makes of headers."""

from __future__ import annotations

import base64
import json
import re
import time

import pytest

from tests.clients.getters import SEASON, SERIES
from tests.clients.wire import Holder, Wire, fetch

WEEK = 7 * 86_400


def holding(wire: Wire, mode: str = "mirror") -> Holder:
    token = wire.login({"apiKey": wire.front.key(image_rewrite=mode)}).data["token"]
    return Holder(wire.front.base, token)


def test_the_expiry_is_read_from_the_token_by_hand(wire: Wire) -> None:
    parts = holding(wire).token.split(".")
    assert len(parts) == 3
    claims = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    assert type(claims["exp"]) is int
    assert claims["exp"] - time.time() > WEEK, "it would log in anew before each request"


@pytest.mark.parametrize("mode", ["mirror", "sized", "off"])
@pytest.mark.parametrize("language", ["eng", "deu", "pt"])
def test_stills_stay_relative_or_it_drops_them(wire: Wire, mode: str, language: str) -> None:
    client, images, page = holding(wire, mode), [], 0
    while page < 50:
        reply = client.get(f"/series/{SERIES}/episodes/default/{language}?page={page}")
        images += [episode["image"] for episode in reply.data["episodes"]]
        if not reply.document["links"]["next"]:
            break
        page += 1
    stills = [image for image in images if image]
    assert len(images) == 15
    assert stills
    assert all(still.startswith("/banners/") for still in stills)
    # The artwork host that it puts before them may be us, by DNS.
    assert fetch(f"{wire.front.base}{stills[0]}").headers["Content-Type"] == "image/jpeg"


def test_seasons_have_what_it_counts_by(wire: Wire) -> None:
    client = holding(wire)
    series = client.data(f"/series/{SERIES}/extended?meta=episodes&short=true")
    official = [s for s in series["seasons"] if s["type"]["type"] == "official"]
    assert [season["number"] for season in official] == [0, 1, 2]
    assert all(type(season["id"]) is int for season in official)
    assert (series["artworks"], series["characters"]) == (None, None)
    season = client.data(f"/seasons/{SEASON}/extended")
    wanted = {"id", "seasonNumber", "number", "name", "overview", "aired", "image"}
    assert all(wanted <= episode.keys() for episode in season["episodes"])


@pytest.mark.parametrize("key", ["image", "thumbnail"])
def test_its_image_proxy_reads_headers_in_its_own_way(wire: Wire, key: str) -> None:
    artwork = holding(wire).data(f"/series/{SERIES}/extended")["artworks"][0]
    headers = fetch(artwork[key]).headers
    # It takes what is behind the first equals sign for seconds, to the end of the line.
    assert int(headers["Cache-Control"].split("=")[1]) > 0
    # The tag becomes part of a file's name.
    assert re.fullmatch(r'"[\w-]+"', headers["ETag"])
    assert headers["Content-Type"].split("/")[1] == "jpeg"
