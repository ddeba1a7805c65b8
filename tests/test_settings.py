"""The environment, read once: defaults, lists, and every fault at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from tvdbproxy.errors import ConfigurationError
from tvdbproxy.settings import SECTIONS, Settings, load_settings


@pytest.fixture(autouse=True)
def _no_env_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A working directory without ``.env``."""
    monkeypatch.chdir(tmp_path)


def test_without_an_environment_everything_has_its_default() -> None:
    settings = load_settings()
    for name, section in SECTIONS.items():
        for field, info in section.model_fields.items():
            assert getattr(getattr(settings, name), field) == info.default, field


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "9000")
    assert load_settings().web.port == 9000


def test_what_is_given_wins_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "9000")
    assert load_settings(port=9001).web.port == 9001


def test_the_environment_wins_over_the_env_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("PORT=9001\nHOST=127.0.0.2\nSOMETHING_ELSE=1\n")
    monkeypatch.setenv("PORT", "9000")
    web = load_settings().web
    assert (web.host, web.port) == ("127.0.0.2", 9000)


def test_an_empty_variable_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "")
    assert load_settings().web.port == 8000


def test_lists_are_split_at_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IMAGE_FORMATS", " avif, png ,")
    monkeypatch.setenv("TVDB_ARTWORK_HOSTS", "https://a.example,https://b.example")
    settings = load_settings()
    assert settings.images.image_formats == ("avif", "png")
    assert settings.upstream.tvdb_artwork_hosts == ("https://a.example", "https://b.example")


def test_every_fault_is_told_at_once_and_by_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    faults = {
        "PORT": "eighty",
        "IMAGE_QUALITY": "101",
        "LEASE_SECONDS": "nan",
        "STORAGE_BACKEND": "ftp",
        "IMAGE_FORMATS": "webp,bmp",
        "PUBLIC_BASE_URL": "example.com",
        "CDN_BASE_URL": "cdn.example.com",
        "S3_ENDPOINT_URL": "localhost:9000",
        "TVDB_ARTWORK_HOSTS": "https://a.example,b.example",
        "REDIS_URL": "localhost:6379",
        "BROKER_URL": "amqp://localhost",
    }
    for name, value in faults.items():
        monkeypatch.setenv(name, value)
    sentence = _refused()
    assert [fault.partition("=")[0] for fault in sentence.split("; ")] == [
        name for section in SECTIONS.values() for name in map(str.upper, section.model_fields)
        if name in faults
    ]  # fmt: skip


def test_a_fault_is_one_line_whatever_was_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "80\n81")
    assert _refused().splitlines() == [
        "PORT='80\\n81': input should be a valid integer, unable to parse string as an integer"
    ]


def test_a_fault_tells_no_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDIS_URL", "reds://user:hidden@example:6379")
    assert _refused() == (
        "REDIS_URL='reds://***@example:6379': "
        "must begin with redis:// or rediss:// or unix:// or memory:"
    )


def test_redirecting_without_a_cdn_is_a_contradiction() -> None:
    with pytest.raises(ConfigurationError, match="IMAGE_DELIVERY=redirect: needs CDN_BASE_URL"):
        load_settings(image_delivery="redirect")
    load_settings(image_delivery="redirect", cdn_base_url="https://cdn.example")


@pytest.mark.parametrize("algorithm", ["", "AES256"])
def test_a_key_without_the_key_service_is_a_contradiction(algorithm: str) -> None:
    with pytest.raises(ConfigurationError, match=r"S3_SSE_KMS_KEY_ID: needs .*=aws:kms"):
        load_settings(s3_sse_kms_key_id="our-key", s3_server_side_encryption=algorithm)
    load_settings(s3_sse_kms_key_id="our-key", s3_server_side_encryption="aws:kms")


def test_at_least_one_artwork_host_is_needed() -> None:
    with pytest.raises(ConfigurationError, match="TVDB_ARTWORK_HOSTS"):
        load_settings(tvdb_artwork_hosts=",")


