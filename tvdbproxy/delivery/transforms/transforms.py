"""The way of a transform: what is asked for, then memory, then what is kept, then (once) made."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
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
from tvdbproxy.delivery.transforms.set_pictures import SetPictures, no_watermark
from tvdbproxy.delivery.transforms.sources import Sources
from tvdbproxy.errors import TvdbProxyError
from tvdbproxy.fetch.deadline import Deadline
from tvdbproxy.jobs.alone import Alone
from tvdbproxy.jobs.seats import Seats
from tvdbproxy.meter.events import Door, Event, From, Pipeline
from tvdbproxy.meter.meter import SILENT, Meter, timed
from tvdbproxy.urls.imgproxy.request import TransformRequest


@dataclass(frozen=True)
class Prepared:
    """A result before it is made: all that can be said without its bytes. ``etag`` has no
    quotes; ``negotiated`` says that ``Accept`` decides its format. ``failure`` is why the source
    cannot be had, where another picture stands in for it."""

    request: TransformRequest
    choice: Open
    negotiated: bool
    found: Found
    watermark: Found | None
    key: str
    etag: str
    failure: TvdbProxyError | None = None


@dataclass(frozen=True)
class Served:
    """A result, and what it is the result of: perhaps of the fallback after all."""

    prepared: Prepared
    result: Result


@dataclass(frozen=True)
class Transforms:
    """All that it takes. ``seconds`` is the time for one of them, from its first moment;
    ``places`` are for those that are in the works."""

    sources: Sources
    maker: Maker
    kept: Kept
    hot: HotCache
    once: Once[Served]
    places: Seats
    alone: Alone
    detection: Detection
    seconds: float
    set_pictures: SetPictures = field(default_factory=SetPictures)
    meter: Meter = SILENT

    def begin(self) -> Deadline:
        """The deadline of a transform that begins now."""
        return Deadline.after(self.seconds)

    def prepare(
        self, request: TransformRequest, accept: str | None, less: bool, deadline: Deadline
    ) -> Prepared:
        """Find the source, and name the result. ``less`` says that the client saves data.

        Where the source cannot be had and there is a fallback, the result is that one's. Raises
        what ``Sources.find`` raises, ``Overloaded``, and ``Unavailable``
        (``watermark_unavailable``).
        """
        negotiated = not (request.explicit_format or request.raw) and self.detection.negotiates
        choice = Open.NAMED if request.explicit_format else self.detection.choose(accept)
        if request.raw:
            choice = Open.NAMED
        elif less:
            request = replace(request, spec=with_fewer_bytes(request.spec))
        found, failure = self._find(request, deadline)
        mark = self.set_pictures.mark(deadline) if _is_marked(request) else None
        prepared = Prepared(request, choice, negotiated, found, mark, "", "", failure)
        return self._named(prepared)

    def serve(self, prepared: Prepared, deadline: Deadline) -> Served:
        """The result: from memory, from what is kept, or made, once in all processes.

        Raises what ``Maker.make`` and the source raise, and ``Overloaded`` at once where too
        much is in the works.
        """
        try:
            served, whence = self._served(prepared, deadline)
        except TvdbProxyError:
            self.meter.count(Event.PICTURE, Door.TRANSFORMS, From.MISSED)
            raise
        stood_in = served.prepared.failure is not None
        self.meter.count(Event.PICTURE, Door.TRANSFORMS, From.INSTEAD if stood_in else whence)
        return served

    def _served(self, prepared: Prepared, deadline: Deadline) -> tuple[Served, From]:
        held = self.hot.get(prepared.key)
        if isinstance(held, Result):
            return Served(prepared, held), From.MEMORY
        if prepared.request.raw:
            return Served(prepared, self._raw(prepared)), From.GENERATED
        found = self._stored(prepared)
        if found is not None:
            return Served(prepared, found), From.STORE
        made = self.once.do(
            prepared.key, lambda: self._once(prepared, deadline), deadline.remaining
        )
        return made, From.GENERATED

    def _find(
        self, request: TransformRequest, deadline: Deadline
    ) -> tuple[Found, TvdbProxyError | None]:
        """The source; or the picture that stands in for it, and why."""
        try:
            return self.sources.find(request.source, deadline), None
        except TvdbProxyError as error:
            if request.raw:
                raise
            return self.set_pictures.instead(error, deadline), error

    def _named(self, prepared: Prepared) -> Prepared:
        mark = prepared.watermark.identity if prepared.watermark else ""
        name = name_of(prepared.request, prepared.found.identity, prepared.choice, mark)
        return replace(prepared, key=self.kept.key_of(name), etag=tag_of_name(name))

    def _stored(self, prepared: Prepared) -> Result | None:
        stored = self.kept.read(prepared.key)
        found = None if stored is None else result_of(stored, prepared.etag)
        if found is not None:
            self.hot.put(found)
        return found

    def _once(self, prepared: Prepared, deadline: Deadline) -> Served:
        def stored() -> Served | None:
            found = self._stored(prepared)
            return None if found is None else Served(prepared, found)

        with self.places.taken(at_once=True):
            return in_time(
                self.alone, prepared.key, stored, lambda: self._make(prepared, deadline), deadline
            )

    def _make(self, prepared: Prepared, deadline: Deadline) -> Served:
        try:
            with timed(self.meter, Event.STAGE, Pipeline.TRANSFORM, "fetch"):
                source = prepared.found.load()
        except TvdbProxyError as error:
            if prepared.failure is not None:
                raise prepared.failure from error
            return self._make_instead(prepared, error, deadline)
        made = self.maker.make(
            source, prepared.request, prepared.choice, deadline, _loaded(prepared.watermark)
        )
        result = _result(prepared, made)
        self.kept.write(result.key, result.data, result.mime, metadata_of(result))
        self.hot.put(result)
        return Served(prepared, result)

    def _make_instead(
        self, prepared: Prepared, error: TvdbProxyError, deadline: Deadline
    ) -> Served:
        """The result of the fallback, under its own name: that of the source stays free."""
        found = self.set_pictures.instead(error, deadline)
        other = self._named(replace(prepared, found=found, failure=error))
        return self._served(other, deadline)[0]

    def _raw(self, prepared: Prepared) -> Result:
        """The source as it is, which is kept elsewhere."""
        data = prepared.found.load()
        mime = mime_of(data, prepared.found.mime)
        result = _result(prepared, Made(data, mime, Facts(len(data), 0, 0, 0, 0)))
        self.hot.put(result)
        return result


def _is_marked(request: TransformRequest) -> bool:
    return request.spec.watermark is not None and not request.raw


def _loaded(mark: Found | None) -> bytes | None:
    try:
        return None if mark is None else mark.load()
    except TvdbProxyError as error:
        raise no_watermark(error) from error


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
