"""CloudFront's API as far as invalidations go, on a loopback port: it checks signatures, counts
what is under way, and knows an invalidation again by its reference."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from xml.etree import ElementTree

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

DISTRIBUTION, KEY, SECRET = "EDFDVBD6EXAMPLE", "AKIDEXAMPLE", "the-secret-key"
_VERSION = "2020-05-31"
_NAMESPACE = f"{{http://cloudfront.amazonaws.com/doc/{_VERSION}/}}"
_MOST, _MOST_STARRED = 3000, 15


class CloudFrontApi:
    """``invalidations`` are the paths by reference, in order. ``under_way`` are those that count
    against the limits until ``complete``; ``answers`` are codes and statuses for the next calls."""

    def __init__(self) -> None:
        self.invalidations: dict[str, list[str]] = {}
        self.under_way: list[str] = []
        self.repeated = 0
        self.asked = 0
        self.answers: list[tuple[str, int]] = []
        handler = type("CloudFrontHandler", (_Handler,), {"api": self})
        self._server = _Server(("127.0.0.1", 0), handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    @property
    def paths(self) -> list[str]:
        return [path for paths in self.invalidations.values() for path in paths]

    def complete(self) -> None:
        """All that is under way has come to its end."""
        self.under_way.clear()

    def take(self, reference: str, paths: list[str]) -> tuple[str, int] | None:
        """The error that this invalidation is answered with, if it is."""
        if reference in self.invalidations:
            self.repeated += 1
            same = self.invalidations[reference] == paths
            return None if same else ("InvalidArgument", 400)
        if any(not path.startswith("/") or "*" in path[:-1] for path in paths):
            return "InvalidArgument", 400
        both = self.under_way + paths
        starred = [path for path in both if path.endswith("*")]
        if len(starred) > _MOST_STARRED or len(both) - len(starred) > _MOST:
            return "TooManyInvalidationsInProgress", 400
        self.invalidations[reference] = paths
        self.under_way = both
        return None

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@contextmanager
def cloudfront_api() -> Iterator[CloudFrontApi]:
    api = CloudFrontApi()
    try:
        yield api
    finally:
        api.close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True


class _Handler(BaseHTTPRequestHandler):
    api: CloudFrontApi

    def do_POST(self) -> None:
        self.api.asked += 1
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.api.answers:
            self._refuse(*self.api.answers.pop(0))
        elif not self._is_signed(body):
            self._refuse("SignatureDoesNotMatch", 403)
        elif self.path != f"/{_VERSION}/distribution/{DISTRIBUTION}/invalidation":
            self._refuse("NoSuchDistribution", 404)
        else:
            batch = ElementTree.fromstring(body)
            paths = [str(path.text) for path in batch.iter(f"{_NAMESPACE}Path")]
            quantity = batch.findtext(f"{_NAMESPACE}Paths/{_NAMESPACE}Quantity")
            reference = str(batch.findtext(f"{_NAMESPACE}CallerReference"))
            if quantity != str(len(paths)):
                self._refuse("InconsistentQuantities", 400)
            elif error := self.api.take(reference, paths):
                self._refuse(*error)
            else:
                self._answer(
                    201, f"<Invalidation xmlns='{_NAMESPACE[1:-1]}'><Id>I1</Id></Invalidation>"
                )

    def _is_signed(self, body: bytes) -> bool:
        """Whether somebody who has the secret signed this very request."""
        given = self.headers.get("Authorization", "")
        names = given.partition("SignedHeaders=")[2].partition(",")[0].split(";")
        headers = {name: self.headers[name] for name in names if name in self.headers}
        request = AWSRequest("POST", f"http://{self.headers['Host']}{self.path}", headers, body)
        request.context["timestamp"] = self.headers.get("X-Amz-Date", "")
        signer = SigV4Auth(Credentials(KEY, SECRET), "cloudfront", "us-east-1")
        signature = signer.signature(
            signer.string_to_sign(request, signer.canonical_request(request)), request
        )
        return f"Credential={KEY}/" in given and given.endswith(f"Signature={signature}")

    def _refuse(self, code: str, status: int) -> None:
        self._answer(
            status,
            f"<ErrorResponse xmlns='{_NAMESPACE[1:-1]}'><Error><Type>Sender</Type>"
            f"<Code>{code}</Code><Message>as you wish</Message></Error></ErrorResponse>",
        )

    def _answer(self, status: int, xml: str) -> None:
        data = xml.encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/xml")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""
