"""``tvdbproxy keys``: a key alone on standard output, everything else beside it."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from queue import Queue

import pytest

from tests.cli.test_cli import UNAVAILABLE, WRONG_USE, call
from tests.servers.database import open_at
from tvdbproxy.access import keys
from tvdbproxy.access.digests import is_pin
from tvdbproxy.access.keys import KeyView
from tvdbproxy.db.database import Database
from tvdbproxy.db.models import ApiKey
from tvdbproxy.embedded.redis_server import RunningRedis
from tvdbproxy.jobs.notices import KEYS, Notices

Capsys = pytest.CaptureFixture[str]
NOT_THERE = 1


@pytest.fixture(autouse=True)
def database(
    clean_environment: None,
    monkeypatch: pytest.MonkeyPatch,
    sqlite_template: Path,
    tmp_path: Path,
    redis_server: RunningRedis,
) -> Iterator[Database]:
    shutil.copy(sqlite_template, tmp_path / "cli.db")
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/cli.db")
    monkeypatch.setenv("REDIS_URL", redis_server.url)
    opened = open_at(f"sqlite:///{tmp_path}/cli.db")
    yield opened
    opened.close()


def only(database: Database) -> KeyView:
    with database.read() as session:
        (found,) = keys.everyone(session)
    return found


def opens(database: Database, text: str) -> bool:
    with database.read() as session:
        return keys.by_text(session, text) is not None


def say(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))


def test_a_key_is_printed_alone_so_that_a_script_can_catch_it(
    database: Database, capsys: Capsys
) -> None:
    code, out, err = call(capsys, "keys", "create", "Kodi in the attic")
    assert code == 0
    assert str(uuid.UUID(out.strip())) == out.strip()
    assert out.count("\n") == 1
    assert opens(database, out.strip())
    found = only(database)
    assert found.name == "Kodi in the attic"
    assert found.id in err
    assert out.strip() not in err


def test_a_key_is_made_with_everything(
    database: Database, capsys: Capsys, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(monkeypatch, "12-34\n")
    code, out, _ = call(
        capsys, "keys", "create", "Ada", "--role", "admin", "--pin", "--rate-limit", "5/second",
        "--image-rewrite", "sized", "--spare-characters", "--enrich", "off", "--json",
    )  # fmt: skip
    assert code == 0
    told = json.loads(out)
    found = only(database)
    assert opens(database, told["key"])
    assert (found.id, told["id"], told["has_pin"]) == (found.id, found.id, True)
    assert (found.role, found.rate_limit, found.image_rewrite) == ("admin", "5/second", "sized")
    assert (found.spare_characters, found.enrich) == (True, False)
    with database.read() as session:
        pin_digest = session.get_one(ApiKey, found.id).pin_digest
    assert pin_digest is not None
    assert is_pin("12-34", found.id, pin_digest)
    assert "12-34" not in out


def test_a_person_is_asked_for_the_pin_unseen(
    database: Database, capsys: Capsys, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    asked: list[str] = []

    def getpass(prompt: str) -> str:
        asked.append(prompt)
        return "1234"

    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr("click.termui.hidden_prompt_func", getpass)
    code, out, _ = call(capsys, "keys", "create", "Ada", "--pin")
    assert code == 0
    assert len(asked) == 2  # and once more, to be sure
    assert only(database).has_pin
    assert "1234" not in out


def test_the_list_shows_every_key_and_no_key_itself(database: Database, capsys: Capsys) -> None:
    assert call(capsys, "keys", "list", "--json")[1] == "[]\n"
    texts = [call(capsys, "keys", "create", name)[1].strip() for name in ("Ada", "[red]Grace")]
    with database.read() as session:
        first, second = keys.everyone(session)
    call(capsys, "keys", "revoke", first.id)
    code, out, _ = call(capsys, "keys", "list")
    assert code == 0
    for word in (first.id, second.id, "Ada", "[red]Grace", "never", "revoked", texts[1][:4]):
        assert word in out
    assert not any(text in out for text in texts)
    told = json.loads(call(capsys, "keys", "list", "--json")[1])
    assert [key["name"] for key in told] == ["Ada", "[red]Grace"]


def test_one_is_shown(database: Database, capsys: Capsys) -> None:
    text = call(capsys, "keys", "create", "Ada")[1].strip()
    found = only(database)
    code, out, _ = call(capsys, "keys", "show", found.id)
    assert code == 0
    assert "Ada" in out
    assert text not in out
    told = json.loads(call(capsys, "keys", "show", found.id, "--json")[1])
    assert (told["id"], told["revoked_at"]) == (found.id, None)


def test_a_change_leaves_what_it_does_not_name(
    database: Database, capsys: Capsys, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(monkeypatch, "1234")
    call(
        capsys, "keys", "create", "Ada", "--pin", "--rate-limit", "5/second", "--image-rewrite",
        "off", "--enrich", "on", "--spare-characters",
    )  # fmt: skip
    key_id = only(database).id
    assert call(capsys, "keys", "change", key_id, "--name", "Grace")[0] == 0
    found = only(database)
    assert (found.name, found.has_pin, found.rate_limit) == ("Grace", True, "5/second")
    assert (found.image_rewrite, found.enrich, found.spare_characters) == ("off", True, True)
    code, out, _ = call(
        capsys, "keys", "change", key_id, "--no-pin", "--rate-limit", "none", "--image-rewrite",
        "default", "--enrich", "default", "--no-spare-characters", "--json",
    )  # fmt: skip
    assert code == 0
    assert json.loads(out)["has_pin"] is False
    found = only(database)
    assert found.rate_limit is found.image_rewrite is found.enrich is None
    assert not found.spare_characters


def test_rotating_prints_the_new_key_alone(database: Database, capsys: Capsys) -> None:
    old = call(capsys, "keys", "create", "Ada")[1].strip()
    key_id = only(database).id
    code, out, err = call(capsys, "keys", "rotate", key_id)
    assert code == 0
    assert (opens(database, old), opens(database, out.strip())) == (False, True)
    assert key_id in err
    told = json.loads(call(capsys, "keys", "rotate", key_id, "--json")[1])
    assert opens(database, told["key"])


def test_revoking_twice_is_as_good_as_once(database: Database, capsys: Capsys) -> None:
    text = call(capsys, "keys", "create", "Ada")[1].strip()
    key_id = only(database).id
    assert [call(capsys, "keys", "revoke", key_id)[0] for _ in range(2)] == [0, 0]
    assert not opens(database, text)
    for words in (("rotate", key_id), ("change", key_id, "--name", "Grace")):
        code, out, err = call(capsys, "keys", *words)
        assert (code, out) == (NOT_THERE, "")
        assert "revoked" in err


@pytest.mark.parametrize("command", ["rotate", "revoke", "change"])
def test_running_processes_are_told(
    database: Database, capsys: Capsys, redis_server: RunningRedis, command: str
) -> None:
    call(capsys, "keys", "create", "Ada")
    key_id = only(database).id
    heard: Queue[str] = Queue()
    ready: Queue[None] = Queue()
    notices = Notices(redis_server.url)
    notices.listen(heard.put, lambda: ready.put(None), KEYS)
    ready.get(timeout=20)
    more = ("--name", "Grace") if command == "change" else ()
    assert call(capsys, "keys", command, key_id, *more)[0] == 0
    assert heard.get(timeout=20) == key_id
    notices.close()


@pytest.mark.parametrize("words", [("show",), ("rotate",), ("revoke",), ("change", "--name", "a")])
@pytest.mark.parametrize("key_id", ["a" * 12, "nonsense"])
def test_an_unknown_key_is_one_line_and_exit_1(
    capsys: Capsys, words: tuple[str, ...], key_id: str
) -> None:
    command, *options = words
    code, out, err = call(capsys, "keys", command, key_id, *options)
    assert (code, out) == (NOT_THERE, "")
    assert len(err.strip().splitlines()) == 1


@pytest.mark.parametrize(
    "words",
    [
        ("create",),
        ("create", ""),
        ("create", "a", "--role", "root"),
        ("create", "a", "--rate-limit", "much"),
        ("create", "a", "--image-rewrite", "none"),
        ("create", "a", "--enrich", "maybe"),
        ("create", "a", "--pin"),
        ("change", "a" * 12),
        ("nonsense",),
    ],
)
def test_wrong_use_is_exit_2_and_changes_nothing(
    database: Database, capsys: Capsys, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    say(monkeypatch, "")
    code, out, err = call(capsys, "keys", *words)
    assert (code, out) == (WRONG_USE, "")
    assert "Traceback" not in err
    with database.read() as session:
        assert keys.everyone(session) == []


def test_a_database_that_is_away_is_unavailable(
    capsys: Capsys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:9/nothing")
    code, out, err = call(capsys, "keys", "list")
    assert (code, out) == (UNAVAILABLE, "")
    assert len(err.strip().splitlines()) == 1


def test_in_memory_mode_keys_can_be_made_as_well(
    database: Database, capsys: Capsys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BROKER_URL", "memory://")
    call(capsys, "keys", "create", "Ada")
    assert call(capsys, "keys", "revoke", only(database).id)[0] == 0


class TestTheKeyOfTheSettings:
    """``CLIENT_API_KEY``, which ``migrate`` sees to."""

    KEY = "5b7c1c3e-0d4a-4e7b-9a55-1f2e3d4c5b6a"

    def test_it_opens_after_migrating_however_often(
        self, database: Database, capsys: Capsys, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("CLIENT_API_KEY", self.KEY)
        for _ in range(2):
            code, out, err = call(capsys, "migrate")
            assert (code, out, err) == (0, "database: at the newest schema\n", "")
        assert opens(database, self.KEY)
        assert only(database).role == "client"

    def test_one_that_was_ended_stays_so_and_that_is_said(
        self, database: Database, capsys: Capsys, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("CLIENT_API_KEY", self.KEY)
        call(capsys, "migrate")
        call(capsys, "keys", "revoke", only(database).id)
        code, _, err = call(capsys, "migrate")
        assert code == 0
        assert "CLIENT_API_KEY" in err
        assert not opens(database, self.KEY)

    def test_two_that_migrate_at_once_make_one(
        self, database: Database, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("CLIENT_API_KEY", self.KEY)
        command = [sys.executable, "-m", "tvdbproxy", "migrate"]
        running = [subprocess.Popen(command, stdout=subprocess.DEVNULL) for _ in range(2)]
        assert [process.wait(60) for process in running] == [0, 0]
        assert opens(database, self.KEY)
        assert only(database).name

    def test_none_is_made_where_none_is_given(self, database: Database, capsys: Capsys) -> None:
        call(capsys, "migrate")
        with database.read() as session:
            assert keys.everyone(session) == []

    @pytest.mark.parametrize("key", ["a key", "é" * 20, "x" * 129, "a\tb"])
    def test_one_that_cannot_be_a_key_is_configuration(
        self, capsys: Capsys, monkeypatch: pytest.MonkeyPatch, key: str
    ) -> None:
        monkeypatch.setenv("CLIENT_API_KEY", key)
        code, _, err = call(capsys, "migrate")
        assert code == 78
        assert "CLIENT_API_KEY" in err
