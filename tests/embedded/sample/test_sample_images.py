"""Image values have the form that the real API gives them at each place."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from conftest import Upstream

COSTUMED = 64990003


def test_the_picture_of_a_role_s_series_has_its_host_twice(whole_upstream: Upstream) -> None:
    host = whole_upstream.server.artwork_host
    role = whole_upstream.data("/characters/64990002")
    assert role["series"]["image"].startswith(f"{host}/{host}/banners/")
    assert role["series"]["name"] == "Glass Harbour"
    assert role["personImgURL"].startswith(f"{host}/banners/")
    in_movie = whole_upstream.data("/characters/64991002")
    assert (in_movie["series"], in_movie["seriesId"]) == (None, None)
    assert in_movie["movie"]["image"].startswith(f"{host}/banners/")


def test_a_few_roles_have_pictures_of_their_own(whole_upstream: Upstream) -> None:
    host = whole_upstream.server.artwork_host
    image = whole_upstream.data(f"/characters/{COSTUMED}")["image"]
    assert image.startswith(f"{host}/banners/person/{COSTUMED}/")
    assert whole_upstream.ask("GET", image.removeprefix(host)).status == 200
    person = whole_upstream.data(f"/characters/{COSTUMED}")["peopleId"]
    roles = whole_upstream.data(f"/people/{person}/extended")["characters"]
    mine = next(role for role in roles if role["id"] == COSTUMED)
    assert mine["image"] == image
    assert mine["personImgURL"].startswith("/banners/")


def test_somebody_without_a_photo_has_empty_text_for_it(whole_upstream: Upstream) -> None:
    person = whole_upstream.data("/people/300032/extended")
    assert person["image"] is None
    assert {role["personImgURL"] for role in person["characters"]} == {""}


def test_lists_have_empty_text_for_an_image_or_a_poster(whole_upstream: Upstream) -> None:
    images = {entry["id"]: entry["image"] for entry in whole_upstream.data("/lists")}
    assert images[8001] == ""
    host = whole_upstream.server.artwork_host
    assert images[8002].startswith(f"{host}/banners/v4/list/8002/posters/")
    assert whole_upstream.ask("GET", images[8002].removeprefix(host)).status == 200
    entry = whole_upstream.data("/series/910001/extended")["lists"]
    assert [(e["id"], e["image"] == "") for e in entry] == [(8001, True), (8002, False)]


def test_filters_differ_in_the_form_of_their_images(whole_upstream: Upstream) -> None:
    host = whole_upstream.server.artwork_host
    series = whole_upstream.data("/series/filter?country=gbr&lang=eng")
    movies = whole_upstream.data("/movies/filter?genre=12")
    assert [s["name"] for s in series] == ["Glass Harbour", "Landlords of Saturn"]
    assert all(s["image"].startswith(host) for s in series)
    assert all(m["image"].startswith("/banners/") for m in movies)


def test_pictures_of_old_titles_have_old_addresses(whole_upstream: Upstream) -> None:
    host = whole_upstream.server.artwork_host
    record = whole_upstream.data("/series/910014/extended?meta=episodes")
    folders = {
        a["image"].removeprefix(f"{host}/banners/").split("/")[0] for a in record["artworks"]
    }
    assert folders >= {"posters", "fanart", "graphical", "seasons"}
    still = next(e for e in record["episodes"] if e["image"])
    assert still["image"] == f"{host}/banners/episodes/910014/{still['id']}.jpg"
    assert still["imageType"] == 12
    for artwork in record["artworks"]:
        assert whole_upstream.ask("HEAD", artwork["image"].removeprefix(host)).status == 200


def test_an_old_movie_s_thumbnail_is_relative_to_nowhere(whole_upstream: Upstream) -> None:
    artworks = whole_upstream.data("/movies/360006/extended")["artworks"]
    background = next(artwork for artwork in artworks if artwork["type"] == 15)
    thumbnail = background["thumbnail"]
    assert thumbnail.startswith("/movies/360006/backgrounds/")
    assert thumbnail.endswith("_t.jpg")
    assert whole_upstream.ask("GET", f"/banners{thumbnail}").status == 200


def test_company_and_award_icons_exist(whole_upstream: Upstream) -> None:
    icon = whole_upstream.data("/artwork/134900078/extended")
    assert (icon["type"], icon["networkId"]) == (19, 77)
    award = whole_upstream.data("/artwork/136900001/extended")
    assert award["type"] == 26
    assert not any(key.endswith("Id") for key in award)
    for record in (icon, award):
        path = record["image"].removeprefix(whole_upstream.server.artwork_host)
        answer = whole_upstream.ask("GET", path)
        assert (answer.status, answer.headers["Content-Type"]) == (200, "image/png")


def test_the_cache_of_former_times_is_closed(whole_upstream: Upstream) -> None:
    assert whole_upstream.ask("GET", "/banners/_cache/posters/910014-1.jpg").status == 403
