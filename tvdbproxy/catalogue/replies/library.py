"""The answer to a question: what we hold, or what upstream says, or what we still hold.

An outage never looks like a record that is not there. What was read once is answered for
as long as upstream cannot be asked.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from functools import partial
from typing import Protocol

from tvdbproxy.catalogue.replies import store
from tvdbproxy.catalogue.replies.ages import Age, State, Times, state_of
from tvdbproxy.catalogue.replies.flights import Flights
from tvdbproxy.catalogue.replies.store import Held
from tvdbproxy.db.again import again
from tvdbproxy.db.database import Database
from tvdbproxy.errors import TvdbProxyError, Unavailable, UpstreamMissing
from tvdbproxy.jobs.alone import Alone
from tvdbproxy.meter.events import Event, ReplyFrom
from tvdbproxy.meter.meter import SILENT, Meter
from tvdbproxy.upstream.envelope import Reply
from tvdbproxy.upstream.operations import Ageing
from tvdbproxy.upstream.questions import Question

log = logging.getLogger(__name__)

GoAhead = Callable[[Held], None]


class Upstream(Protocol):
    """What is needed of the upstream client."""

    def get(self, path: str, params: Mapping[str, str | int | None] | None = None) -> Reply:
        """The reply to a path, or one of our errors."""


class Warned(Enum):
    """Why an answer is not upstream's latest word."""

    STALE = "stale"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True)
class Found:
    """What there is to answer with; never a denial."""

    held: Held
    warned: Warned | None = None


@dataclass(frozen=True)
class Library:
    """Thread-safe; one per process.

    ``wait_seconds`` is how long somebody waits for upstream when there is an older answer,
    ``longest_seconds`` when there is none.
    """

    database: Database
    alone: Alone
    upstream: Upstream
    flights: Flights[Held]
    ages: Mapping[Ageing, Age]
    wait_seconds: float
    longest_seconds: float
    meter: Meter = SILENT

    def find(self, question: Question) -> Found:
        """What to answer. Raises ``UpstreamMissing`` where upstream has no such record,
        ``InvalidRequest`` with its words where it refuses the question, and for an outage
        without anything to fall back on what the upstream client raises."""
        held = self._read(question.key)
        state = self.state(held) if held is not None else State.STALE
        if held is None or (held.missing is not None and state is not State.FRESH):
            asked = self._ask(question, held, self.longest_seconds)
            self._count(ReplyFrom.UPSTREAM)
            return _found(asked)
        if state is State.STALE:
            return self._asked_first(question, held)
        self._count(ReplyFrom.KEPT)
        if state is State.AGEING:
            self._ask_meanwhile(question, held)
            return Found(held, Warned.STALE)
        return _found(held)

    def state(self, held: Held) -> State:
        """What an answer is good for now."""
        return self.state_at(held.ageing, held.times)

    def state_at(self, ageing: Ageing, times: Times) -> State:
        """What an answer with these times is good for now."""
        return state_of(times, self.ages[ageing], datetime.now(UTC))

    def times(self, key: str) -> Times | None:
        """What is known now of an answer's freshness. Raises ``Unavailable``."""
        with self.database.read() as session:
            return store.read_times(session, key)

    def forget(self, question: Question) -> None:
        """Hold it no longer."""
        with self.database.write() as session:
            store.remove(session, question.key)

    def _read(self, key: str) -> Held | None:
        """A database that is away is no reason not to ask upstream."""
        try:
            with self.database.read() as session:
                return store.read(session, key)
        except Unavailable as error:
            log.warning("cannot look up %s: %s", key, error)
            return None

    def _asked_first(self, question: Question, held: Held) -> Found:
        try:
            asked = self._ask(question, held, self.wait_seconds)
            self._count(ReplyFrom.UPSTREAM)
            return _found(asked)
        except UpstreamMissing:
            raise
        except TvdbProxyError as error:
            self._count(ReplyFrom.STALE)
            log.info("%s is answered as of %s: %s", held.key, held.times.fetched_at, error)
            return Found(held, Warned.UNREACHABLE)

    def _count(self, whence: ReplyFrom) -> None:
        self.meter.count(Event.REPLY, whence)

    def _ask(self, question: Question, held: Held | None, seconds: float) -> Held:
        return self.flights.ask(question.key, partial(self._fetch, question, held), seconds)

    def _ask_meanwhile(self, question: Question, held: Held) -> None:
        try:
            self.flights.begin(question.key, partial(self._fetch, question, held))
        except TvdbProxyError as error:
            log.debug("%s is not fetched anew: %s", question.key, error)

    def _fetch(self, question: Question, known: Held | None, go_ahead: GoAhead) -> Held:
        """Ask upstream, unless another process is at it: then its answer is ours, too. ``known``
        is the older one that we have."""
        newer = partial(self._newer, question, known)
        fetch = partial(self._fetch_now, question, known, go_ahead)
        # Who has waited that long asks himself, whatever the other one is at.
        return self.alone.do(question.key, newer, fetch, self.longest_seconds) or fetch()

    def _newer(self, question: Question, known: Held | None) -> Held | None:
        """What somebody else has fetched while we waited for our turn."""
        held = self._read(question.key)
        if held is None or known is None:
            return held
        return held if held.times.fetched_at > known.times.fetched_at else None

    def _fetch_now(self, question: Question, known: Held | None, go_ahead: GoAhead) -> Held:
        asked_at = datetime.now(UTC)
        try:
            reply = self.upstream.get(question.path, dict(question.params))
        except UpstreamMissing as error:
            sentence = error.public
            fresh = store.denied(question, sentence, asked_at)
            if known is not None and known.missing is None:
                fresh = known  # which is doubted, not gone
            deny = partial(store.deny, question=question, message=sentence, asked_at=asked_at)
            return self._kept(fresh, deny, go_ahead)
        fresh = store.fresh_reply(question, reply, asked_at)
        keep = partial(store.keep, question=question, reply=reply, asked_at=asked_at)
        return self._kept(fresh, keep, go_ahead)

    def _kept(self, fresh: Held, keep: store.Keep, go_ahead: GoAhead) -> Held:
        """The answer as it is kept; as it came where the database does not take it. Nobody has
        to wait for a database that is busy."""
        try:
            with self.database.write_soon() as session:
                return keep(session)
        except Unavailable:
            go_ahead(fresh)

        def unit() -> Held:
            with self.database.write() as session:
                return keep(session)

        try:
            return again(unit)
        except Unavailable as error:
            log.warning("cannot keep %s: %s", fresh.key, error)
            return fresh


def _found(held: Held) -> Found:
    if held.missing is not None:
        raise UpstreamMissing(held.missing)
    return Found(held, Warned.STALE if held.times.doubted_at else None)
