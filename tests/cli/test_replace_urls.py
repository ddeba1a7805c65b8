"""``tvdbproxy replace-urls`` as people, cron and scripts use it."""

from __future__ import annotations

import json
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.house.house import OpenHouse
from tests.ingest.pending.conftest import hang, path_of
from tvdbproxy.cli import main
from tvdbproxy.db.database import Database
from tvdbproxy.db.models import PendingImage, PendingStatus
from tvdbproxy.embedded.environment import default_values
from tvdbproxy.wiring import Services

__all__ = ["hang"]

DONE, LEFT, WRONG_USE, UNAVAILABLE, WRONG_SETTINGS = 0, 1, 2, 69, 78
BASE = "https://api2.example.com/api/images"
PLACE = ("--table", "user_profiles", "--column", "profile_image_path")

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def services(open_house: OpenHouse, monkeypatch: pytest.MonkeyPatch) -> Services:
    """The house that the environment describes."""
    services = open_house(smart_media_base_url=BASE)
    for name, value in default_values(services.settings).items():
        monkeypatch.setenv(name, value)
    return services


@pytest.fixture
def database(services: Services) -> Database:
    return services.database


@pytest.fixture
def application(tmp_path: Path, hang: Callable[..., list[str]]) -> Path:
    """Three profiles of an application, two of them with pictures that are processed."""
    file = tmp_path / "application.db"
    hang(2)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute(
            "CREATE TABLE user_profiles (id INTEGER PRIMARY KEY, profile_image_path TEXT, "
            "small VARCHAR(50))"
        )
        connection.executemany(
            "INSERT INTO user_profiles VALUES (?, ?, NULL)",
            [(number, path_of(number)) for number in (1, 2, 3)],
        )
        connection.commit()
    return file


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], application: Path) -> Call:
    """Exit code, standard output and standard error of a call on the application."""

    def run(*words: str, at: str | None = f"sqlite:///{application}") -> tuple[int, str, str]:
        named = ("--database", at) if at else ()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sys, "argv", ["tvdbproxy", "replace-urls", *named, *words])
            with pytest.raises(SystemExit) as ended:
                main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return run


def _values(application: Path) -> list[str]:
    with closing(sqlite3.connect(application)) as connection:
        rows = connection.execute("SELECT profile_image_path FROM user_profiles ORDER BY id")
        return [row[0] for row in rows]


def test_by_itself_it_shows_what_it_would_do(call: Call, application: Path) -> None:
    code, out, err = call(*PLACE)
    assert (code, err) == (DONE, "")
    name = "user_profiles.profile_image_path"
    assert out.splitlines() == [
        f"{name}: 2 of 3 rows would be replaced",
        f"{name}:   1: {path_of(1)} -> {BASE}/1001?size=detail",
        f"{name}:   2: {path_of(2)} -> {BASE}/1002?size=detail",
        f"{name}: 1 addresses that no picture of this service ever had stay",
        "addresses: nothing was changed; say --apply to have it done",
    ]
    assert _values(application) == [path_of(1), path_of(2), path_of(3)]


def test_with_apply_it_does_it_and_closes_the_pictures(
    call: Call, application: Path, services: Services
) -> None:
    code, out, _ = call(*PLACE, "--apply", "--size", "grid")
    assert code == DONE
    assert out.splitlines()[-1] == "addresses: 2 rows changed, 2 pictures closed"
    assert _values(application)[:2] == [f"{BASE}/1001?size=grid", f"{BASE}/1002?size=grid"]
    with services.database.read() as session:
        assert session.get_one(PendingImage, 1).status == PendingStatus.COMPLETE
    code, out, _ = call(*PLACE)
    assert (code, out.splitlines()[-1]) == (DONE, "addresses: there is nothing to replace")


def test_its_figures_are_there_for_programs(call: Call) -> None:
    code, out, _ = call(*PLACE, "--apply", "--json", "--batch", "1")
    figures = json.loads(out)
    assert code == DONE
    assert (figures["applied"], figures["closed"], figures["left"]) == (True, 2, 0)
    place = figures["places"]["user_profiles.profile_image_path"]
    assert (place["rows"], place["swapped"]) == (3, 2)
    assert place["addresses"] == {"ready": 2, "waiting": 0, "failed": 0, "unknown": 1}


@pytest.mark.parametrize("kind", ["toml", "json"])
def test_a_file_may_name_places_and_the_database(
    call: Call, application: Path, tmp_path: Path, kind: str
) -> None:
    file = tmp_path / f"places.{kind}"
    address = f"sqlite:///{application}"
    if kind == "json":
        place = {"table": "user_profiles", "column": "profile_image_path", "inside": True}
        file.write_text(json.dumps({"database": address, "places": [place]}))
    else:
        file.write_text(
            f'database = "{address}"\n[[places]]\ntable = "user_profiles"\n'
            'column = "profile_image_path"\ninside = true\n'
        )
    code, _, _ = call("--places", str(file), "--apply", at=None)
    assert code == DONE
    assert _values(application)[0] == f"{BASE}/1001?size=detail"


def test_rows_without_room_are_left_and_exit_1(call: Call, application: Path) -> None:
    with closing(sqlite3.connect(application)) as connection:
        connection.execute("UPDATE user_profiles SET small = profile_image_path")
        connection.commit()
    code, out, _ = call("--table", "user_profiles", "--column", "small", "--apply")
    assert code == LEFT
    assert "make the column longer" in out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "--table and --column"),
        (("--table", "user_profiles"), "--table and --column"),
        ((*PLACE[:3], "nothing"), "it has id, profile_image_path, small"),
        (("--table", "nothing", *PLACE[2:]), "There is no table"),
        ((*PLACE, "--size", "enormous"), "enormous"),
        ((*PLACE, "--batch", "0"), "--batch"),
        ((*PLACE, "--places", "/dev/null"), "--places"),
    ],
)
def test_wrong_options_are_said_and_exit_2(call: Call, words: tuple[str, ...], says: str) -> None:
    code, out, err = call(*words)
    assert (code, out) == (WRONG_USE, "")
    assert says in err


def test_a_file_that_says_nonsense_is_named(call: Call, tmp_path: Path) -> None:
    file = tmp_path / "places.toml"
    file.write_text("[[places]]\ntable = 1\n")
    code, _, err = call("--places", str(file))
    assert code == WRONG_USE
    assert "places.toml" in err


def test_no_database_at_all_exits_2(call: Call) -> None:
    assert call(*PLACE, at=None)[0] == WRONG_USE


def test_a_database_that_is_away_exits_69_without_telling_its_password(call: Call) -> None:
    code, out, err = call(*PLACE, at="postgresql://user:secret@127.0.0.1:1/name")
    assert (code, out) == (UNAVAILABLE, "")
    assert "secret" not in err
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize("at", ["oracle://u:secret@h/n", "mysql://u:secret@h/n"])
def test_a_database_that_we_cannot_speak_to_exits_78(
    call: Call, at: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    code, _, err = call(*PLACE, at=at)
    assert code == WRONG_SETTINGS
    assert "secret" not in err


def test_without_an_address_that_others_can_use_it_exits_78(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SMART_MEDIA_BASE_URL", "")
    code, _, err = call(*PLACE)
    assert code == WRONG_SETTINGS
    assert "SMART_MEDIA_BASE_URL" in err
