"""Spoilt pictures by the thousand, each through a real child of the picture pool.

What may come of one: it is rendered, or refused with one of our codes. Everything else is
a finding, which names the seed and the number that make the same picture again.
"""

from __future__ import annotations

import itertools
import os
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.fuzz.mutations import spoil
from tests.fuzz.parts import parts_of
from tests.fuzz.seeds import SECRET, seeds
from tvdbproxy.errors import BadPicture, TooLarge, Unsupported
from tvdbproxy.imaging.formats import Format
from tvdbproxy.imaging.guards import inspect
from tvdbproxy.imaging.limits import Budget, Limits
from tvdbproxy.imaging.order import Rendered, RenderOrder
from tvdbproxy.imaging.pool import ImagePool
from tvdbproxy.imaging.sizes import Size

CODES = frozenset(
    {
        "image_empty",
        "image_too_large",
        "image_too_slow",
        "image_truncated",
        "image_undecodable",
        "payload_too_large",
        "unsupported_media_type",
    }
)
"""What a refusal may say."""

_CHILDREN = 2
_LOOK_SECONDS = 0.02
# A picture has half a minute, by the clock of the pool.
_STANDSTILL_SECONDS = 100
_SIZES = (Size("original"), Size("small", 16), Size("square", 12, 12, "fill"))
_FORMATS = (Format.WEBP, Format.WEBP, Format.WEBP, Format.JPEG, Format.PNG, Format.AVIF)

Report = Callable[[str], None]


@dataclass(frozen=True)
class Mutant:
    """A spoilt picture. The same ``seed`` and ``number`` make the same one."""

    seed: int
    number: int
    origin: str
    steps: str
    data: bytes
    order: RenderOrder

    @property
    def name(self) -> str:
        """Enough to make it again."""
        return f"seed {self.seed}, number {self.number}: {self.origin}, {self.steps}"


@dataclass(frozen=True)
class PictureFigures:
    """What became of them. ``findings`` are the mutants that went wrong, a sentence each.

    ``crashed`` are those of the findings in which a child died or hung. Times are those of
    one picture from order to answer, and ``slowest`` took the longest. The parent's growth
    is between the first tenth and the end, in MB; ``descriptors`` are those that it has
    more at the end than before (fewer, if somebody closed theirs meanwhile).
    """

    tried: int
    rendered: int
    refused: Mapping[str, int]
    crashed: int
    findings: tuple[str, ...]
    seconds: float
    worst_seconds: float
    slowest: str
    worst_child_mb: int
    parent_growth_mb: float
    descriptors: int

    @property
    def clean(self) -> bool:
        """Whether every picture ended as it may, and nothing of it is left behind."""
        whole = self.tried == self.rendered + sum(self.refused.values())
        return whole and not self.findings and self.parent_growth_mb < 20 and self.descriptors <= 0


def fuzz_pictures(
    mutations: int, seed: int, report: Report = lambda _: None, *, budget: Budget | None = None
) -> PictureFigures:
    """Try so many mutants, two at a time. ``report`` hears of each finding at once."""
    with _kept_descriptors() as descriptors:
        tally = _Tally(report)
        began = time.monotonic()
        with ImagePool(_CHILDREN, budget) as pool, _watched(pool) as peak:
            numbers = iter(range(mutations))
            lock = threading.Lock()

            def work() -> None:
                for mutant in _drawn(seed, numbers, lock):
                    _try(pool, mutant, tally)
                    if tally.tried == mutations // 10:
                        tally.early_mb = _resident_mb()

            threads = [threading.Thread(target=work, daemon=True) for _ in range(_CHILDREN)]
            for thread in threads:
                thread.start()
            _wait_for(threads, tally)
        seconds = time.monotonic() - began
    return PictureFigures(
        tried=tally.tried,
        rendered=tally.rendered,
        refused=dict(sorted(tally.refused.items())),
        crashed=tally.crashed,
        findings=tuple(tally.findings),
        seconds=seconds,
        worst_seconds=tally.worst_seconds,
        slowest=tally.slowest,
        worst_child_mb=peak[0],
        parent_growth_mb=_resident_mb() - tally.early_mb,
        descriptors=descriptors[0],
    )


def mutant(seed: int, number: int) -> Mutant:
    """One mutant by itself, as it is in a run."""
    return _Breeder(seed).make(number)


