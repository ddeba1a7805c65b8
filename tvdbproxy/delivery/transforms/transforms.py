"""The way of a transform: what is asked for, then memory, then what is kept, then (once) made."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from tvdbproxy.delivery.hot import HotCache
from tvdbproxy.delivery.once import Once
from tvdbproxy.delivery.transforms.choice import Detection, Open, with_fewer_bytes
from tvdbproxy.delivery.transforms.found import Found
from tvdbproxy.delivery.transforms.kept import Kept
from tvdbproxy.delivery.transforms.late import in_time
from tvdbproxy.delivery.transforms.making import Made, Maker
from tvdbproxy.delivery.transforms.mime import mime_of
from tvdbproxy.delivery.transforms.naming import name_of, tag_of_name
from tvdbproxy.delivery.transforms.results import Facts, Result, metadata_of, result_of
from tvdbproxy.delivery.transforms.sources import Sources
from tvdbproxy.fetch.deadline import Deadline
from tvdbproxy.jobs.alone import Alone
from tvdbproxy.jobs.seats import Seats
from tvdbproxy.urls.imgproxy.request import TransformRequest


@dataclass(frozen=True)
class Prepared:
    """A result before it is made: all that can be said without its bytes. ``etag`` has no
    quotes; ``negotiated`` says that ``Accept`` decides its format."""

    request: TransformRequest
    choice: Open
    found: Found
    key: str
    etag: str
    negotiated: bool


@dataclass(frozen=True)
class Transforms:
    """All that it takes. ``seconds`` is the time for one of them, from its first moment;
    ``places`` are for those that are in the works."""

    sources: Sources
    maker: Maker
    kept: Kept
    hot: HotCache
    once: Once[Result]
    places: Seats
    alone: Alone
    detection: Detection
    seconds: float

    def begin(self) -> Deadline:
        """The deadline of a transform that begins now."""
        return Deadline.after(self.seconds)

    def prepare(
        self, request: TransformRequest, accept: str | None, less: bool, deadline: Deadline
    ) -> Prepared:
        """Find the source, and name the result. ``less`` says that the client saves data.

        Raises what ``Sources.find`` raises, and ``Overloaded``.
        """
        found = self.sources.find(request.source, deadline)
        negotiated = not (request.explicit_format or request.raw) and self.detection.negotiates
        choice = Open.NAMED if request.explicit_format else self.detection.choose(accept)
        if request.raw:
            choice = Open.NAMED
        elif less:
            request = replace(request, spec=with_fewer_bytes(request.spec))
        name = name_of(request, found.identity, choice, self.maker.watermark_sha256)
        key = self.kept.key_of(name)
        return Prepared(request, choice, found, key, tag_of_name(name), negotiated)

    def result(self, prepared: Prepared, deadline: Deadline) -> Result:
        """The result: from memory, from what is kept, or made, once in all processes.

        Raises what ``Maker.make`` and the source raise, and ``Overloaded`` at once where too
        much is in the works.
        """
        held = self.hot.get(prepared.key)
        if isinstance(held, Result):
            return held
        if prepared.request.raw:
            return self._raw(prepared)
        found = self._stored(prepared)
        if found is None:
            found = self.once.do(
                prepared.key, lambda: self._once(prepared, deadline), deadline.remaining
            )
        return found

    def _stored(self, prepared: Prepared) -> Result | None:
        stored = self.kept.read(prepared.key)
        found = None if stored is None else result_of(stored, prepared.etag)
        if found is not None:
            self.hot.put(found)
        return found

    def _once(self, prepared: Prepared, deadline: Deadline) -> Result:
        with self.places.taken(at_once=True):
            return in_time(
                self.alone,
                prepared.key,
                lambda: self._stored(prepared),
                lambda: self._make(prepared, deadline),
                deadline,
            )

    def _make(self, prepared: Prepared, deadline: Deadline) -> Result:
        source = prepared.found.load()
        made = self.maker.make(source, prepared.request, prepared.choice, deadline)
        result = _result(prepared, made)
        self.kept.write(result.key, result.data, result.mime, metadata_of(result))
        self.hot.put(result)
        return result

    def _raw(self, prepared: Prepared) -> Result:
        """The source as it is, which is kept elsewhere."""
        data = prepared.found.load()
        mime = mime_of(data, prepared.found.mime)
        result = _result(prepared, Made(data, mime, Facts(len(data), 0, 0, 0, 0)))
        self.hot.put(result)
        return result


def _result(prepared: Prepared, made: Made) -> Result:
    moment = prepared.found.last_modified or datetime.now(UTC)
    return Result(
        key=prepared.key,
        data=made.data,
        mime=made.mime,
        etag=prepared.etag,
        last_modified=moment.replace(microsecond=0),
        revision=None,
        facts=made.facts,
    )
