"""Reports of the processing machine: once, twice, contrary to each other, and nonsense."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.ingest.pending.conftest import Hang, Put, Row
from tvdbproxy.db.database import Database
from tvdbproxy.db.models import PendingStatus
from tvdbproxy.errors import Conflict, InvalidRequest, NotFound
from tvdbproxy.ingest.pending.completion import Completed, complete, fail, read_completion
from tvdbproxy.storage.memory import MemoryStore

RICH: dict[str, Any] = {
    "permanent_url": "https://media-backend/serve/789",
    "processing_complete": True,
    "ai_enhanced": True,
    "formats_available": ["avif", "webp", "jpeg", "png"],
    "ai_analysis": {"style": "Abstract Expressionist", "quality_score": 85},
}


def test_the_simple_payload_is_a_number() -> None:
    assert read_completion({"media_id": "789"}) == Completed("789")
    assert read_completion({"media_id": 789}) == Completed("789")


def test_the_rich_payload_names_the_picture_by_its_address() -> None:
    report = read_completion(RICH)
    assert (report.media_id, report.permanent_url) == ("789", "https://media-backend/serve/789")
    assert report.analysis == {
        "style": "Abstract Expressionist",
        "quality_score": 85,
        "ai_enhanced": True,
        "formats_available": ["avif", "webp", "jpeg", "png"],
    }


def test_a_media_id_of_its_own_wins_over_the_address() -> None:
    assert read_completion({**RICH, "media_id": "5"}).media_id == "5"
    assert read_completion({"permanent_url": "https://x/serve/12?size=detail"}).media_id == "12"
    assert read_completion({"permanent_url": "12"}).media_id == "12"


@pytest.mark.proves("Q6")
@pytest.mark.parametrize(
    "document",
    [
        {},
        {"media_id": None},
        {"media_id": ""},
        {"media_id": "abc"},
        {"media_id": "-1"},
        {"media_id": 1.5},
        {"media_id": True},
        {"media_id": ["789"]},
        {"media_id": "7" * 21},
        {"media_id": "7\x00"},
        {"permanent_url": "https://media/serve/not-a-number"},
        {"media_id": "7", "permanent_url": "javascript:alert(1)"},
        {"media_id": "7", "permanent_url": "https://x/\x00"},
        {"media_id": "7", "permanent_url": "https://x/" + "a" * 600},
        {"media_id": "7", "permanent_url": 5},
        {"media_id": "7", "processing_complete": False},
        {"media_id": "7", "ai_enhanced": "yes"},
        {"media_id": "7", "ai_analysis": "good"},
        {"media_id": "7", "ai_analysis": [1]},
        {"media_id": "7", "ai_analysis": {"score": float("inf")}},
        {"media_id": "7", "ai_analysis": {"words": "x" * 300_000}},
        {"media_id": "7", "formats_available": "webp"},
        {"media_id": "7", "formats_available": ["<script>"]},
        {"media_id": "7", "formats_available": ["webp"] * 100},
    ],
)
def test_a_report_that_makes_no_sense_is_refused(document: dict[str, Any]) -> None:
    with pytest.raises(InvalidRequest):
        read_completion(document)


def test_a_report_makes_a_picture_processed(database: Database, put: Put, row: Row) -> None:
    number = put().id
    recorded = complete(database, str(number), read_completion(RICH))
    kept = row(number)
    assert (recorded.id, recorded.media_id, recorded.status) == (number, "789", "processed")
    assert (kept.status, kept.media_id, kept.thumbnail_url) == ("processed", "789", "789")
    assert kept.permanent_url == "https://media-backend/serve/789"
    assert kept.updated_at > kept.created_at


def test_the_same_report_twice_is_no_mistake(database: Database, put: Put, row: Row) -> None:
    number = put().id
    first = complete(database, str(number), read_completion(RICH))
    assert complete(database, str(number), read_completion(RICH)) == first


def test_a_poorer_report_takes_nothing_away(database: Database, put: Put, row: Row) -> None:
    number = put().id
    complete(database, str(number), read_completion(RICH))
    complete(database, str(number), Completed("789"))
    assert row(number).permanent_url == "https://media-backend/serve/789"
    assert row(number).analysis == read_completion(RICH).analysis


def test_of_a_simple_report_the_permanent_url_is_the_media_id(
    database: Database, put: Put, row: Row
) -> None:
    number = put().id
    complete(database, str(number), Completed("789"))
    assert (row(number).permanent_url, row(number).analysis) == ("789", None)


def test_a_closed_picture_stays_closed_when_it_is_reported_again(
    database: Database, hang: Hang, row: Row
) -> None:
    hang(1, PendingStatus.COMPLETE)
    assert complete(database, "1", Completed("1001")).status == "complete"
    assert row(1).status == PendingStatus.COMPLETE


def test_contrary_reports_are_conflicts(
    database: Database, originals: MemoryStore, put: Put, row: Row
) -> None:
    done, failed = put().id, put().id
    complete(database, str(done), Completed("789"))
    fail(database, originals, str(failed))
    for attempt, code in (
        (lambda: complete(database, str(done), Completed("790")), "already_processed"),
        (lambda: fail(database, originals, str(done)), "already_processed"),
        (lambda: complete(database, str(failed), Completed("789")), "already_failed"),
    ):
        with pytest.raises(Conflict) as conflict:
            attempt()
        assert conflict.value.code == code
    assert row(done).media_id == "789"
    assert originals.get(row(done).key)
    assert row(failed).status == PendingStatus.FAILED


def test_giving_up_removes_the_file_as_often_as_it_is_asked(
    database: Database, originals: MemoryStore, put: Put, row: Row
) -> None:
    number = put().id
    fail(database, originals, str(number))
    assert row(number).status == PendingStatus.FAILED
    assert list(originals.list()) == []
    originals.put(row(number).key, b"left behind", content_type="image/jpeg")
    fail(database, originals, str(number))
    assert list(originals.list()) == []


@pytest.mark.proves("Q5")
@pytest.mark.parametrize("number", ["99", "0", "-1", "x", "1.0", "٣", "9" * 30, "1\x00", ""])
def test_a_picture_that_is_not_there_is_unknown(
    database: Database, originals: MemoryStore, number: str
) -> None:
    for attempt in (
        lambda: complete(database, number, Completed("789")),
        lambda: fail(database, originals, number),
    ):
        with pytest.raises(NotFound) as missing:
            attempt()
        assert missing.value.code == "unknown_pending_image"


def test_of_two_contrary_reports_at_once_one_holds(database: Database, put: Put, row: Row) -> None:
    number = str(put().id)

    def report(media_id: str) -> str | None:
        try:
            return complete(database, number, Completed(media_id)).media_id
        except Conflict:
            return None

    with ThreadPoolExecutor(8) as threads:
        told = [one for one in threads.map(report, map(str, range(1, 9))) if one is not None]
    assert told == [row(int(number)).media_id]
