"""The figures of a verification, as people and programs read them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tvdbproxy.artwork.audit.examine import Examined
from tvdbproxy.artwork.audit.expected import ExpectedObject
from tvdbproxy.artwork.cleanup import Swept
from tvdbproxy.artwork.reading import Fault

# Names that are kept of each kind: a million orphans must not hide the one that was lost.
_NAMES = 20


@dataclass
class Verified:
    """What was looked at, and what was the matter.

    ``pictures`` were compared, without those that are ``being_made``; ``examined`` objects
    were looked at, ``read`` of them to the last byte. ``faults`` counts objects. ``damaged``
    pictures have one or more of these; ``repaired`` says how many of them are well again, and
    ``hopeless`` how many could not be repaired before, and are not tried again before their time.
    ``dangling`` sources are rows without an object that no picture needs. ``unrecorded``
    objects have no checksum to compare with, ``recorded`` ones got it now. ``orphans`` is
    ``None`` where nobody looked for any, as in a sample. ``sample`` names the first few of
    each kind.
    """

    pictures: int = 0
    being_made: int = 0
    examined: int = 0
    read: int = 0
    faults: Counter[Fault] = field(default_factory=Counter)
    damaged: int = 0
    repaired: int = 0
    hopeless: int = 0
    dangling: int = 0
    dangling_dropped: int = 0
    unrecorded: int = 0
    recorded: int = 0
    orphans: int | None = None
    orphans_left: int = 0
    sample: list[str] = field(default_factory=list)

    @property
    def left(self) -> int:
        """Pictures, rows and orphans that are as wrong as before."""
        rows = self.dangling - self.dangling_dropped
        return self.damaged - self.repaired + rows + self.orphans_left

    def counted(
        self,
        settled: Sequence[object],
        being_made: int,
        objects: Sequence[ExpectedObject],
        read: Sequence[Examined],
    ) -> None:
        """Take over a page: pictures that were compared, others that were not, objects of the
        former, and those of them that were read."""
        self.pictures += len(settled)
        self.being_made += being_made
        self.examined += len(objects)
        self.read += len(read)
        were_read = {(seen.expected.bucket, seen.expected.key) for seen in read}
        self.unrecorded += sum(
            one.sha256 is None and (one.bucket, one.key) not in were_read for one in objects
        )

    def found(self, fault: str, key: str) -> None:
        """Name one of the first few of its kind."""
        if sum(name.startswith(f"{fault} ") for name in self.sample) < _NAMES:
            self.sample.append(f"{fault} {key}")

    def swept(self, swept: Swept) -> None:
        """Take over what the cleanup would delete."""
        self.orphans = self.orphans_left = swept.orphans
        for name in swept.sample:
            self.found("orphan", name)

    def as_json(self) -> dict[str, Any]:
        """The figures as a task's result; every fault has its number."""
        plain = {name: getattr(self, name) for name in self.__dataclass_fields__}
        faults = {fault.value: self.faults[fault] for fault in Fault}
        return {**plain, "faults": faults, "left": self.left}
