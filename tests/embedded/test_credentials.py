"""The secrets of one data directory."""

from __future__ import annotations

import stat
import uuid
from pathlib import Path

import pytest

from tvdbproxy.embedded.credentials import SECRETS, load_secrets
from tvdbproxy.errors import ConfigurationError
from tvdbproxy.settings import IngestSettings, TransformSettings
from tvdbproxy.urls.imgproxy.signature import Signatures


def test_every_secret_is_made_and_they_are_all_different(tmp_path: Path) -> None:
    made = load_secrets(tmp_path / "secrets.json", {})
    assert made.keys() == SECRETS.keys()
    assert len(set(made.values())) == len(SECRETS)
    assert min(map(len, made.values())) >= 20


def test_the_same_directory_has_the_same_secrets_again(tmp_path: Path) -> None:
    path = tmp_path / "secrets.json"
    assert load_secrets(path, {}) == load_secrets(path, {})


def test_the_client_key_is_in_the_form_of_upstreams(tmp_path: Path) -> None:
    key = load_secrets(tmp_path / "secrets.json", {})["CLIENT_API_KEY"]
    assert str(uuid.UUID(key)) == key
    assert uuid.UUID(key).version == 4


def test_two_directories_have_different_secrets(tmp_path: Path) -> None:
    one, other = load_secrets(tmp_path / "one", {}), load_secrets(tmp_path / "other", {})
    assert not set(one.values()) & set(other.values())


def test_a_given_secret_wins_and_is_not_written_down(tmp_path: Path) -> None:
    path = tmp_path / "secrets.json"
    load_secrets(path, {})
    assert load_secrets(path, {"ADMIN_API_KEY": "mine"})["ADMIN_API_KEY"] == "mine"
    assert "mine" not in path.read_text()
    assert load_secrets(path, {})["ADMIN_API_KEY"] != "mine"


def test_a_file_from_before_a_secret_existed_is_completed(tmp_path: Path) -> None:
    path = tmp_path / "secrets.json"
    path.write_text('{"ADMIN_API_KEY": "kept"}')
    made = load_secrets(path, {})
    assert made["ADMIN_API_KEY"] == "kept"
    assert load_secrets(path, {}) == made


def test_only_the_owner_may_read_the_file(tmp_path: Path) -> None:
    path = tmp_path / "secrets.json"
    load_secrets(path, {})
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("content", ["", "not json", "[]", '{"ADMIN_API_KEY": 7}'])
def test_a_damaged_file_is_not_silently_replaced(tmp_path: Path, content: str) -> None:
    path = tmp_path / "secrets.json"
    path.write_text(content)
    with pytest.raises(ConfigurationError, match=r"secrets\.json is damaged"):
        load_secrets(path, {})
    assert path.read_text() == content


def test_the_keys_that_sign_transforms_can_be_used_as_they_are(tmp_path: Path) -> None:
    made = load_secrets(tmp_path / "secrets.json", {})
    signing = TransformSettings(
        imgproxy_key=made["IMGPROXY_KEY"], imgproxy_salt=made["IMGPROXY_SALT"], _env_file=None
    )
    ((key, salt),) = Signatures.of(signing).pairs
    assert (len(key), len(salt)) == (32, 32)


def test_the_secrets_of_uploads_can_be_used_as_they_are(tmp_path: Path) -> None:
    made = load_secrets(tmp_path / "secrets.json", {})
    names = ("JWT_SECRET_KEY", "MEDIA_API_KEY", "S3_EVENTS_TOKEN", "CALLBACK_SECRET")
    ingest = IngestSettings(**{name.lower(): made[name] for name in names}, _env_file=None)
    assert ingest.shared_algorithms == ("HS256",)
    assert len(ingest.jwt_secret_key.encode()) >= 32
