"""Thousands of rows, killed in the middle, changed by others meanwhile, and done again."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text

from tests.ingest.pending.conftest import Hang, Row, path_of
from tests.ingest.pending.replacement.conftest import BASE, HOST, PLACE, Application
from tvdbproxy.db.database import Database
from tvdbproxy.db.models import Cursor, PendingStatus
from tvdbproxy.ingest.pending.replacement import swap as swapping
from tvdbproxy.ingest.pending.replacement.campaign import Replaced, progress_of, replace_urls
from tvdbproxy.ingest.pending.replacement.places import Place
from tvdbproxy.ingest.pending.replacement.swap import Swapper
from tvdbproxy.ingest.pending.replacement.tables import find, open_application

ALL = "SELECT profile_image_path FROM user_profiles ORDER BY id"


def _run(swapper: Swapper, *places: Place, apply: bool = True, resume: bool = False) -> Replaced:
    columns = [find(swapper.application, place) for place in places or (PLACE,)]
    return replace_urls(swapper, columns, apply=apply, resume=resume)


def _new(number: int, size: str = "detail") -> str:
    return f"{BASE}/{1000 + number}?size={size}"


def _profiles(application: Application, values: list[str | None]) -> None:
    application.fill(
        "user_profiles",
        [
            {"id": number, "profile_image_path": value}
            for number, value in enumerate(values, start=1)
        ],
    )


def _cursors(database: Database) -> int:
    with database.read() as session:
        return len(session.query(Cursor).all())


def test_three_thousand_rows_are_replaced_and_their_pictures_closed(
    swapper: Swapper, application: Application, hang: Hang, row: Row
) -> None:
    _profiles(application, [*hang(3000), "https://else.example/a.jpg", None, ""])
    replaced = _run(swapper)
    found = application.all(ALL)
    assert found[:3000] == [_new(number) for number in range(1, 3001)]
    assert found[3000:] == ["https://else.example/a.jpg", None, ""]
    assert (replaced.swapped, replaced.closed, replaced.left) == (3000, 3000, 0)
    assert replaced.is_whole
    assert row(1).status == row(3000).status == PendingStatus.COMPLETE
    assert _cursors(swapper.database) == 0


def test_a_dry_run_counts_shows_a_few_and_changes_nothing(
    swapper: Swapper, application: Application, hang: Hang, row: Row
) -> None:
    paths = hang(250)
    _profiles(application, list(paths))
    replaced = _run(swapper, apply=False)
    tally = replaced.places[PLACE.name]
    assert (tally.rows, tally.swapped, replaced.closed) == (250, 250, None)
    assert tally.sample[0] == ("1", path_of(1), _new(1))
    assert len(tally.sample) == 5
    assert application.all(ALL) == paths
    assert row(1).status == PendingStatus.PROCESSED
    assert _cursors(swapper.database) == 0


def test_doing_it_again_finds_nothing_to_do(
    swapper: Swapper, application: Application, hang: Hang
) -> None:
    _profiles(application, list(hang(150)))
    _run(swapper)
    before = application.all(ALL)
    again = _run(swapper)
    assert (again.swapped, again.closed, again.left) == (0, 0, 0)
    assert application.all(ALL) == before


def test_what_is_not_processed_stays_and_is_counted(
    swapper: Swapper, application: Application, hang: Hang, row: Row
) -> None:
    hang(1)
    hang(1, PendingStatus.PENDING, first=2)
    hang(1, PendingStatus.FAILED, first=3)
    paths = [path_of(number) for number in (1, 2, 3, 4)]
    _profiles(application, list(paths))
    replaced = _run(swapper)
    assert application.all(ALL) == [_new(1), *paths[1:]]
    assert dict(replaced.places[PLACE.name].addresses) == {
        "ready": 1, "waiting": 1, "failed": 1, "unknown": 1,
    }  # fmt: skip
    assert replaced.is_whole
    assert row(2).status == PendingStatus.PENDING


@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_in_the_middle_it_goes_on_and_ends_as_if_nothing_had_been(
    swapper: Swapper,
    application: Application,
    hang: Hang,
    row: Row,
    monkeypatch: pytest.MonkeyPatch,
    when: str,
) -> None:
    """Between the application's commit and ours, and between ours and the next batch."""
    _profiles(application, list(hang(1000)))
    column = find(swapper.application, PLACE)
    real, batches = swapping._write, iter(range(1000))

    class Killed(BaseException):
        pass

    def write(*arguments: Any) -> int:
        if when == "before" and next(batches) == 4:
            raise Killed
        done = real(*arguments)
        if when == "after" and next(batches) == 4:
            raise Killed
        return done

    with monkeypatch.context() as patch:
        patch.setattr(swapping, "_write", write)
        with pytest.raises(Killed):
            _run(swapper)
    done = 400 if when == "before" else 500
    assert application.all(ALL)[done - 1 : done + 1] == [_new(done), path_of(done + 1)]
    assert progress_of(swapper, column) == {"after": 400}
    assert row(1).status == PendingStatus.PROCESSED

    resumed = _run(swapper, resume=True)
    assert resumed.swapped == 1000 - done
    assert resumed.closed == 1000
    assert application.all(ALL) == [_new(number) for number in range(1, 1001)]
    assert progress_of(swapper, column) == {}


