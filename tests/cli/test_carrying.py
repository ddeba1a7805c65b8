"""``export`` and ``import``: keys and settings from one installation to another."""

from __future__ import annotations

import json
import os
import shutil
import stat
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.servers.database import open_at
from tvdbproxy.access import keys
from tvdbproxy.access.traits import Traits
from tvdbproxy.cli.main import group
from tvdbproxy.db.database import Database
from tvdbproxy.settings import load_settings
from tvdbproxy.settings.carrying import env_lines, in_force
from tvdbproxy.settings.secrets import SECRETS

SECRET = "only-here-and-nowhere-else-1234567890"


@pytest.fixture(autouse=True)
def _alone(clean_environment: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only what a test sets counts, and no queue is asked."""
    monkeypatch.setenv("BROKER_URL", "memory://")


@pytest.fixture
def here(sqlite_database: Database) -> Database:
    return sqlite_database


@pytest.fixture
def there(sqlite_template: Path, tmp_path: Path) -> Any:
    shutil.copy(sqlite_template, tmp_path / "there.db")
    database = open_at(f"sqlite:///{tmp_path}/there.db")
    yield database
    database.close()


def _at(database: Database) -> dict[str, str]:
    return {"DATABASE_URL": database.engine.url.render_as_string(hide_password=False)}


def _run(database: Database, *words: str, **environment: str) -> Result:
    runner = CliRunner(env=_at(database) | environment)
    return runner.invoke(group, words, prog_name="tvdbproxy")


def _export(database: Database, tmp_path: Path, *words: str, **environment: str) -> Path:
    path = tmp_path / "export.json"
    path.write_text(_run(database, "export", *words, **environment).stdout)
    return path


def _create(database: Database, **traits: Any) -> keys.Issued:
    with database.write() as session:
        return keys.create(session, Traits(**{"name": "kodi", **traits}))


def _opens(database: Database, text: str) -> bool:
    with database.read() as session:
        return keys.by_text(session, text) is not None


def _fates(result: Result) -> list[str]:
    return [one["fate"] for one in json.loads(result.stdout)["keys"]]


def test_a_key_opens_the_other_installation_and_is_never_written_down(
    here: Database, there: Database, tmp_path: Path
) -> None:
    issued = _create(here, role="admin", rate_limit="5/minute", pin="1234")
    path = _export(here, tmp_path)
    assert issued.text not in path.read_text()

    dry = _run(there, "import", str(path), "--dry-run", "--json")
    assert (_fates(dry), _opens(there, issued.text)) == (["added"], False)
    assert _fates(_run(there, "import", str(path), "--json")) == ["added"]
    assert _opens(there, issued.text)
    with there.read() as session:
        view = keys.get(session, issued.key.id)
    assert (view.role, view.rate_limit, view.has_pin, view.name) == (
        "admin", "5/minute", True, "kodi",
    )  # fmt: skip
    assert _fates(_run(there, "import", str(path), "--json")) == ["same"]


def test_what_changed_is_told_and_what_was_revoked_or_rotated_since_stays_so(
    here: Database, there: Database, tmp_path: Path
) -> None:
    changed, rotated, revoked = (_create(here, name=name) for name in ("a", "b", "c"))
    path = _export(here, tmp_path)
    _run(there, "import", str(path))
    with there.write() as session:
        keys.rotate(session, rotated.key.id)
        keys.revoke(session, revoked.key.id)
        keys.change(session, changed.key.id, Traits(rate_limit="1/day"))

    told = json.loads(_run(there, "import", str(path), "--json").stdout)["keys"]

    by_id = {one["id"]: (one["fate"], one["changed"]) for one in told}
    assert by_id == {
        changed.key.id: ("changed", ["rate_limit"]),
        rotated.key.id: ("newer_here", []),
        revoked.key.id: ("newer_here", []),
    }
    assert _opens(there, changed.text)
    assert not _opens(there, rotated.text)


def test_a_key_whose_text_another_has_is_not_taken_over(
    here: Database, there: Database, tmp_path: Path
) -> None:
    issued = _create(here)
    path = _export(here, tmp_path)
    _run(there, "import", str(path))
    document = json.loads(path.read_text())
    document["keys"][0]["id"] = "a" * 12
    path.write_text(json.dumps(document))
    ended = _run(there, "import", str(path), "--json")
    assert (ended.exit_code, _fates(ended)) == (1, ["taken"])
    assert _opens(there, issued.text)


def test_tokens_live_on_only_with_secrets(here: Database, there: Database, tmp_path: Path) -> None:
    _create(here)
    assert json.loads(_export(here, tmp_path).read_text())["keys"][0]["token_secret"] is None
    path = _export(here, tmp_path, "--with-secrets")
    _run(there, "import", str(path))
    with_secrets = json.loads(path.read_text())["keys"]
    assert (
        json.loads(_export(there, tmp_path, "--with-secrets").read_text())["keys"] == with_secrets
    )


def test_settings_are_those_that_were_changed_and_secrets_are_named_and_left_out(
    here: Database, tmp_path: Path
) -> None:
    changed = {
        "PORT": "9000",
        "ADMIN_API_KEY": SECRET,
        "REDIS_URL": f"redis://:{SECRET}@queue.example.com:6379/0",
        "CORS_ORIGINS": "https://a.example.com,https://b.example.com",
    }
    text = _export(here, tmp_path, **changed).read_text()
    document = json.loads(text)
    assert SECRET not in text
    assert document["left_out"] == ["ADMIN_API_KEY", "REDIS_URL"]
    assert document["settings"]["PORT"] == "9000"
    assert "HOST" not in document["settings"]
    whole = json.loads(_export(here, tmp_path, "--with-secrets", **changed).read_text())
    assert (whole["settings"]["ADMIN_API_KEY"], whole["left_out"]) == (SECRET, [])


def test_settings_become_a_fragment_on_standard_output_or_a_private_new_file(
    here: Database, there: Database, tmp_path: Path
) -> None:
    path = _export(here, tmp_path, PORT="9000", ADMIN_API_KEY=SECRET)
    printed = _run(there, "import", str(path))
    assert "PORT=9000" in printed.stdout.splitlines()
    assert "# ADMIN_API_KEY was left out of the export: set it" in printed.stdout.splitlines()
    assert "keys: none" in printed.stderr

    env = tmp_path / "imported.env"
    assert _run(there, "import", str(path), "--env", str(env), "--dry-run").exit_code == 0
    assert not env.exists()
    written = _run(there, "import", str(path), "--env", str(env))
    assert (written.exit_code, written.stdout) == (0, "")
    assert env.read_text() == printed.stdout
    assert stat.S_IMODE(os.stat(env).st_mode) == 0o600
    again = _run(there, "import", str(path), "--env", str(env))
    assert again.exit_code == 1
    assert "is there already" in again.stderr


def test_a_fragment_is_read_as_what_was_exported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = load_settings(
        admin_api_key='it\'s a #secret \\ with "quotes"',
        cors_origins=("https://a.example.com", "https://b.example.com"),
        imgproxy_presets="a=rs:fit:1:2,b=q:3",
        image_quality=71,
        enable_image_optimization=False,
        verify_sample=7,
    )
    lines = [*env_lines(in_force(given))]
    (tmp_path / ".env").write_text("\n".join(lines))
    monkeypatch.delenv("BROKER_URL")
    assert in_force(load_settings()) == in_force(given)


def test_what_a_fragment_cannot_say_is_a_comment() -> None:
    lines = [*env_lines({"NO_SUCH_SETTING": "1", "IMGPROXY_URL_REPLACEMENTS": "a=${1}"})]
    assert all(line.startswith("# ") for line in lines)


@pytest.mark.parametrize(
    "text",
    [
        "no json",
        "[]",
        "{}",
        '{"format": "tvdbproxy-export", "version": 2}',
        '{"format": "tvdbproxy-export", "version": 1}',
        '{"format": "other", "version": 1}',
    ],
)
def test_what_is_no_export_of_a_known_version_is_refused(
    there: Database, tmp_path: Path, text: str
) -> None:
    (tmp_path / "x.json").write_text(text)
    ended = _run(there, "import", str(tmp_path / "x.json"))
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert ended.stderr.startswith("tvdbproxy: FILE: ")


@pytest.mark.parametrize(
    ("field", "value"),
    [("id", "x"), ("digest", "x"), ("role", "king"), ("rate_limit", "often"), ("name", "\0")],
)
def test_a_key_that_could_not_be_is_refused_and_none_is_taken_over(
    here: Database, there: Database, tmp_path: Path, field: str, value: str
) -> None:
    first = _create(here, name="first")
    _create(here, name="second")
    path = _export(here, tmp_path)
    document = json.loads(path.read_text())
    document["keys"][1][field] = value
    path.write_text(json.dumps(document))
    assert _run(there, "import", str(path)).exit_code == 2
    assert not _opens(there, first.text)


def test_what_is_secret_is_a_setting() -> None:
    from tvdbproxy.settings import SECTIONS

    assert {name.upper() for model in SECTIONS.values() for name in model.model_fields} >= SECRETS
