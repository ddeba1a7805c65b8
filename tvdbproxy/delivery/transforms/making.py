"""From a source's bytes to a result's."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol

from tvdbproxy.delivery.transforms.choice import Open, settled
from tvdbproxy.delivery.transforms.late import timed_out
from tvdbproxy.delivery.transforms.results import Facts
from tvdbproxy.errors import TooLarge
from tvdbproxy.fetch.deadline import Deadline
from tvdbproxy.imaging.formats import Format, sniff
from tvdbproxy.imaging.guards import inspect
from tvdbproxy.imaging.limits import MEBIBYTE, MEGAPIXEL, Limits
from tvdbproxy.imaging.transform.formats import READABLE
from tvdbproxy.imaging.transform.spec import Transformed, TransformSpec
from tvdbproxy.meter.events import Event, Pipeline
from tvdbproxy.meter.meter import SILENT, Meter, timed
from tvdbproxy.meter.weigh import Weighed, weigh
from tvdbproxy.urls.imgproxy.request import TransformRequest

# In a PNG's header: what its pixels are, and that some of these have alpha.
_COLOUR_TYPE = 25
_WITH_ALPHA = (4, 6)
_NO_WAIT = float("inf")


class TransformsPictures(Protocol):
    """What is needed of the imaging room's pool."""

    def transform(
        self,
        source: bytes,
        spec: TransformSpec,
        *,
        watermark: bytes | None = None,
        limits: Limits,
        deadline_seconds: float,
    ) -> Transformed:
        """Decode, transform and encode, in a child process that ends at the deadline."""


@dataclass(frozen=True)
class Made:
    """A result's bytes, and what is told beside them."""

    data: bytes
    mime: str
    facts: Facts


@dataclass(frozen=True)
class Maker:
    """``limits`` are those of sources, and of what is made of them."""

    pool: TransformsPictures
    limits: Limits
    meter: Meter = SILENT

    def make(
        self,
        source: bytes,
        request: TransformRequest,
        choice: Open,
        deadline: Deadline,
        watermark: bytes | None,
    ) -> Made:
        """What the request wants of this source; ``watermark`` is the picture that watermarks
        are, if there is one.

        Raises what ``transform`` raises, ``TooLarge`` and ``TimedOut`` (``transform_timeout``).
        """
        limits = self._limits(request)
        if len(source) > limits.max_bytes:
            raise TooLarge(
                f"The source is larger than {limits.max_bytes / MEBIBYTE:g} MiB; use a smaller "
                "one.",
                code="source_too_large",
            )
        given = sniff(source, READABLE)
        if given.value in request.skip_processing and request.spec.format in (None, given.value):
            return _as_it_is(source, limits)
        wanted = settled(request.spec, choice, given.value)
        if wanted is None:
            return self._plain(source, request.spec, limits, deadline, watermark)
        spec = replace(request.spec, format=wanted)
        return self._made(source, spec, limits, deadline, watermark)

    def _plain(
        self,
        source: bytes,
        spec: TransformSpec,
        limits: Limits,
        deadline: Deadline,
        watermark: bytes | None,
    ) -> Made:
        """PNG where something shines through, else JPEG. A PNG loses nothing on the way."""
        made = self._made(source, replace(spec, format="png"), limits, deadline, watermark)
        if made.data[_COLOUR_TYPE] in _WITH_ALPHA:
            return made
        only_encoded = TransformSpec(
            format="jpeg",
            quality=spec.quality,
            format_quality=spec.format_quality,
            max_bytes=spec.max_bytes,
            strip_metadata=spec.strip_metadata,
            strip_color_profile=spec.strip_color_profile,
        )
        again = self._made(made.data, only_encoded, limits, deadline)
        facts = replace(made.facts, width=again.facts.width, height=again.facts.height)
        return replace(again, facts=facts)

    def _made(
        self,
        source: bytes,
        spec: TransformSpec,
        limits: Limits,
        deadline: Deadline,
        watermark: bytes | None = None,
    ) -> Made:
        try:
            with timed(self.meter, Event.STAGE, Pipeline.TRANSFORM, "process"):
                done = self.pool.transform(
                    source,
                    spec,
                    watermark=watermark,
                    limits=limits,
                    deadline_seconds=deadline.left(_NO_WAIT),
                )
        except TimeoutError as error:
            raise timed_out(str(error)) from error
        facts = Facts(len(source), done.source_width, done.source_height, done.width, done.height)
        made = Weighed(done.format, done.width * done.height, len(done.data))
        weigh(self.meter, Pipeline.TRANSFORM, len(source), [made])
        return Made(done.data, Format(done.format).mime, facts)

    def _limits(self, request: TransformRequest) -> Limits:
        """Those of the service, but for what the address was permitted to say."""
        limits = self.limits
        if request.max_src_file_size is not None:
            limits = replace(limits, max_bytes=request.max_src_file_size)
        if request.max_src_resolution is not None:
            pixels = int(request.max_src_resolution * MEGAPIXEL)
            limits = replace(limits, max_pixels=pixels, max_pixels_modern=pixels)
        if request.max_animation_frame_resolution is not None:
            pixels = int(request.max_animation_frame_resolution * MEGAPIXEL)
            limits = replace(limits, max_frame_pixels=pixels)
        return limits


def _as_it_is(source: bytes, limits: Limits) -> Made:
    header = inspect(source, limits, READABLE)
    facts = Facts(len(source), header.width, header.height, header.width, header.height)
    return Made(source, header.format.mime, facts)
