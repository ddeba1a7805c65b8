"""The client itself."""

from __future__ import annotations

import json
import os
import random
import time
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import sleep
from types import TracebackType
from typing import Any, Self

from . import saving
from .answers import FAILED, Image, Job, Upload, Variant, image_of, job_of, upload_of, variant_of
from .body import form
from .doors import Token, door_of, path
from .errors import ClientError, JobFailed, NotFound, TimedOut
from .pictures import Opened, Picture, opened
from .presigned import upload_straight
from .retrying import Patience
from .wire import Wire, document_of

# Of one request for several pictures.
_MOST_IDS = 50
# Pauses between two looks at a job: a small picture is done in a tenth of a second.
_FIRST_LOOK, _SLOWEST_LOOK = 0.1, 5.0


@dataclass(frozen=True)
class Outcome:
    """What became of one picture of many: it was accepted, or there is an error."""

    picture: Picture
    upload: Upload | None = None
    error: ClientError | OSError | None = None


class Client:
    """Uploads pictures of an application, and gets what was made of them.

    ``token`` is the token of a user, or a function that gives one, which is asked before each
    request; ``api_key`` is a key of the service, which opens presigned uploads alone.
    ``timeout`` is for a connection and for each silence on it, in seconds. What may pass (no
    answer, 429, 502, 503, 504) is asked again after growing pauses, or after as long as the
    service says, for ``patience`` seconds in all.

    Every method raises ``ClientError`` of some kind. Thread-safe: each thread has connections
    of its own. Close it in the end, or use it in a ``with`` block.
    """

    def __init__(
        self,
        base_url: str,
        *,
        token: Token | None = None,
        api_key: str | None = None,
        timeout: float = 30.0,
        patience: float = 60.0,
    ) -> None:
        self._door = door_of(token, api_key)
        self._wire = Wire(base_url.rstrip("/"), self._door.credentials, timeout)
        self._patience = Patience(seconds=patience)

    def upload(
        self,
        picture: Picture,
        *,
        bucket: str,
        metadata: Mapping[str, Any] | None = None,
        profile: str | None = None,
        data_type: str | None = None,
        callback_url: str | None = None,
        filename: str | None = None,
        idempotency_key: str | None = None,
    ) -> Upload:
        """Upload a picture: a path, bytes, or an open file, which is not read as a whole.

        However often it has to be sent, it is taken once: by ``idempotency_key``, or a key of
        our own. ``metadata`` comes back with the results. Raises ``Refused`` for what is no
        picture that the service takes.
        """
        fields = {
            "bucket": bucket,
            "metadata": None if metadata is None else _json(metadata),
            "profile": profile,
            "data_type": data_type,
            "callback_url": callback_url,
        }
        given = {name: value for name, value in fields.items() if value is not None}
        headers = {"Idempotency-Key": idempotency_key or uuid.uuid4().hex}
        with opened(picture, filename) as file:
            return self._patience.ask(lambda _: self._upload(file, given, headers))

    def upload_many(
        self, pictures: Iterable[Picture], *, at_once: int = 4, **said: Any
    ) -> list[Outcome]:
        """Upload several, so many at once, all with what else ``upload`` takes. The outcomes
        are in the order of the pictures: none of them keeps the others from being sent."""
        with ThreadPoolExecutor(at_once, "upload") as threads:
            return list(threads.map(partial(self._outcome, said), pictures))

    def presigned_upload(
        self,
        picture: Picture,
        *,
        content_type: str | None = None,
        metadata: Mapping[str, Any] | None = None,
        profile: str | None = None,
        callback_url: str | None = None,
        filename: str | None = None,
        timeout: float = 120.0,
    ) -> Job:
        """Upload a picture straight to the object store, and wait until it is processed.

        Its type is what its first bytes say, unless ``content_type`` is given. Raises as
        ``wait``.
        """
        with opened(picture, filename) as file:
            wanted = {
                "content_type": content_type or file.content_type(),
                "metadata": None if metadata is None else dict(metadata),
                "profile": profile,
                "callback_url": callback_url,
            }
            given = {name: value for name, value in wanted.items() if value is not None}
            upload = upload_straight(self._wire, self._patience, file, given)
        return self.wait(upload.job_id, timeout)

    def job(self, job_id: str) -> Job:
        """How far a job is."""
        return job_of(self._get(path(self._door.job, job_id)))

    def wait(self, job_id: str, timeout: float = 120.0) -> Job:
        """The job, once it is completed; it is looked at after growing pauses.

        Raises ``JobFailed``, and ``TimedOut`` after so many seconds.
        """
        until, pause = time.monotonic() + timeout, _FIRST_LOOK
        while True:
            job = self.job(job_id)
            if job.status == FAILED:
                raise JobFailed(job)
            if job.ended:
                return job
            left = until - time.monotonic()
            if left <= 0:
                raise TimedOut(job, timeout)
            sleep(min(pause * random.uniform(0.75, 1.25), left))  # noqa: S311 (no secret)
            pause = min(pause * 1.5, _SLOWEST_LOOK)

    def result(self, job_id: str) -> Image:
        """What a job has made. Raises ``Conflict`` while it runs, and after it failed."""
        if self._door.result is not None:
            return image_of(self._get(path(self._door.result, job_id)))
        return self.image(self.job(job_id).image_id)

    def image(self, image_id: str) -> Image:
        """A picture in all its sizes."""
        return image_of(self._get(path(self._door.image, image_id)))

    def images(self, image_ids: Sequence[str], size: str | None = None) -> dict[str, Variant]:
        """Several pictures in one size, by id: those that are there and processed."""
        found: dict[str, Variant] = {}
        for start in range(0, len(image_ids), _MOST_IDS):
            found.update(self._some(image_ids[start : start + _MOST_IDS], size))
        return found

    def download(
        self,
        image_id: str,
        *,
        size: str | None = None,
        format: str | None = None,
        background: str | None = None,
    ) -> bytes:
        """The bytes of a picture, in the size and the format that suit best unless given;
        ``background="removed"`` for a logo without its background."""
        where, query = _direct(image_id, size, format, background)
        return self._patience.ask(lambda _: saving.fetch(self._wire, where, query))

    def save(
        self,
        image_id: str,
        to: str | os.PathLike[str],
        *,
        size: str | None = None,
        format: str | None = None,
        background: str | None = None,
    ) -> Path:
        """The same as a file, which is whole or not there."""
        where, query = _direct(image_id, size, format, background)
        self._patience.ask(lambda _: saving.save(self._wire, where, query, Path(to)))
        return Path(to)

    def delete(self, image_id: str) -> None:
        """Delete a picture and all that was made of it. Raises ``NotFound``, but not where an
        earlier attempt of ours may have deleted it."""
        where = path(self._door.delete, image_id)

        def attempt(number: int) -> None:
            try:
                self._wire.ask("DELETE", where)
            except NotFound:
                if number == 1:
                    raise

        self._patience.ask(attempt)

    def close(self) -> None:
        """End all connections."""
        self._wire.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _upload(
        self, file: Opened, fields: Mapping[str, str], headers: Mapping[str, str]
    ) -> Upload:
        body = form(fields, file.name, file.read_again(), file.length)
        answer = self._wire.ask(
            "POST",
            "/api/v1/images/upload",
            headers={**headers, "Content-Type": body.content_type},
            body=body,
        )
        return upload_of(document_of(answer), answer.headers)

    def _outcome(self, said: Mapping[str, Any], picture: Picture) -> Outcome:
        try:
            return Outcome(picture, self.upload(picture, **said))
        except (ClientError, OSError) as error:
            return Outcome(picture, error=error)

    def _some(self, image_ids: Sequence[str], size: str | None) -> Iterator[tuple[str, Variant]]:
        query = {"image_ids": ",".join(image_ids), **({"size": size} if size else {})}
        for item in self._get("/api/v1/images/batch", query).get("images", ()):
            if item.get("found"):
                yield item["image_id"], variant_of(item["image"])

    def _get(self, where: str, query: Mapping[str, str] | None = None) -> dict[str, Any]:
        return self._patience.ask(lambda _: document_of(self._wire.ask("GET", where, query=query)))


def _direct(
    image_id: str, size: str | None, format: str | None, background: str | None
) -> tuple[str, dict[str, str]]:
    """Where a picture itself is: open to everybody who knows its id."""
    asked = {"size": size, "format": format, "bg": background}
    query = {name: value for name, value in asked.items() if value is not None}
    return path("/api/images/{}", image_id), query


def _json(metadata: Mapping[str, Any]) -> str:
    """As short as can be. Raises ``ValueError`` for numbers that JSON has not."""
    return json.dumps(metadata, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
