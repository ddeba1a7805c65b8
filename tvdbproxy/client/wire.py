"""The HTTP of it: one session a thread, every refusal an error of ours, every answer read."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import requests
from requests.auth import AuthBase

from .errors import ApiError, BadAnswer, ClientError, Unreachable, kind_of
from .retrying import retry_after

_AGENT = "tvdbproxy-client"
_S3_CODE = re.compile(r"<Code>(\w+)</Code>")

Credentials = Callable[[], Mapping[str, str]]


class _Authorized(AuthBase):
    """Headers for each request. With it, none of ``~/.netrc`` take their place."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        self._headers = headers

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers.update(self._headers)
        return request


@dataclass
class Wire:
    """Thread-safe. ``timeout`` is for a connection, and for each silence on it, in seconds."""

    base_url: str
    credentials: Credentials
    timeout: float
    _local: threading.local = field(default_factory=threading.local)
    _sessions: list[requests.Session] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def ask(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
        json: object = None,
        body: Iterable[bytes] | None = None,
    ) -> requests.Response:
        """The answer, read. Raises ``ApiError`` for a status of 300 or more, ``Unreachable``."""
        with _no_answer_told():
            answer = self._session().request(
                method,
                self.base_url + path,
                headers=dict(headers or {}),
                params=dict(query or {}),
                json=json,
                data=body,
                auth=_Authorized(self.credentials()),
                timeout=self.timeout,
                allow_redirects=False,
            )
        return _checked(answer)

    @contextmanager
    def stream(self, path: str, query: Mapping[str, str]) -> Iterator[Iterator[bytes]]:
        """The bytes of an answer, piece by piece; elsewhere too, if we are sent there. Raises
        as ``ask``, also while they are read."""
        with (
            _no_answer_told(),
            self._session().get(
                self.base_url + path,
                params=dict(query),
                auth=_Authorized({}),  # whoever we are sent to has no business with them
                timeout=self.timeout,
                stream=True,
            ) as answer,
        ):
            yield _checked(answer).iter_content(64 * 1024)

    def store(
        self, method: str, url: str, headers: Mapping[str, str], body: Iterable[bytes]
    ) -> None:
        """Send bytes to an address of the object store, which is signed as it is."""
        with _no_answer_told():
            answer = self._session().request(
                method,
                url,
                headers=dict(headers),
                data=body,
                auth=_Authorized({}),
                timeout=self.timeout,
                allow_redirects=False,
            )
        _checked(answer)

    def close(self) -> None:
        """End all connections."""
        with self._lock:
            for session in self._sessions:
                session.close()
            self._sessions.clear()
            self._local = threading.local()

    def _session(self) -> requests.Session:
        session: requests.Session | None = getattr(self._local, "session", None)
        if session is None:
            session = requests.Session()
            session.headers["User-Agent"] = _AGENT
            self._local.session = session
            with self._lock:
                self._sessions.append(session)
        return session


def document_of(answer: requests.Response) -> dict[str, Any]:
    """The JSON object of an answer. Raises ``BadAnswer``."""
    try:
        document = answer.json()
    except requests.JSONDecodeError as error:
        raise BadAnswer(f"{answer.url} answers with something that is no JSON.") from error
    if not isinstance(document, dict):
        raise BadAnswer(f"{answer.url} answers with something that is no JSON object.")
    return document


@contextmanager
def _no_answer_told() -> Iterator[None]:
    try:
        yield
    except requests.RequestException as error:
        if isinstance(error, ValueError):  # an address that is none, and will never be one
            raise ClientError(f"This cannot be asked: {error}") from error
        raise Unreachable(f"No answer: {error}") from error


def _checked(answer: requests.Response) -> requests.Response:
    if answer.status_code < 300:
        return answer
    raise _refusal(answer)


def _refusal(answer: requests.Response) -> ApiError:
    """By the problem document, S3's own, or whatever stands between has to say."""
    status, said = answer.status_code, answer.headers
    problem: dict[str, Any] = {}
    code, detail = f"http_{status}", answer.reason or "The request was refused."
    if 300 <= status < 400:
        detail = f"It has moved to {said.get('Location')}: use that as base_url."
    elif "json" in said.get("Content-Type", ""):
        problem = document_of(answer)
        code, detail = str(problem.get("code", code)), str(problem.get("detail", detail))
    elif found := _S3_CODE.search(answer.text):
        code, detail = found[1], f"The object store refuses the file: {found[1]}."
    return kind_of(status)(
        status, code, detail, retry_after=retry_after(said.get("Retry-After")), problem=problem
    )
