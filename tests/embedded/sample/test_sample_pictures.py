"""Pictures have their real sizes and transparency, and the broken ones are broken."""

from __future__ import annotations

import io
import subprocess
import sys
from email.utils import formatdate
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from tvdbproxy.embedded.sample.pictures.commission import SIZES, TRANSPARENT, Commission, Kind
from tvdbproxy.embedded.sample.pictures.draw import draw
from tvdbproxy.embedded.sample.pictures.layouts import LAYOUTS
from tvdbproxy.embedded.sample.pictures.oddities import Oddity
from tvdbproxy.embedded.sample.pictures.palettes import PALETTES
from tvdbproxy.embedded.sample.pictures.scenes import SCENES
from tvdbproxy.embedded.sample.world.world import World

if TYPE_CHECKING:
    from conftest import Answer, Upstream

WORLD = World()


def _odd(oddity: Oddity) -> Any:
    return next(a for a in WORLD.living("artwork") if a.oddity is oddity)


def _fetch(upstream: Upstream, oddity: Oddity) -> Answer:
    return upstream.ask("GET", _odd(oddity).path)


def _opened(body: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(body))
    picture.load()
    return picture


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_has_its_size_and_transparency(kind: Kind) -> None:
    picture = _opened(draw(Commission(kind, "a", "sea", "dusk", text="Glass Harbour")))
    assert picture.size == SIZES[kind]
    if kind in TRANSPARENT:
        assert (picture.format, picture.mode) == ("PNG", "RGBA")
        assert picture.getchannel("A").getextrema() == (0, 255)
    else:
        assert (picture.format, picture.mode) == ("JPEG", "RGB")


@pytest.mark.parametrize("scene", list(SCENES))
def test_every_scene_can_be_painted_and_is_no_flat_field(scene: str) -> None:
    picture = _opened(draw(Commission(Kind.STILL, "b", scene, "fjord"), thumbnail=True))
    assert picture.size == (320, 180)
    assert len(picture.getcolors(320 * 180) or []) > 500


@pytest.mark.parametrize("layout", list(LAYOUTS))
@pytest.mark.parametrize("text", ["Kilnmaker", "Cartographers of Nowhere", "Ä"])
def test_every_layout_takes_short_and_long_titles(layout: str, text: str) -> None:
    with_text = draw(
        Commission(Kind.POSTER, "c", "sea", "moss", layout, text, "1999"), thumbnail=True
    )
    without = draw(Commission(Kind.POSTER, "c", "sea", "moss", layout), thumbnail=True)
    assert with_text != without


def test_another_process_draws_the_same_bytes() -> None:
    program = (
        "import sys; from tvdbproxy.embedded.sample.pictures.draw import draw; "
        "from tvdbproxy.embedded.sample.pictures.commission import Commission, Kind; "
        "sys.stdout.buffer.write(draw(Commission(Kind.POSTER, 'd', 'stars', 'plum', text='X')))"
    )
    runs = [
        subprocess.run([sys.executable, "-c", program], capture_output=True, check=True).stdout
        for _ in range(2)
    ]
    assert runs[0][:2] == b"\xff\xd8"
    assert runs[0] == runs[1]


def test_the_catalogue_draws_with_palettes_and_layouts_that_exist() -> None:
    titles = [record.title for kind in ("series", "movies") for record in WORLD.living(kind)]
    for scene, palette, layout in (title.look for title in titles):
        assert scene in SCENES
        assert palette in PALETTES
        assert layout in LAYOUTS
    assert 400 <= len(WORLD.table("artwork")) <= 500