class _Breeder:
    """Makes mutants of one seed."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._sound = seeds()
        self._others = [one.data for one in self._sound]
        self._parts = [parts_of(one.data) for one in self._sound]

    def make(self, number: int) -> Mutant:
        chance = Random(f"{self._seed}/{number}")
        at = chance.randrange(len(self._sound))
        data, steps = spoil(self._sound[at].data, self._parts[at], self._others, chance)
        formats = (chance.choice(_FORMATS),)
        order = RenderOrder(_SIZES, formats, effort="fast", limits=Limits())
        return Mutant(self._seed, number, self._sound[at].name, steps, data, order)


@dataclass
class _Tally:
    report: Report
    tried: int = 0
    rendered: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    crashed: int = 0
    findings: list[str] = field(default_factory=list)
    worst_seconds: float = 0
    slowest: str = ""
    last: float = field(default_factory=time.monotonic)
    early_mb: float = field(default_factory=lambda: _resident_mb())
    lock: threading.Lock = field(default_factory=threading.Lock)

    def took(self, mutant: Mutant, seconds: float) -> None:
        self.last = time.monotonic()
        if seconds > self.worst_seconds:
            self.worst_seconds, self.slowest = seconds, mutant.name

    def found(self, mutant: Mutant, what: str) -> None:
        self.findings.append(f"{mutant.name}: {what}")
        self.report(self.findings[-1])


def _drawn(seed: int, numbers: Iterator[int], lock: threading.Lock) -> Iterator[Mutant]:
    breeder = _Breeder(seed)
    while True:
        with lock:
            number = next(numbers, None)
        if number is None:
            return
        yield breeder.make(number)


def _try(pool: ImagePool, mutant: Mutant, tally: _Tally) -> None:
    began = time.monotonic()
    code, fault, crashed = None, None, False
    try:
        fault = _fault_of(pool.render(mutant.data, mutant.order), mutant)
    except (BadPicture, TooLarge, Unsupported) as refusal:
        code = refusal.code
        fault = None if code in CODES and refusal.public.endswith(".") else f"refused: {refusal}"
    except Exception as error:  # noqa: BLE001 - whatever it is, it is what is looked for
        fault, crashed = f"{type(error).__name__}: {error}", True
    with tally.lock:
        tally.tried += 1
        tally.took(mutant, time.monotonic() - began)
        tally.crashed += crashed
        if fault:
            tally.found(mutant, fault)
        elif code:
            tally.refused[code] += 1
        else:
            tally.rendered += 1


def _fault_of(rendered: Rendered, mutant: Mutant) -> str | None:
    """What is wrong with a result, if anything: every variant is what it says it is."""
    named = {name for variant in rendered.variants for name in variant.size_names}
    if named != {size.name for size in _SIZES}:
        return f"made {sorted(named)}"
    for variant in rendered.variants:
        header = inspect(variant.data, mutant.order.limits)
        if (header.format, header.width, header.height) != (
            variant.format, variant.width, variant.height,
        ):  # fmt: skip
            return f"a variant of {variant.width}x{variant.height} turns out as {header}"
        if SECRET in variant.data:
            return "metadata came through"
    return None


def _wait_for(threads: list[threading.Thread], tally: _Tally) -> None:
    """Until all have ended, or none of them gets on any more."""
    while alive := [thread for thread in threads if thread.is_alive()]:
        alive[0].join(1)
        if time.monotonic() - tally.last > _STANDSTILL_SECONDS:
            tally.findings.append(f"the pool hangs after {tally.tried} pictures")
            tally.report(tally.findings[-1])
            return


@contextmanager
def _watched(pool: ImagePool) -> Iterator[list[int]]:
    """The most memory that a child was seen to have had, in MB, kept up to date."""
    peak, over = [0], threading.Event()

    def look() -> None:
        while not over.wait(_LOOK_SECONDS):
            peak[0] = max(peak[0], *(_peak_mb(pid) for pid in pool.pids()), 0)

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield peak
    finally:
        over.set()
        thread.join()


@contextmanager
def _kept_descriptors() -> Iterator[list[int]]:
    """How many descriptors more there are at the end, once it has ended."""
    before, more = _descriptors(), [0]
    yield more
    more[0] = _descriptors() - before


def _descriptors() -> int:
    return sum(1 for _ in itertools.filterfalse(Path.is_dir, Path("/proc/self/fd").iterdir()))


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def _peak_mb(pid: int) -> int:
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1]) // 1024
    return 0
