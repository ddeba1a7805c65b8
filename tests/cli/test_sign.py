"""``tvdbproxy sign`` and ``tvdbproxy imgproxy-test``: addresses, and one line for what is wrong."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from tests.cli.test_cli import UNAVAILABLE, WRONG_CONFIGURATION, WRONG_USE, call
from tvdbproxy.errors import ConfigurationError
from tvdbproxy.imgproxy import Endpoint
from tvdbproxy.settings import load_settings
from tvdbproxy.urls.imgproxy.parse import Grammar
from tvdbproxy.urls.imgproxy.request import TransformRequest
from tvdbproxy.urls.imgproxy.signature import Signatures
from tvdbproxy.wiring import check

Capsys = pytest.CaptureFixture[str]
NOT_GOOD = 1
SOURCE = "tvdb://series/910001/poster"


@pytest.fixture(autouse=True)
def _with_keys(clean_environment: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BASE_URL", raising=False)
    monkeypatch.setenv("IMGPROXY_KEY", "aa" * 32)
    monkeypatch.setenv("IMGPROXY_SALT", "bb" * 32)


def served(address: str, base: str = "") -> TransformRequest:
    """What the service makes of it, after its check of the signature."""
    assert address.startswith(f"{base}/imgproxy/")
    transforms = load_settings().transforms
    grammar = Grammar.of(transforms)
    signature, path = grammar.split(address.removeprefix(f"{base}/imgproxy"))
    Signatures.of(transforms).check(signature, path)
    return grammar.parse(path, time.time())


@pytest.mark.parametrize("path", ["rs:fill:300:200", "/rs:fill:300:200"])
def test_the_end_of_an_address_is_signed(capsys: Capsys, path: str) -> None:
    code, out, err = call(capsys, "sign", f"{path}/plain/{SOURCE}@webp")
    assert (code, err) == (0, "")
    assert out.count("\n") == 1
    request = served(out.strip())
    assert (request.source, request.spec.width, request.spec.format) == (SOURCE, 300, "webp")


def test_what_a_proxy_would_mend_is_signed_mended(capsys: Capsys) -> None:
    _, out, _ = call(capsys, "sign", "w%3A300/plain/tvdb:/series/910001/poster")
    assert out.strip().endswith(f"/w:300/plain/{SOURCE}")
    assert served(out.strip()).source == SOURCE


def test_a_source_is_signed_with_what_to_make_of_it(capsys: Capsys) -> None:
    code, out, _ = call(
        capsys,
        *("sign", "--source", SOURCE, "--preset", "hero", "--width", "400", "--height", "300"),
        *("--resizing-type", "force", "--gravity", "no", "--quality", "70", "--format", "png"),
        *("--options", "pd:10/bl:2", "--expires-in", "1000"),
        *("--base-url", "https://img.example.com/"),
    )
    assert code == 0
    request = served(out.strip(), "https://img.example.com")
    spec = request.spec
    assert (spec.width, spec.height, spec.resizing_type, spec.gravity.type) == (
        400,
        300,
        "force",
        "no",
    )
    assert (spec.quality, spec.format, spec.padding.top, spec.blur) == (70, "png", 10, 2)
    assert request.source == SOURCE
    assert request.expires is not None
    assert 0 < request.expires - time.time() <= 1001


def test_an_address_is_on_the_public_base(capsys: Capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BASE_URL", "http://127.0.0.1:8123")
    _, out, _ = call(capsys, "sign", "--source", SOURCE)
    assert served(out.strip(), "http://127.0.0.1:8123").source == SOURCE
    monkeypatch.setenv("PUBLIC_BASE_URL", "https://b.example")
    _, out, _ = call(capsys, "sign", "--source", SOURCE)
    assert served(out.strip(), "https://b.example").source == SOURCE


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ((), "either"),
        ((f"plain/{SOURCE}", "--source", SOURCE), "either"),
        ((f"plain/{SOURCE}", "--width", "3"), "already"),
        ((f"w:x/plain/{SOURCE}",), "takes a whole number"),
        ((f"colour:red/plain/{SOURCE}",), "no option"),
        ((f"maf:5/plain/{SOURCE}",), "IMGPROXY_ALLOW_SECURITY_OPTIONS"),
        ((f"exp:1/plain/{SOURCE}",), "expired"),
        (("w:300",), "source is missing"),
        (("/",), "form"),
        (("plain/s3://a/\xe9",), "UTF-8"),
        (("plain/s3://a/\xc3\xa9",), "ASCII"),
        (("--source", ""), "source"),
        (("--source", SOURCE, "--preset", "nothing"), "no preset"),
        (("--source", SOURCE, "--width", "-1"), "takes a whole number"),
        (("--source", SOURCE, "--format", "a/b"), "format cannot be"),
        (("--source", SOURCE, "--options", "fn:a b"), "escaped"),
    ],
)
def test_what_the_service_would_not_understand_is_not_signed(
    capsys: Capsys, words: tuple[str, ...], reason: str
) -> None:
    code, out, err = call(capsys, "sign", *words)
    assert (code, out) == (WRONG_USE, "")
    assert reason in err


@pytest.mark.parametrize("words", [("sign", "--source", SOURCE), ("imgproxy-test",)])
def test_without_keys_nothing_is_signed(
    capsys: Capsys, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.delenv("IMGPROXY_KEY")
    monkeypatch.delenv("IMGPROXY_SALT")
    code, out, err = call(capsys, *words)
    assert (code, out) == (WRONG_CONFIGURATION, "")
    assert "openssl rand -hex 32" in err
    monkeypatch.setenv("IMGPROXY_ALLOW_UNSIGNED", "true")
    code, out, _ = call(capsys, *words)
    assert code == 0
    assert "/imgproxy/unsafe/" in out


def test_settings_are_validated(capsys: Capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IMGPROXY_PRESETS", "poster=w:300")
    monkeypatch.setenv("IMGPROXY_ALLOWED_SOURCES", "https://img.example.com/")
    code, out, err = call(capsys, "imgproxy-test", "--validate-only")
    assert (code, err) == (0, "")
    assert "1 pair of key and salt, 32 bytes" in out
    assert "avatar, poster" in out
    assert "https://img.example.com/" in out
    assert "/imgproxy/" not in out


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("IMGPROXY_KEY", "not hexadecimal", "IMGPROXY_KEY=***: must be hexadecimal"),
        ("IMGPROXY_KEY", "aa,bb", "IMGPROXY_KEY has 2 and IMGPROXY_SALT 1"),
        ("IMGPROXY_SALT", "abc", "IMGPROXY_SALT=***: must be hexadecimal"),
        ("IMGPROXY_SIGNATURE_SIZE", "33", "IMGPROXY_SIGNATURE_SIZE"),
        ("IMGPROXY_PRESETS", "poster=w:x", "IMGPROXY_PRESETS: in 'poster' width"),
        ("IMGPROXY_PRESETS", "poster", "name=option"),
        ("IMGPROXY_ALLOWED_PROCESSING_OPTIONS", "colour", "no option colour"),
        ("IMGPROXY_URL_REPLACEMENTS", "abc", "pattern=replacement"),
    ],
)
def test_a_wrong_setting_is_one_line_and_stops_every_start(
    capsys: Capsys, monkeypatch: pytest.MonkeyPatch, name: str, value: str, reason: str
) -> None:
    monkeypatch.setenv(name, value)
    code, _, err = call(capsys, "imgproxy-test", "--validate-only")
    assert code == WRONG_CONFIGURATION
    assert reason in err
    assert len(err.strip().splitlines()) == 1
    with pytest.raises(ConfigurationError) as refused:
        check(load_settings())
    assert reason in refused.value.public


def test_addresses_to_try_are_printed(capsys: Capsys) -> None:
    code, out, _ = call(capsys, "imgproxy-test", "--base-url", "http://127.0.0.1:1")
    assert code == 0
    addresses = [line.split()[1] for line in out.splitlines() if "/imgproxy/" in line]
    assert len(addresses) == 6
    for address in addresses:
        assert served(address, "http://127.0.0.1:1").source == SOURCE


class Service:
    """A running service, as far as one question goes."""

    def __init__(self) -> None:
        self.answer = (200, "image/webp", b"a picture")
        self.asked: list[str] = []
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                service.asked.append(self.path)
                status, kind, body = service.answer
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                """Silence."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"


