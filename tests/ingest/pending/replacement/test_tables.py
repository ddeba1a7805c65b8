"""Names that people give are looked up, and never become SQL."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.ingest.pending.replacement.conftest import PLACE, Application
from tvdbproxy.errors import ConfigurationError, InvalidRequest, Unavailable
from tvdbproxy.ingest.pending.replacement.places import Place
from tvdbproxy.ingest.pending.replacement.tables import find, id_from_json, open_application


def test_a_column_is_found_with_the_primary_key_of_its_table(application: Application) -> None:
    column = find(application.engine, PLACE)
    assert column.longest == 255
    assert column.id.name == "id"  # type: ignore[attr-defined]


@pytest.mark.proves("Q14")
@pytest.mark.parametrize(
    "place",
    [
        Place("nothing", "profile_image_path"),
        Place("user_profiles; DROP TABLE pages", "profile_image_path"),
        Place('user_profiles" --', "profile_image_path"),
        Place("nowhere.user_profiles", "profile_image_path"),
        Place("user_profiles", "nothing"),
        Place("user_profiles", "profile_image_path = '' --"),
        Place("user_profiles", "profile_image_path", "nothing"),
        Place("user_profiles", "profile_image_path", "1=1"),
        Place("user_profiles", "id"),
        Place("pages", "number"),
        Place("pages", "data"),
        Place("pages", "body", "twice"),
        Place("pages", "body", "data"),
        Place("pairs", "path"),
        Place("", ""),
    ],
)
def test_what_cannot_be_used_is_refused(application: Application, place: Place) -> None:
    with pytest.raises(InvalidRequest):
        find(application.engine, place)
    assert application.all("SELECT count(*) FROM pages") == [0]


def test_json_is_found_if_addresses_within_it_are_meant(application: Application) -> None:
    assert find(application.engine, Place("pages", "data", inside=True)).longest is None


def test_a_unique_column_tells_rows_apart_as_well_as_a_key_does(application: Application) -> None:
    application.run("CREATE UNIQUE INDEX one ON pages (twice)")
    assert find(application.engine, Place("pages", "body", "twice"))


def test_ids_that_were_written_down_have_to_be_of_the_columns_kind(
    application: Application,
) -> None:
    numbers, words = (
        find(application.engine, PLACE),
        find(application.engine, Place("pages", "body")),
    )
    assert id_from_json(numbers, 5) == 5
    assert id_from_json(words, "a") == "a"
    for column, value in ((numbers, "a"), (words, 5), (numbers, None)):
        with pytest.raises(InvalidRequest):
            id_from_json(column, value)


@pytest.mark.parametrize(
    "address",
    ["", "x", "oracle://h/x", "sqlite://", "sqlite:///:memory:", "http://h", "postgresql//h"],
)
def test_an_address_that_is_none_is_told_without_its_password(address: str) -> None:
    with pytest.raises(ConfigurationError) as wrong:
        open_application(address)
    assert "sqlite:///path" in str(wrong.value)


def test_mysql_without_a_driver_says_which_one_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pymysql", None)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(ConfigurationError, match="pip install pymysql"):
        open_application("mysql://user:secret@host/name")


def test_a_file_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    engine = open_application(f"sqlite:///{tmp_path / 'mispelt.db'}")
    with pytest.raises(Unavailable) as away:
        find(engine, PLACE)
    engine.dispose()
    assert away.value.code == "application_database"
    assert list(tmp_path.iterdir()) == []


def test_a_file_may_have_any_name(tmp_path: Path) -> None:
    file = tmp_path / "a ?b#c%20d.db"
    file.touch()
    engine = open_application(f"sqlite:///{str(file).replace('%', '%25').replace('?', '%3F')}")
    with pytest.raises(InvalidRequest, match="no table"):
        find(engine, PLACE)
    engine.dispose()


def test_a_server_that_is_away_is_told_without_its_password() -> None:
    engine = open_application("postgresql://user:secret@127.0.0.1:1/name")
    with pytest.raises(Unavailable) as away:
        find(engine, PLACE)
    assert "secret" not in str(away.value)