def test_a_picture_is_served_with_what_caches_need(whole_upstream: Upstream) -> None:
    path = WORLD.table("artwork")[63900001].path
    whole = whole_upstream.ask("GET", path)
    assert _opened(whole.body).size == (680, 1000)
    assert whole.headers["Content-Type"] == "image/jpeg"
    assert whole.headers["Cache-Control"].startswith("public, max-age=")
    assert "/" not in whole.headers["ETag"]
    assert not whole.headers["ETag"].startswith("W/")
    head = whole_upstream.ask("HEAD", path)
    assert (head.headers["Content-Length"], head.body) == (str(len(whole.body)), b"")
    for header in (
        {"If-None-Match": whole.headers["ETag"]},
        {"If-Modified-Since": whole.headers["Last-Modified"]},
    ):
        again = whole_upstream.ask("GET", path, headers=header)
        assert (again.status, again.body) == (304, b"")
    for header in ({"If-None-Match": '"other"'}, {"If-Modified-Since": formatdate(0, usegmt=True)}):
        assert whole_upstream.ask("GET", path, headers=header).status == 200


def test_the_chosen_picture_of_every_title_is_good() -> None:
    for kind in ("series", "movies", "seasons"):
        images = [WORLD.image_of(kind, record) for record in WORLD.living(kind)]
        assert all(image is None or image.oddity is None for image in images)


def test_thumbnails_are_small(whole_upstream: Upstream) -> None:
    stem, _, extension = WORLD.table("artwork")[63900002].path.rpartition(".")
    assert _opened(whole_upstream.ask("GET", f"{stem}_t.{extension}").body).size == (640, 360)
    assert whole_upstream.ask("GET", "/banners/v4/series/1/posters/none.jpg").status == 404


def test_two_addresses_have_the_same_bytes(whole_upstream: Upstream) -> None:
    posters = [a for a in WORLD.living("artwork") if a.owner_id == 910005 and a.motif == "key"]
    english = [poster.path for poster in posters if poster.language == "eng"]
    assert len(english) == 2
    bodies = [whole_upstream.ask("GET", path).body for path in english]
    assert bodies[0] == bodies[1]


def test_the_truncated_picture_breaks_off(whole_upstream: Upstream) -> None:
    body = _fetch(whole_upstream, Oddity.TRUNCATED).body
    with pytest.raises(OSError, match="truncated"):
        _opened(body)


def test_the_fakes_are_no_pictures(whole_upstream: Upstream) -> None:
    text, page = (_fetch(whole_upstream, o) for o in (Oddity.TEXT, Oddity.HTML))
    assert (text.status, text.headers["Content-Type"]) == (200, "image/jpeg")
    assert text.body.startswith(b"This was to be")
    assert (page.status, page.headers["Content-Type"]) == (200, "text/html; charset=UTF-8")
    assert _fetch(whole_upstream, Oddity.EMPTY).body == b""
    assert _fetch(whole_upstream, Oddity.MISSING).status == 404


def test_the_bomb_is_small_and_huge(whole_upstream: Upstream) -> None:
    body = _fetch(whole_upstream, Oddity.BOMB).body
    assert len(body) < 40_000
    assert body[16:24] == (16384).to_bytes(4) + (16384).to_bytes(4)


def test_the_unusual_pictures_are_good(whole_upstream: Upstream) -> None:
    assert _opened(_fetch(whole_upstream, Oddity.CMYK).body).mode == "CMYK"
    rotated = _opened(_fetch(whole_upstream, Oddity.ROTATED).body)
    assert (rotated.size, rotated.getexif()[0x0112]) == ((1000, 680), 6)
    palette = _opened(_fetch(whole_upstream, Oddity.PALETTE_PNG).body)
    assert (palette.mode, "transparency" in palette.info) == ("P", True)
    moving = _opened(_fetch(whole_upstream, Oddity.CINEMAGRAPH).body)
    assert (moving.format, getattr(moving, "n_frames", 1)) == ("GIF", 8)
    placed = _opened(_fetch(whole_upstream, Oddity.GPS).body)
    assert placed.getexif().get_ifd(0x8825)[1] == "N"
    assert placed.info["comment"] == b"drawn by a program"
