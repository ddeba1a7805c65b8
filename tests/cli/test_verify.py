"""``tvdbproxy verify`` as people and monitors see it."""

from __future__ import annotations

import json
import os
import sys

import pytest

from tests.house.artwork_host import ArtworkHost
from tests.house.damage import lose_variant, spoil_variant
from tests.house.pictures import poster
from tests.house.titles import PATH, artwork, hang, variants
from tvdbproxy.artwork.pipeline import run
from tvdbproxy.cli import main
from tvdbproxy.cli.verify import _number
from tvdbproxy.db.models import Origin
from tvdbproxy.embedded.environment import default_values
from tvdbproxy.ingest import pipeline as ingest
from tvdbproxy.ingest.given import Given
from tvdbproxy.wiring import Services

ALL_WELL, WRONG, WRONG_USE, UNAVAILABLE = 0, 1, 2, 69


@pytest.fixture
def stored(
    services: Services, artwork_host: ArtworkHost, monkeypatch: pytest.MonkeyPatch
) -> Services:
    """One stored picture, in the house that the environment describes."""
    artwork_host.show(PATH, poster())
    hang(services.database)
    run(services.kitchen, 11)
    for name, value in default_values(services.settings).items():
        monkeypatch.setenv(name, value)
    return services


def call(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of ``tvdbproxy verify``."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["tvdbproxy", "verify", *words])
        with pytest.raises(SystemExit) as ended:
            main()
    said = capsys.readouterr()
    return int(ended.value.code or 0), said.out, said.err


def _medium(services: Services) -> str:
    return variants(services.database)["medium", "webp"].key


def test_of_a_sound_storage_it_says_so_and_exits_0(
    stored: Services, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = call(capsys)
    assert code == ALL_WELL
    assert out.splitlines()[-1] == "storage: all is well"
    assert err == ""  # no bar where nobody sees it


def test_what_is_wrong_is_named_with_the_remedy_and_exit_1(
    stored: Services, capsys: pytest.CaptureFixture[str]
) -> None:
    lose_variant(stored.kitchen, _medium(stored), "")
    code, out, _ = call(capsys)
    assert code == WRONG
    figures = {word[1]: word[0] for line in out.splitlines() if (word := line.split())[1:]}
    assert (figures["missing"], figures["truncated"]) == ("1", "0")
    assert f"  missing {_medium(stored)}" in out.splitlines()
    assert "tvdbproxy verify --repair" in out.splitlines()[-1]
    assert artwork(stored.database).damaged is False


def test_a_person_is_shown_some_of_each_kind(
    stored: Services, capsys: pytest.CaptureFixture[str]
) -> None:
    key = _medium(stored)
    for number in range(8):
        stored.stores.thumbnails.put(
            f"series/aa/bb/7/poster/{number}.webp", b"x", content_type="image/webp"
        )
    for file in stored.settings.storage.storage_path.rglob("*"):
        os.utime(file, (0, 0))
    lose_variant(stored.kitchen, key, "")
    named = [line for line in call(capsys)[1].splitlines() if line.startswith("  ")]
    assert sum("  orphan " in line for line in named) == 5
    assert f"  missing {key}" in named


def test_repair_makes_it_well_and_exits_0(
    stored: Services, capsys: pytest.CaptureFixture[str]
) -> None:
    spoil_variant(stored.kitchen, _medium(stored), "")
    code, out, _ = call(capsys, "--read", "--repair")
    assert (code, out.splitlines()[-1]) == (ALL_WELL, "storage: all is well again")
    assert call(capsys, "--read")[0] == ALL_WELL


def test_applications_pictures_are_looked_at_and_repaired_as_well(
    stored: Services, capsys: pytest.CaptureFixture[str]
) -> None:
    given = Given("ann", Origin.UPLOAD, "tests", "upload")
    ingest.run(stored.ingest, stored.ingest.reception.accept(given, poster(2)).job_id)
    key = next(iter(stored.stores.thumbnails.list("media/"))).key
    stored.stores.thumbnails.delete(key)
    code, out, _ = call(capsys, "--json")
    told = json.loads(out)
    assert (code, told["pictures"], told["sample"]) == (WRONG, 2, [f"missing {key}"])
    code, out, _ = call(capsys, "--repair")
    assert (code, out.splitlines()[-1]) == (ALL_WELL, "storage: all is well again")
    assert json.loads(call(capsys, "--sample", "1", "--json")[1])["pictures"] == 2


def test_what_cannot_be_repaired_yet_exits_1_and_is_said(
    stored: Services, artwork_host: ArtworkHost, capsys: pytest.CaptureFixture[str]
) -> None:
    artwork_host.show(PATH, b"", status=503)
    stored.stores.originals.delete(PATH.removeprefix("/"))
    code, out, _ = call(capsys, "--repair")
    assert code == WRONG
    assert "the workers go on with it" in out.splitlines()[-1]


def test_what_upstream_does_not_have_either_exits_1_and_is_said(
    stored: Services, artwork_host: ArtworkHost, capsys: pytest.CaptureFixture[str]
) -> None:
    artwork_host.show(PATH, b"", status=404)
    stored.stores.originals.delete(PATH.removeprefix("/"))
    call(capsys, "--repair")
    for words in ((), ("--repair",)):
        code, out, _ = call(capsys, *words)
        assert code == WRONG
        assert "upstream does not have it any more" in out.splitlines()[-1]


def test_programs_are_told_in_json(stored: Services, capsys: pytest.CaptureFixture[str]) -> None:
    lose_variant(stored.kitchen, _medium(stored), "")
    code, out, err = call(capsys, "--sample", "100%", "--read", "--json")
    told = json.loads(out)
    assert (code, err) == (WRONG, "")
    assert told["faults"] == {
        "missing": 1, "truncated": 0, "wrong_bytes": 0, "stale_revision": 0, "unreadable": 0,
        "incomplete": 0,
    }  # fmt: skip
    assert (told["examined"], told["left"], told["orphans"]) == (6, 1, None)
    assert told["sample"] == [f"missing {_medium(stored)}"]


@pytest.mark.parametrize("sample", ["0", "-1", "101%", "1.5%", "x", "%", "1e3", "\u0663"])
def test_samples_that_are_none_are_wrong_use(
    capsys: pytest.CaptureFixture[str], clean_environment: None, sample: str
) -> None:
    code, _, err = call(capsys, "--sample", sample)
    assert code == WRONG_USE
    assert "such as 500 or 5%" in err or "No such option" in err


@pytest.mark.parametrize(
    ("sample", "pictures", "number"),
    [
        (None, 40, 40),
        ((7, False), 40, 7),
        ((50, False), 40, 40),
        ((5, True), 40, 2),
        ((1, True), 40, 1),
    ],
)
def test_a_share_is_of_the_pictures_that_there_are(
    sample: tuple[int, bool] | None, pictures: int, number: int
) -> None:
    assert _number(sample, pictures) == number


def test_a_database_that_is_away_is_one_line_and_exit_69(
    capsys: pytest.CaptureFixture[str], stored: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:9/nothing")
    code, out, err = call(capsys)
    assert (code, out, len(err.strip().splitlines())) == (UNAVAILABLE, "", 1)
