"""HTTPS: the name decides about SNI and certificate, although we connect to an address."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Thread

import pytest

from tvdbproxy.errors import SourceNotAllowed, UpstreamTimeout, UpstreamUnavailable

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl")


class TlsStub:
    """An HTTPS server whose certificate is for ``mirror.example`` alone."""

    def __init__(self, certificate: Path, key: Path) -> None:
        self.names: list[str | None] = []
        self.answer = b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecret"
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(certificate, key)
        self._context.sni_callback = lambda _, name, __: self.names.append(name)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                self._talk(self._listener.accept()[0])

    def _talk(self, connection: socket.socket) -> None:
        with suppress(OSError), self._context.wrap_socket(connection, server_side=True) as secure:
            secure.recv(65536)
            secure.sendall(self.answer)
            if not self.answer.endswith(b"secret"):
                secure.recv(1)  # until the client gives up


def test_the_name_is_sent_and_checked(stub: TlsStub, fetching, names, trusted) -> None:
    fetcher = fetching(private_hosts=_site(stub), resolver=names(["127.0.0.1"]))

    assert fetcher.get(f"https://mirror.example:{stub.port}/").data == b"secret"
    assert stub.names == ["mirror.example"]


def test_the_total_time_also_cuts_an_encrypted_answer(
    stub: TlsStub, fetching, names, trusted
) -> None:
    stub.answer = b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsec"
    fetcher = fetching(private_hosts=_site(stub), resolver=names(["127.0.0.1"]), total_seconds=0.5)

    with pytest.raises(UpstreamTimeout):
        fetcher.get(f"https://mirror.example:{stub.port}/")


def test_a_certificate_that_nobody_vouches_for_is_refused(stub: TlsStub, fetching, names) -> None:
    fetcher = fetching(private_hosts=_site(stub), resolver=names(["127.0.0.1"]))

    with pytest.raises(UpstreamUnavailable):
        fetcher.get(f"https://mirror.example:{stub.port}/")


def test_a_certificate_for_another_name_is_refused(stub: TlsStub, fetching, names, trusted) -> None:
    site = f"other.example:{stub.port}"
    fetcher = fetching(private_hosts=frozenset({site}), resolver=names(["127.0.0.1"]))

    with pytest.raises(UpstreamUnavailable):
        fetcher.get(f"https://{site}/")


def test_a_redirect_down_to_plain_http_is_refused(
    stub: TlsStub, fetching, names, trusted, connects
) -> None:
    stub.answer = b"HTTP/1.1 302 Found\r\nLocation: http://plain.example/\r\n\r\nsecret"
    fetcher = fetching(private_hosts=_site(stub), resolver=names(["127.0.0.1"], ["8.8.8.8"]))

    with pytest.raises(SourceNotAllowed):
        fetcher.get(f"https://mirror.example:{stub.port}/")

    assert connects == [("127.0.0.1", stub.port)]


def test_a_redirect_down_to_a_listed_private_server_is_followed(
    stub: TlsStub, serve, fetching, names, reply, trusted
) -> None:
    plain = serve(reply(b"own mirror"))
    there = f"plain.example:{plain.port}"
    stub.answer = f"HTTP/1.1 302 Found\r\nLocation: http://{there}/\r\n\r\nsecret".encode()
    fetcher = fetching(private_hosts=_site(stub) | {there}, resolver=names(["127.0.0.1"]))

    assert fetcher.get(f"https://mirror.example:{stub.port}/").data == b"own mirror"


def _site(stub: TlsStub) -> frozenset[str]:
    return frozenset({f"mirror.example:{stub.port}"})


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("tls")
    certificate, key = folder / "cert.pem", folder / "key.pem"
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2"
    subject = ["-subj", "/CN=mirror.example", "-addext", "subjectAltName=DNS:mirror.example"]
    subprocess.run(
        [*command.split(), *subject, "-keyout", key, "-out", certificate],
        check=True,
        capture_output=True,
    )
    return certificate, key


@pytest.fixture
def stub(certificate: tuple[Path, Path]) -> Iterator[TlsStub]:
    server = TlsStub(*certificate)
    yield server
    server.close()


@pytest.fixture
def trusted(certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """The stub's certificate as the only authority that requests knows."""
    monkeypatch.setattr("requests.adapters.DEFAULT_CA_BUNDLE_PATH", str(certificate[0]))
