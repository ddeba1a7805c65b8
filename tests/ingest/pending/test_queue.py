"""Pictures are put into the queue whole or not at all, listed in their order, and served."""

from __future__ import annotations

import pytest

from tests.house.pictures import logo, poster
from tests.ingest.pending.conftest import Hang, Put, Row
from tvdbproxy.db.database import Database
from tvdbproxy.db.models import PendingStatus
from tvdbproxy.errors import BadPicture, InvalidRequest, NotFound, TooLarge, Unsupported
from tvdbproxy.ingest.pending.completion import Completed, complete, fail
from tvdbproxy.ingest.pending.queue import GivenFile, PendingQueue
from tvdbproxy.storage.memory import MemoryStore
from tvdbproxy.storage.store import StoredObject


def test_a_picture_waits_with_all_that_its_form_said(
    queue: PendingQueue, put: Put, row: Row, originals: MemoryStore
) -> None:
    view = put("logo_image", "our logo.jpg")
    kept = row(view.id)
    assert (view.user_id, view.status, view.data_type) == (456, "pending", "logo")
    assert (view.original_name, view.mime_type) == ("our logo.jpg", "image/jpeg")
    assert kept.file_size == len(poster())
    assert kept.key.startswith("pending/")
    assert kept.key.endswith("/source.jpg")
    assert originals.get(kept.key).data == poster()


def test_the_list_is_bounded_the_oldest_first_and_says_how_many_there_are(
    queue: PendingQueue, hang: Hang
) -> None:
    hang(5, PendingStatus.PENDING)
    hang(2, PendingStatus.PROCESSED, first=10)
    hang(2, PendingStatus.FAILED, first=20)
    views, total = queue.waiting()
    assert ([view.id for view in views], total) == ([1, 2, 3], 5)


def test_several_files_are_put_in_together(queue: PendingQueue) -> None:
    files = [
        GivenFile("profile_image", "a.jpg", poster()),
        GivenFile("logo_image", "b.png", logo()),
        GivenFile("profile_image", None, poster(1)),
    ]
    views = queue.put("1", files)
    assert [view.data_type for view in views] == ["profile", "logo", "profile"]
    assert [view.mime_type for view in views] == ["image/jpeg", "image/png", "image/jpeg"]
    assert len({view.image_path for view in views}) == 3


@pytest.mark.parametrize(
    ("files", "error", "code"),
    [
        ([], InvalidRequest, "no_file"),
        ([GivenFile("avatar", "a.jpg", poster())], InvalidRequest, "invalid_request"),
        ([GivenFile("logo_image", "a.jpg", b"\xff" * 100_001)], TooLarge, "file_too_large"),
        ([GivenFile("logo_image", "a.jpg", b"")], BadPicture, "image_empty"),
        (
            [GivenFile("logo_image", "a.jpg", b"<svg xmlns='http://www.w3.org/2000/svg'/>")],
            Unsupported,
            "unsupported_media_type",
        ),
        (
            [GivenFile("logo_image", "a.png", b"GIF89a\x00\x00\x00\x00\x00\x00\x00")],
            BadPicture,
            "image_undecodable",
        ),
    ],
)
def test_one_bad_file_and_nothing_is_put_in(
    queue: PendingQueue, originals: MemoryStore, files: list[GivenFile], error: type, code: str
) -> None:
    good = [GivenFile("profile_image", "good.jpg", poster())] if files else []
    with pytest.raises(error) as refused:
        queue.put("1", good + files)
    assert refused.value.code == code
    assert queue.waiting() == ([], 0)
    assert list(originals.list()) == []


@pytest.mark.proves("Q5")
@pytest.mark.parametrize("user", ["", "0", "-1", "1.0", "1e3", "٣", "x", "9" * 19, " 1", "1\x00"])
def test_a_user_is_a_number_that_fits(queue: PendingQueue, user: str) -> None:
    with pytest.raises(InvalidRequest):
        queue.put(user, [GivenFile("logo_image", "a.jpg", poster())])


@pytest.mark.proves("Q4", "Q3")
@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\photos\\me.jpg", "me.jpg"),
        ("a\r\nSet-Cookie: x.jpg", "aSet-Cookie: x.jpg"),
        ("\u202egpj.exe", "gpj.exe"),
        ("x" * 4000, "x" * 255),
        ("\x00", None),
        ("", None),
        (None, None),
    ],
)
def test_a_files_name_is_kept_as_words_alone(
    queue: PendingQueue, row: Row, name: str | None, kept: str | None
) -> None:
    view = queue.put("1", [GivenFile("logo_image", name, poster())])[0]
    assert view.original_name == kept
    assert row(view.id).key.startswith("pending/")


def test_a_picture_is_served_until_it_is_given_up(
    database: Database, queue: PendingQueue, originals: MemoryStore, put: Put
) -> None:
    view = put()
    found = queue.picture(view.image_path)
    assert isinstance(found, StoredObject)
    assert found.data == poster()
    assert found.info.content_type == "image/jpeg"
    fail(database, originals, str(view.id))
    with pytest.raises(NotFound):
        queue.picture(view.image_path)


def test_a_picture_whose_file_was_cleaned_up_leads_to_its_permanent_one(
    database: Database, queue: PendingQueue, originals: MemoryStore, put: Put, row: Row
) -> None:
    view = put()
    complete(database, str(view.id), Completed("789"))
    assert isinstance(queue.picture(view.image_path), StoredObject)
    originals.delete(row(view.id).key)
    assert queue.picture(view.image_path) == "789"


def test_a_picture_whose_file_is_lost_and_that_was_never_processed_is_not_there(
    queue: PendingQueue, originals: MemoryStore, put: Put, row: Row
) -> None:
    view = put()
    originals.delete(row(view.id).key)
    with pytest.raises(NotFound):
        queue.picture(view.image_path)


@pytest.mark.proves("Q1")
@pytest.mark.parametrize(
    "path",
    [
        "/temp_images/profiles/nobody.jpg",
        "/temp_images/profiles/../x",
        "/temp_images/profiles/\x00",
        "/temp_images/profiles/" + "x" * 300,
        "/temp_images//x",
    ],
)
def test_an_address_that_was_never_given_out_is_unknown(queue: PendingQueue, path: str) -> None:
    with pytest.raises(NotFound) as missing:
        queue.picture(path)
    assert missing.value.code == "unknown_pending_image"
