"""The world can be edited, enlarged and served by a process of its own."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
import tracemalloc
import urllib.request

import pytest

from tests.embedded.sample.conftest import Upstream
from tvdbproxy.embedded.sample import start_sample
from tvdbproxy.embedded.sample.world.world import World


def _updates(upstream: Upstream, more: str = "") -> list[dict[str, object]]:
    found: list[dict[str, object]] = upstream.data(f"/updates?since={int(time.time()) - 60}{more}")
    return found


def test_touching_a_record_moves_its_date_and_enters_the_feed(upstream: Upstream) -> None:
    before = upstream.data("/series/910001")["lastUpdated"]
    assert _updates(upstream) == []
    upstream.edit(touch=[["series", 910001], ["episodes", 9200011]])
    assert upstream.data("/series/910001")["lastUpdated"] > before
    series, episode = _updates(upstream)
    assert (series["entityType"], series["recordId"]) == ("series", 910001)
    assert (series["method"], series["methodInt"]) == ("update", 2)
    assert episode["seriesId"] == 910001
    assert len(_updates(upstream, "&type=episodes")) == 1
    assert _updates(upstream, "&action=delete") == []


def test_a_deleted_artwork_is_gone_everywhere(upstream: Upstream) -> None:
    artwork = upstream.data("/series/910001/artworks")["artworks"][2]
    path = artwork["image"].removeprefix(upstream.server.artwork_host)
    assert upstream.ask("GET", path).status == 200
    upstream.edit(delete=[["artwork", artwork["id"]]])
    assert upstream.ask("GET", path).status == 404
    assert upstream.get(f"/v4/artwork/{artwork['id']}").status == 404
    left = upstream.data("/series/910001/artworks")["artworks"]
    assert artwork["id"] not in [other["id"] for other in left]
    assert _updates(upstream)[0]["methodInt"] == 3


def test_a_merged_series_points_to_the_one_that_stays(upstream: Upstream) -> None:
    upstream.edit(merge=["series", 910002, 910001])
    assert upstream.get("/v4/series/910002").status == 404
    assert 910002 not in [series["id"] for series in upstream.data("/series")]
    update = _updates(upstream)[0]
    assert (update["mergeToId"], update["mergeToEntityType"]) == (910001, "series")


def test_a_replaced_picture_has_new_bytes_and_a_new_tag(upstream: Upstream) -> None:
    path = upstream.data("/series")[0]["image"]
    before = upstream.ask("GET", path)
    upstream.edit(replace_picture=path)
    after = upstream.ask("GET", path, headers={"If-None-Match": before.headers["ETag"]})
    assert after.status == 200
    assert after.body != before.body
    assert _updates(upstream)[0]["entityType"] == "artwork"


def test_another_picture_can_be_chosen(upstream: Upstream) -> None:
    other = upstream.data("/series/910001/artworks?type=2&lang=deu")["artworks"][0]
    upstream.edit(choose=[910001, other["id"]])
    assert upstream.data("/series/910001")["image"] == other["image"]


@pytest.mark.parametrize(
    "edit", [{"touch": [["series", 1]]}, {"touch": [["nonsense", 1]]}, {"replace_picture": "/x"}]
)
def test_an_edit_of_nothing_is_refused(upstream: Upstream, edit: dict[str, object]) -> None:
    assert upstream.edit(**edit).status == 400
    assert _updates(upstream) == []


def test_the_world_can_be_small_or_large() -> None:
    for titles in (1, 7, 40, 1000):
        world = World(titles)
        assert len(list(world.living("series"))) + len(list(world.living("movies"))) == titles
        paths = [artwork.path for artwork in world.living("artwork")]
        assert len(set(paths)) == len(paths)


def test_a_hundred_thousand_titles_take_no_memory() -> None:
    tracemalloc.start()
    try:
        with start_sample(titles=100_000) as server:
            upstream = Upstream(server)
            before, _ = tracemalloc.get_traced_memory()
            first = upstream.get("/v4/series?page=0").document
            last = upstream.get("/v4/series?page=119").document
            assert len(upstream.data("/movies?page=70")) == 500
            assert len(upstream.data("/episodes?page=200")) == 500
            after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert first["links"]["total_items"] == 60_000
    assert (len(last["data"]), last["links"]["next"]) == (500, None)
    assert last["data"][-1]["id"] == 970_000
    assert after - before < 16 * 2**20


def test_what_is_invented_is_the_same_each_time_and_hangs_together() -> None:
    with start_sample(titles=2000) as server:
        upstream = Upstream(server)
        record = upstream.data("/series/911200/extended?meta=episodes")
        assert record == upstream.data("/series/911200/extended?meta=episodes")
        (season,) = record["seasons"]
        whole = upstream.data(f"/seasons/{season['id']}/extended")
        assert [e["id"] for e in whole["episodes"]] == [e["id"] for e in record["episodes"]]
        assert upstream.data(f"/episodes/{record['episodes'][1]['id']}")["seriesId"] == 911200
        assert upstream.data(f"/series/slug/{record['slug']}")["id"] == 911200
        assert upstream.data(f"/search?query={record['name'].replace(' ', '%20')}")
        for artwork in record["artworks"]:
            assert upstream.data(f"/artwork/{artwork['id']}")["image"] == artwork["image"]
        assert upstream.get("/v4/series/911201").status == 404


def test_an_invented_title_can_be_deleted_and_comes_back() -> None:
    world = World(1000)
    world.delete("series", 910_300)
    ids = list(world.living("series").ids)
    assert len(world.living("series")) == len(ids) == 599
    assert 910_300 not in ids
    assert world.living("series")[299].id == 910_301
    assert [series.id for series in world.living("series")[298:301]] == [910_299, 910_301, 910_302]
    world.create("series", 910_300)
    assert len(world.living("series")) == 600


def test_a_record_can_be_made_long() -> None:
    with start_sample(titles=2, big_kilobytes=200) as server:
        upstream = Upstream(server)
        answer = upstream.get("/v4/series/910001/extended")
        assert 190_000 < len(answer.body) < 240_000
        artworks = answer.data["artworks"]
        assert len({artwork["id"] for artwork in artworks}) == len(artworks)
        assert len({artwork["image"] for artwork in artworks}) == len(artworks)
        path = artworks[-20]["image"].removeprefix(server.artwork_host)
        assert upstream.ask("GET", path).status == 200
        assert len(upstream.get("/v4/movies/360001/extended").body) < 20_000


def test_invented_titles_have_pictures_too() -> None:
    with start_sample(titles=100) as server:
        world = World(100)
        last = list(world.living("series"))[-1]
        artwork = world.image_of("series", last)
        assert artwork is not None
        with urllib.request.urlopen(server.artwork_host + artwork.path) as answer:
            assert answer.read(3) == b"\xff\xd8\xff"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_program_says_where_it_listens_and_ends_cleanly(number: signal.Signals) -> None:
    command = [sys.executable, "-m", "tvdbproxy.embedded.sample", "--port", "0", "--titles", "2"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line.startswith("sample upstream: http://127.0.0.1:")
            assert line.endswith("/v4\n")
            process.send_signal(number)
            rest = process.communicate(timeout=20)
        finally:
            process.kill()
    assert (process.returncode, rest) == (0, ("", ""))


def test_a_port_that_is_taken_is_said_in_one_line() -> None:
    with start_sample(titles=1) as server:
        port = str(server.port)
        command = [sys.executable, "-m", "tvdbproxy.embedded.sample", "--port", port]
        result = subprocess.run(command, capture_output=True, text=True, check=False, timeout=20)
    assert result.returncode == 1
    assert result.stderr.count("\n") == 1
    assert port in result.stderr
