"""Records by id: some are kept, endlessly many more are made when somebody asks for them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import chain
from typing import Generic, TypeVar, overload

Entity = TypeVar("Entity")


class Table(Mapping[int, Entity]):
    """``kept`` records first, then ranges of ids whose records are not held anywhere."""

    def __init__(self) -> None:
        self.kept: dict[int, Entity] = {}
        self._made: list[tuple[range, Callable[[int], Entity]]] = []

    def add_made(self, ids: range, make: Callable[[int], Entity]) -> None:
        """Let the records of ``ids`` be made by ``make``, again each time they are asked for."""
        self._made.append((ids, make))

    @property
    def runs(self) -> list[Sequence[int]]:
        """All ids, in a few sequences."""
        return [list(self.kept), *(ids for ids, _ in self._made)]

    def __getitem__(self, record_id: int) -> Entity:
        if record_id in self.kept:
            return self.kept[record_id]
        for ids, make in self._made:
            if record_id in ids:
                return make(record_id)
        raise KeyError(record_id)

    def __iter__(self) -> Iterator[int]:
        return chain.from_iterable(self.runs)

    def __len__(self) -> int:
        return sum(map(len, self.runs))


class Living(Sequence[Entity], Generic[Entity]):
    """The records of a table without those whose ids are ``gone``; a slice makes only its own."""

    def __init__(self, table: Table[Entity], gone: Collection[int]) -> None:
        self._table = table
        self._runs = [_without(run, gone) for run in table.runs]

    @property
    def ids(self) -> Iterator[int]:
        """Their ids, without making the records."""
        return chain.from_iterable(self._runs)

    @overload
    def __getitem__(self, index: int) -> Entity: ...

    @overload
    def __getitem__(self, index: slice) -> list[Entity]: ...

    def __getitem__(self, index: int | slice) -> Entity | list[Entity]:
        if isinstance(index, slice):
            return [self._at(place) for place in range(len(self))[index]]
        return self._at(range(len(self))[index])

    def __iter__(self) -> Iterator[Entity]:
        return map(self._table.__getitem__, self.ids)

    def __len__(self) -> int:
        return sum(map(len, self._runs))

    def _at(self, place: int) -> Entity:
        for run in self._runs:
            if place < len(run):
                return self._table[run[place]]
            place -= len(run)
        raise IndexError(place)


def _without(run: Sequence[int], gone: Collection[int]) -> Sequence[int]:
    if not any(record_id in run for record_id in gone):
        return run
    return [record_id for record_id in run if record_id not in gone]
