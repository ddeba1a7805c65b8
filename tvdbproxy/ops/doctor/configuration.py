"""The settings: that something can be built of them, and which of them are unsafe together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from sqlalchemy import make_url

from tvdbproxy.errors import TvdbProxyError
from tvdbproxy.ops.doctor.finding import Finding, failed, ok, warning
from tvdbproxy.ops.doctor.patient import Patient, reason
from tvdbproxy.settings import Settings

NAMES = {
    "configuration": "The settings can be read, and everything can be built of them.",
    "configuration.proxies": "PUBLIC_BASE_URL is set where TRUSTED_PROXIES is.",
    "configuration.https": "Keys and cookies do not cross a network in the clear.",
    "configuration.storage": "Several hosts do not each have objects of their own.",
    "configuration.broker": "The queue is not in memory where there are several processes.",
    "configuration.secrets": "No secret is short, or known to everybody.",
    "configuration.unsigned": "Transforms are not made for unsigned addresses.",
}

_SHORTEST_KEY, _SHORTEST_SECRET = 16, 32
_FEWEST_LETTERS = 6  # that differ
_KNOWN = ("admin", "changeme", "change-me", "minioadmin", "password", "secret", "test", "tvdbproxy")
_LOOPBACK = ("", "localhost", "127.0.0.1", "::1")


def look(patient: Patient) -> Iterator[Finding]:
    """One finding that all is readable, and one for each combination that is unsafe."""
    try:
        patient.check_settings()
    except TvdbProxyError as error:
        yield failed("configuration", reason(error), "Correct the variable that is named.")
        return
    yield ok("configuration", "All settings can be used.")
    for rule in _RULES:
        yield from rule(patient.settings)


def _behind_proxies(settings: Settings) -> Iterator[Finding]:
    web = settings.web
    if web.trusted_proxies and not web.public_base_url:
        yield warning(
            "configuration.proxies",
            f"TRUSTED_PROXIES is {web.trusted_proxies}, and PUBLIC_BASE_URL is empty: addresses "
            "in answers have no host.",
            "Set PUBLIC_BASE_URL to the address that users see.",
        )


def _in_the_clear(settings: Settings) -> Iterator[Finding]:
    address = urlsplit(settings.web.public_base_url)
    if address.scheme == "http" and not _is_here(address.hostname):
        yield warning(
            "configuration.https",
            f"PUBLIC_BASE_URL begins with http://, so that keys and the cookies of sessions can be "
            f"read on the way to {address.hostname}.",
            "Put TLS in front, and begin PUBLIC_BASE_URL with https://.",
        )


def _each_its_own(settings: Settings) -> Iterator[Finding]:
    if settings.storage.storage_backend == "local" and (where := _other_hosts(settings)):
        yield warning(
            "configuration.storage",
            f"STORAGE_BACKEND is local, and {where} is on another host: what one host stores the "
            "others do not have.",
            "Use an S3 server, or share STORAGE_PATH between all hosts.",
        )


def _alone(settings: Settings) -> Iterator[Finding]:
    if not settings.in_memory:
        return
    if settings.web.web_processes > 1 or _host_of_database(settings):
        yield warning(
            "configuration.broker",
            "BROKER_URL is memory://: web server, workers and scheduler are one process, and no "
            "other can work for it.",
            "Set REDIS_URL, and leave BROKER_URL empty.",
        )


def _weak(settings: Settings) -> Iterator[Finding]:
    for name, value, shortest in _secrets(settings):
        if value and (why := _weakness(value, shortest)):
            yield warning(
                "configuration.secrets",
                f"{name} {why}.",
                f"Make another, as `openssl rand -hex 32` does, and set {name} to it.",
            )


def _unsigned(settings: Settings) -> Iterator[Finding]:
    if settings.transforms.imgproxy_allow_unsigned:
        yield warning(
            "configuration.unsigned",
            "IMGPROXY_ALLOW_UNSIGNED lets everybody have pictures transformed.",
            "Leave it out, unless this is for development.",
        )


_RULES: tuple[Callable[[Settings], Iterator[Finding]], ...] = (
    _behind_proxies,
    _in_the_clear,
    _each_its_own,
    _alone,
    _weak,
    _unsigned,
)


def _secrets(settings: Settings) -> Iterator[tuple[str, str, int]]:
    """Names, values, and how long they should be."""
    ingest, transforms = settings.ingest, settings.transforms
    yield "ADMIN_API_KEY", settings.web.admin_api_key, _SHORTEST_KEY
    yield "CLIENT_API_KEY", settings.access.client_api_key, _SHORTEST_KEY
    yield "JWT_SECRET_KEY", ingest.jwt_secret_key, _SHORTEST_SECRET
    yield "MEDIA_API_KEY", ingest.media_api_key, _SHORTEST_KEY
    yield "CALLBACK_SECRET", ingest.callback_secret, _SHORTEST_KEY
    yield "S3_EVENTS_TOKEN", ingest.s3_events_token, _SHORTEST_KEY
    yield "IMGPROXY_SECRET", settings.transform_serving.imgproxy_secret, _SHORTEST_KEY
    for key, salt in zip(transforms.imgproxy_key, transforms.imgproxy_salt, strict=False):
        yield "IMGPROXY_KEY", key, _SHORTEST_SECRET
        yield "IMGPROXY_SALT", salt, _SHORTEST_SECRET
    if not _is_here(urlsplit(settings.storage.s3_endpoint_url).hostname):
        yield "S3_SECRET_ACCESS_KEY", settings.storage.s3_secret_access_key, 8


def _weakness(value: str, shortest: int) -> str:
    if any(value.lower() == known for known in _KNOWN):
        return "is one that everybody tries"
    if len(value) < shortest:
        return f"has {len(value)} letters, fewer than {shortest}"
    return "repeats a few letters" if len(set(value)) < _FEWEST_LETTERS else ""


def _other_hosts(settings: Settings) -> str:
    if _host_of_database(settings):
        return "the database"
    queue = urlsplit(settings.broker)
    is_far = queue.scheme in ("redis", "rediss") and not _is_here(queue.hostname)
    return "the queue" if is_far else ""


def _host_of_database(settings: Settings) -> str:
    """Where it is not here."""
    host = make_url(settings.database.database_url).host or ""
    return "" if _is_here(host) else host


def _is_here(host: str | None) -> bool:
    return (host or "") in _LOOPBACK
