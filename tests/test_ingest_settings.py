"""The settings of the ingest door: lists in two spellings, keys, and what excludes what."""

from __future__ import annotations

from pathlib import Path

import pytest

from tvdbproxy.errors import ConfigurationError
from tvdbproxy.settings import load_settings
from tvdbproxy.settings.ingest import PUBLIC_ALGORITHMS

_PEM = "-----BEGIN PUBLIC KEY-----\\nMCowBQYDK2VwAyEA\\n-----END PUBLIC KEY-----\\n"


@pytest.fixture(autouse=True)
def _no_env_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    "value",
    ['["image/jpeg","image/png"]', "image/jpeg, image/png", ' ["image/jpeg", "image/png"] '],
)
def test_a_list_may_be_written_as_json_or_with_commas(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("ALLOWED_MIME_TYPES", value)
    assert load_settings().ingest.allowed_mime_types == ("image/jpeg", "image/png")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ALLOWED_MIME_TYPES", '["image/jpeg"'),
        ("ALLOWED_MIME_TYPES", "[[]]"),
        ("ALLOWED_MIME_TYPES", "image/svg+xml"),
        ("ALLOWED_MIME_TYPES", "[]"),
        ("UPLOAD_BUCKETS", "Photos"),
        ("UPLOAD_BUCKETS", "../photos"),
        ("JWT_ALGORITHM", "none"),
        ("JWT_ALGORITHM", "HS256,RS1"),
        ("JWT_JWKS_URL", "file:///etc/passwd"),
        ("JWT_SECRET_KEY", "CHANGE_THIS_IN_PRODUCTION"),
        ("JWT_SECRET_KEY", _PEM),
        ("JWT_PUBLIC_KEY", "-----BEGIN PRIVATE KEY-----"),
        ("JWT_PUBLIC_KEY", "MCowBQYDK2VwAyEA"),
        ("MEDIA_API_KEY", "two words"),
        ("MEDIA_API_KEY", "your-secure-api-key-here"),
        ("RATE_LIMIT_MAX_UPLOADS", "0"),
        ("RATE_LIMIT_WINDOW_MINUTES", "0"),
        ("UPLOAD_URL_SECONDS", "604801"),
        ("VISION_PROVIDER", "oracle"),
    ],
)
def test_a_wrong_value_is_told_by_its_variable(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigurationError, match=f"^{name}="):
        load_settings()


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"jwt_algorithm": "RS256"}, "JWT_ALGORITHM=RS256: needs JWT_JWKS_URL or JWT_PUBLIC_KEY"),
        (
            {"jwt_jwks_url": "https://a.example/jwks", "jwt_public_key": _PEM},
            "JWT_JWKS_URL and JWT_PUBLIC_KEY: give one of them",
        ),
        (
            {"pending_source_url": "https://a.example"},
            "PENDING_SOURCE_URL: needs PENDING_SOURCE_KEY",
        ),
        ({"vision_provider": "openai"}, "VISION_PROVIDER=openai: needs VISION_MODEL"),
        ({"vision_provider": "google", "vision_seconds": "60"}, "VISION_SECONDS: has to be less"),
    ],
)
def test_what_excludes_or_needs_another_is_told(given: dict[str, str], sentence: str) -> None:
    with pytest.raises(ConfigurationError, match=sentence):
        load_settings(**given)


@pytest.mark.parametrize(
    ("given", "shared", "public"),
    [
        ({}, (), ()),
        ({"jwt_secret_key": "s"}, ("HS256",), ()),
        ({"jwt_secret_key": "s", "jwt_algorithm": "HS512,HS384"}, ("HS512", "HS384"), ()),
        ({"jwt_jwks_url": "https://a.example/k"}, (), PUBLIC_ALGORITHMS),
        ({"jwt_public_key": _PEM}, (), PUBLIC_ALGORITHMS),
        ({"jwt_public_key": _PEM, "jwt_algorithm": "EdDSA"}, (), ("EdDSA",)),
        (
            {"jwt_public_key": _PEM, "jwt_algorithm": "EdDSA", "jwt_secret_key": "s"},
            (),
            ("EdDSA",),
        ),
        (
            {"jwt_public_key": _PEM, "jwt_algorithm": "EdDSA,HS256", "jwt_secret_key": "s"},
            ("HS256",),
            ("EdDSA",),
        ),
    ],
)
def test_each_key_has_the_algorithms_that_are_named_for_its_kind(
    given: dict[str, str], shared: tuple[str, ...], public: tuple[str, ...]
) -> None:
    ingest = load_settings(**given).ingest
    assert (ingest.shared_algorithms, ingest.public_algorithms) == (shared, public)


def test_line_breaks_of_a_public_key_may_be_written_out() -> None:
    pem = load_settings(jwt_public_key=_PEM).ingest.jwt_public_key
    assert pem.splitlines()[1] == "MCowBQYDK2VwAyEA"