def test_with_resume_what_was_done_is_not_looked_at_again(
    swapper: Swapper, application: Application, hang: Hang, monkeypatch: pytest.MonkeyPatch
) -> None:
    _profiles(application, list(hang(300)))
    column = find(swapper.application, PLACE)
    monkeypatch.setattr("tvdbproxy.ingest.pending.replacement.campaign.settle", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        _run(swapper)
    assert progress_of(swapper, column) == {"done": True}
    monkeypatch.undo()
    application.run(f"UPDATE user_profiles SET profile_image_path = '{path_of(1)}' WHERE id = 1")
    resumed = _run(swapper, resume=True)
    assert (resumed.swapped, resumed.left, resumed.is_whole) == (0, 1, False)


def test_a_row_that_somebody_changed_meanwhile_is_his(
    swapper: Swapper,
    application: Application,
    hang: Hang,
    row: Row,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _profiles(application, list(hang(300)))
    real = swapping.look_up

    def look_up(database: Database, paths: list[str]) -> Any:
        if path_of(150) in paths:  # it has just been read
            application.run("UPDATE user_profiles SET profile_image_path = 'mine' WHERE id = 150")
            application.run("DELETE FROM user_profiles WHERE id = 151")
        return real(database, paths)

    monkeypatch.setattr(swapping, "look_up", look_up)
    replaced = _run(swapper)
    tally = replaced.places[PLACE.name]
    found = application.all(ALL)
    assert found[149:151] == ["mine", _new(152)]
    assert (tally.swapped, tally.changed_meanwhile, replaced.closed) == (298, 2, 298)
    assert row(150).status == row(151).status == PendingStatus.PROCESSED


def test_a_picture_is_closed_when_its_address_is_gone_from_every_place(
    swapper: Swapper, application: Application, hang: Hang, row: Row
) -> None:
    one, two, _three = hang(3)
    application.fill(
        "user_profiles",
        [{"id": 1, "profile_image_path": one, "header_image_path": two}],
    )
    application.fill("pages", [{"slug": "a", "body": f"<img src='{one}'>"}])
    header = Place("user_profiles", "header_image_path", size="header")
    body = Place("pages", "body", inside=True)
    only_profile = _run(swapper)
    assert only_profile.closed == 1  # as far as it was told of
    with swapper.database.write() as session:
        session.get_one(type(row(1)), 1).status = PendingStatus.PROCESSED
    every = _run(swapper, PLACE, header, body)
    assert (every.closed, every.left) == (2, 0)
    assert application.all("SELECT header_image_path FROM user_profiles") == [_new(2, "header")]
    assert application.all("SELECT body FROM pages") == [f"<img src='{_new(1)}'>"]
    assert row(3).status == PendingStatus.PROCESSED  # it stands nowhere: nobody knows


def test_a_picture_with_an_address_left_somewhere_is_not_closed(
    swapper: Swapper, application: Application, hang: Hang, row: Row
) -> None:
    (path,) = hang(1)
    application.fill("pages", [{"slug": "a", "body": path, "small": path}])
    replaced = _run(swapper, Place("pages", "body"), Place("pages", "small"))
    assert replaced.places["pages.small"].too_long == 1
    assert (replaced.closed, replaced.left, replaced.is_whole) == (0, 1, False)
    assert application.all("SELECT small FROM pages") == [path]
    assert row(1).status == PendingStatus.PROCESSED


def test_addresses_within_json_and_texts_are_replaced_by_words_for_ids(
    swapper: Swapper, application: Application, hang: Hang
) -> None:
    paths = hang(250)
    application.fill(
        "pages",
        [
            {
                "slug": f"page {number:04}",
                "body": f"[{path}] and {HOST}{path}",
                "data": json.dumps({"images": [path, "x"], "ä": 1}),
            }
            for number, path in enumerate(paths)
        ],
    )
    body, data = Place("pages", "body", inside=True), Place("pages", "data", inside=True)
    replaced = _run(swapper, body, data)
    assert (replaced.swapped, replaced.closed) == (500, 250)
    assert application.all("SELECT body FROM pages ORDER BY slug")[9] == (
        f"[{_new(10)}] and {_new(10)}"
    )
    found = application.all("SELECT CAST(data AS TEXT) FROM pages ORDER BY slug")[9]
    assert json.loads(found) == {"images": [_new(10), "x"], "ä": 1}


def test_batches_end_between_rows_whatever_their_size(
    swapper: Swapper, application: Application, hang: Hang
) -> None:
    _profiles(application, list(hang(7)))
    assert _run(replace(swapper, batch=1)).swapped == 7
    assert application.all(ALL) == [_new(number) for number in range(1, 8)]


def test_addresses_that_another_run_has_put_there_close_their_pictures(
    swapper: Swapper, application: Application, hang: Hang, row: Row
) -> None:
    hang(2)
    _profiles(application, [_new(1, "zoom"), f"{BASE}/9999?size=detail"])
    assert _run(swapper).closed == 1
    assert (row(1).status, row(2).status) == (PendingStatus.COMPLETE, PendingStatus.PROCESSED)


def test_the_application_may_live_in_our_own_database(
    database: Database, hang: Hang, row: Row
) -> None:
    paths = hang(3)
    with database.write() as session:
        session.execute(text("CREATE TABLE users (id INTEGER PRIMARY KEY, picture TEXT)"))
        for path in paths:
            session.execute(text("INSERT INTO users (picture) VALUES (:path)"), {"path": path})
    engine = open_application(database.engine.url.render_as_string())
    replaced = _run(Swapper(database, engine, BASE, frozenset(), 2), Place("users", "picture"))
    engine.dispose()
    assert (replaced.swapped, replaced.closed) == (3, 3)
    assert row(3).status == PendingStatus.COMPLETE