@pytest.mark.parametrize(
    ("given", "broker", "in_memory"),
    [
        ({}, "redis://127.0.0.1:6379/0", False),
        ({"redis_url": "redis://r/1"}, "redis://r/1", False),
        ({"redis_url": "redis://r/1", "broker_url": "memory://"}, "memory://", True),
    ],
)
def test_the_broker_is_redis_unless_another_is_named(
    given: dict[str, str], broker: str, in_memory: bool
) -> None:
    settings = load_settings(**given)
    assert (settings.broker, settings.in_memory) == (broker, in_memory)


def test_settings_do_not_change() -> None:
    settings: Settings = load_settings()
    with pytest.raises(ValidationError):
        settings.web.port = 1


def _refused() -> str:
    with pytest.raises(ConfigurationError) as caught:
        load_settings()
    return caught.value.public


@pytest.mark.parametrize(
    "name",
    [
        *("IMGPROXY_KEY", "IMGPROXY_SALT", "IMGPROXY_TRUSTED_SIGNATURES", "CLIENT_API_KEY"),
        *("MEDIA_API_KEY", "S3_EVENTS_TOKEN", "PENDING_SOURCE_KEY", "VISION_API_KEY"),
        "JWT_PUBLIC_KEY",
    ],
)
def test_a_secret_that_is_wrong_is_not_shown(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "nobody may see/this")
    with pytest.raises(ConfigurationError) as error:
        load_settings()
    assert f"{name}=***: " in str(error.value)
    assert "nobody" not in str(error.value)


@pytest.mark.parametrize(
    ("keys", "salts"), [("aa", ""), ("", "aa"), ("aa,bb", "cc"), ("aa", "bb,cc")]
)
def test_each_signing_key_needs_a_salt(
    monkeypatch: pytest.MonkeyPatch, keys: str, salts: str
) -> None:
    monkeypatch.setenv("IMGPROXY_KEY", keys)
    monkeypatch.setenv("IMGPROXY_SALT", salts)
    with pytest.raises(ConfigurationError, match="each key needs a salt"):
        load_settings()


@pytest.mark.parametrize("value", ["webp", "webp=0", "webp=101", "xyz=80", "webp=80;avif=60"])
def test_a_quality_by_format_that_is_none_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("IMGPROXY_FORMAT_QUALITY", value)
    with pytest.raises(ConfigurationError, match="IMGPROXY_FORMAT_QUALITY"):
        load_settings()


def test_quality_by_format_is_read_by_format(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IMGPROXY_FORMAT_QUALITY", "jpg=85, webp=79,avif=100")
    expected = {"jpeg": 85, "webp": 79, "avif": 100}
    assert load_settings().transforms.format_qualities == expected


def test_webp_quality_is_another_name_for_image_quality(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEBP_QUALITY", "70")
    assert load_settings().images.image_quality == 70
    monkeypatch.setenv("IMAGE_QUALITY", "60")
    assert load_settings().images.image_quality == 60


@pytest.mark.parametrize(
    ("given", "lacking"),
    [
        ({"cdn_purge": "cloudfront"}, "CLOUDFRONT_DISTRIBUTION_ID"),
        ({"cdn_purge": "cloudflare", "cloudflare_zone_id": "z"}, "CLOUDFLARE_API_TOKEN"),
        (
            {"cdn_purge": "cloudflare", "cloudflare_zone_id": "z", "cloudflare_api_token": "t"},
            "PUBLIC_BASE_URL",
        ),
        ({"cdn_purge": "http"}, "CDN_PURGE_URLS"),
        ({"cloudfront_access_key_id": "k"}, "CLOUDFRONT_SECRET_ACCESS_KEY"),
    ],
)
def test_a_cdn_that_cannot_be_purged_is_refused_at_the_start(
    given: dict[str, str], lacking: str
) -> None:
    with pytest.raises(ConfigurationError, match=lacking):
        load_settings(**given)