@pytest.fixture
def service() -> Iterator[Service]:
    running = Service()
    thread = threading.Thread(target=running.server.serve_forever, args=(0.01,))
    thread.start()
    yield running
    running.server.shutdown()
    thread.join()
    running.server.server_close()


@pytest.mark.parametrize(
    ("words", "source"),
    [
        (("--test-url", "https://img.example.com/a b?c"), "https://img.example.com/a b?c"),
        (("--media-id", "series/910001/poster"), SOURCE),
    ],
)
def test_a_thumbnail_is_asked_of_the_running_service(
    capsys: Capsys, service: Service, words: tuple[str, str], source: str
) -> None:
    code, out, err = call(capsys, "imgproxy-test", *words, "--base-url", service.url)
    assert (code, err) == (0, "")
    assert "200 image/webp, 9 bytes" in out
    (asked,) = service.asked
    assert served(asked).source == source
    assert served(asked).spec.width == 150


def test_without_a_base_the_settings_say_where_it_runs(
    capsys: Capsys, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORT", str(service.server.server_port))
    code, _, _ = call(capsys, "imgproxy-test", "--test-url", SOURCE)
    assert code == 0
    assert len(service.asked) == 1


@pytest.mark.parametrize(
    "answer",
    [
        (404, "application/problem+json", b'{"code": "invalid_url"}'),
        (200, "text/html", b"<html>"),
        (500, "image/png", b"?"),
    ],
)
def test_what_is_no_picture_is_told(
    capsys: Capsys, service: Service, answer: tuple[int, str, bytes]
) -> None:
    service.answer = answer
    code, out, err = call(capsys, "imgproxy-test", "--test-url", SOURCE, "--base-url", service.url)
    assert code == NOT_GOOD
    assert str(answer[0]) in out
    assert answer[2].decode() in err


def test_a_service_that_is_away_is_told(capsys: Capsys, service: Service) -> None:
    service.server.server_close()
    code, _, err = call(capsys, "imgproxy-test", "--test-url", SOURCE, "--base-url", service.url)
    assert code == UNAVAILABLE
    assert "does not answer" in err


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("--validate-only", "--test-url", "a"), "Give one of"),
        (("--media-id", "5"), "CONTENT_TYPE/ID/IMAGE_TYPE"),
        (("--media-id", "series//poster"), "CONTENT_TYPE/ID/IMAGE_TYPE"),
        (("--test-url", ""), "source"),
    ],
)
def test_wrong_options_are_told(capsys: Capsys, words: tuple[str, ...], reason: str) -> None:
    code, _, err = call(capsys, "imgproxy-test", *words)
    assert code == WRONG_USE
    assert reason in err


def test_a_base_that_is_no_address_is_told(capsys: Capsys) -> None:
    code, _, err = call(capsys, "imgproxy-test", "--test-url", SOURCE, "--base-url", "ftp://a")
    assert code == WRONG_CONFIGURATION
    assert "--base-url" in err


def test_the_endpoint_of_the_module_is_the_same() -> None:
    address = Endpoint.from_environment().address(f"/w:3/plain/{SOURCE}")
    assert served(address).spec.width == 3
