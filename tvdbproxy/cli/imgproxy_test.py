"""``imgproxy-test``: whether transforms are set up well, and whether one of them works."""

from __future__ import annotations

import http.client
import sys
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import click

from tvdbproxy.cli.as_json import json_option, print_json
from tvdbproxy.cli.endpoint import endpoint_of
from tvdbproxy.cli.exits import WELL, WRONG
from tvdbproxy.errors import ConfigurationError, Unavailable
from tvdbproxy.imgproxy import Endpoint, preset_urls, thumbnail_url
from tvdbproxy.settings import Settings, load_settings
from tvdbproxy.settings.transforms import TransformSettings
from tvdbproxy.urls.imgproxy.parse import Grammar
from tvdbproxy.urls.imgproxy.signature import Signatures

_SECONDS = 30.0
_SAMPLE = "tvdb://series/910001/poster"
_SHOWN = 300  # letters of an answer that is no picture


@click.command("imgproxy-test")
@click.option("--validate-only", is_flag=True, help="Look at the settings, and stop.")
@click.option("--test-url", metavar="URL", help="Have a thumbnail of this source made.")
@click.option(
    "--media-id", metavar="ID", help="Have one made of a title's picture: series/910001/poster."
)
@click.option("--base-url", metavar="URL", help="Of the service.  [PUBLIC_BASE_URL]")
@json_option
def imgproxy_test(
    validate_only: bool,
    test_url: str | None,
    media_id: str | None,
    base_url: str | None,
    as_json: bool,
) -> None:
    """Check the settings of transforms.

    And print addresses to try. With --test-url or --media-id a thumbnail is asked of the running
    service, once.

    Exits 0 if all is well, 1 if the service answers with something else than a picture, 2 for
    wrong options, 69 if it does not answer, 78 if a setting is wrong.
    """
    if sum((validate_only, test_url is not None, media_id is not None)) > 1:
        raise click.UsageError("Give one of --validate-only, --test-url and --media-id.")
    settings, tell = load_settings(), _Tell(as_json)
    for name, text in _validated(settings):
        tell(name, text)
    good = True
    if test_url is not None or media_id is not None:
        source = test_url if test_url is not None else _source_of(media_id or "")
        good = _try(source, endpoint_of(settings, base_url), settings, tell)
    elif not validate_only:
        endpoint = endpoint_of(settings, base_url)
        for name, address in preset_urls(_SAMPLE, endpoint=endpoint).items():
            tell(name, address)
    tell.end()
    sys.exit(WELL if good else WRONG)


class _Tell:
    """Lines as they come; with JSON all together at the end."""

    def __init__(self, as_json: bool) -> None:
        self._as_json = as_json
        self._told: dict[str, str] = {}

    def __call__(self, name: str, text: str) -> None:
        self._told[name] = text
        if not self._as_json:
            click.echo(f"{name:<10} {text}")

    def end(self) -> None:
        if self._as_json:
            print_json(self._told)


def _validated(settings: Settings) -> Iterator[tuple[str, str]]:
    """A line for each thing that is set up. Raises ``ConfigurationError`` for what is not."""
    transforms = settings.transforms
    endpoint_of(settings, None)
    signatures, grammar = Signatures.of(transforms), Grammar.of(transforms)
    yield "signature", _signed(signatures)
    yield "presets", ", ".join(grammar.presets)
    yield "options", ", ".join(sorted(grammar.allowed)) if grammar.allowed else "all"
    yield "sources", f"s3, local, tvdb{_further(transforms)}"


def _signed(signatures: Signatures) -> str:
    if not signatures.pairs:
        return "none: IMGPROXY_ALLOW_UNSIGNED lets every address through"
    number = len(signatures.pairs)
    pairs = "1 pair of key and salt" if number == 1 else f"{number} pairs of key and salt"
    unsigned = ", and unsigned addresses pass too" if signatures.allow_unsigned else ""
    return f"{pairs}, {signatures.size} bytes{unsigned}"


def _further(transforms: TransformSettings) -> str:
    return "".join(f", {start}" for start in transforms.imgproxy_allowed_sources)


def _source_of(media_id: str) -> str:
    """What the catalogue calls ``series/910001/poster``."""
    if media_id.count("/") != 2 or not all(media_id.split("/")):
        raise click.UsageError(
            f"{media_id!r} is not CONTENT_TYPE/ID/IMAGE_TYPE, as in series/910001/poster."
        )
    return f"tvdb://{media_id}"


def _try(source: str, endpoint: Endpoint, settings: Settings, tell: _Tell) -> bool:
    """Whether the service makes a thumbnail; what it answers is told."""
    if endpoint.url.startswith("/"):
        web = settings.web
        endpoint = endpoint_of(settings, f"http://{web.host}:{web.port}")
    try:
        address = thumbnail_url(source, endpoint=endpoint)
    except ValueError as error:
        raise click.UsageError(f"{error}.") from error
    tell("address", address)
    started = time.perf_counter()
    status, kind, body = _get(address, settings.transform_serving.imgproxy_secret)
    passed = (time.perf_counter() - started) * 1000
    tell("answer", f"{status} {kind}, {len(body):,} bytes, {passed:.0f} ms")
    good = status == 200 and kind.startswith("image/")
    if not good:
        click.echo(body[:_SHOWN].decode("utf-8", "replace"), err=True)
    return good


def _get(address: str, secret: str) -> tuple[int, str, bytes]:
    """Status, media type and body; proxies are for other servers than our own."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ConfigurationError(f"{address} is not an http address: give --base-url")
    encrypted = parts.scheme == "https"
    kind = http.client.HTTPSConnection if encrypted else http.client.HTTPConnection
    connection = kind(parts.hostname, parts.port, timeout=_SECONDS)
    try:
        headers = {"Authorization": f"Bearer {secret}"} if secret else {}
        connection.request("GET", parts.path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.getheader("Content-Type") or "", answer.read()
    except (OSError, http.client.HTTPException) as error:
        raise Unavailable(
            f"{parts.scheme}://{parts.netloc} does not answer: is `tvdbproxy serve` running there?",
            detail=str(error),
        ) from error
    finally:
        connection.close()
