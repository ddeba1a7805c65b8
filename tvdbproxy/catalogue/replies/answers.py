"""From a question to the bytes that are sent: found, its addresses made ours, kept at hand."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from hashlib import blake2b

from tvdbproxy.catalogue.learn import content_type_learnt, learn
from tvdbproxy.catalogue.replies.ages import State
from tvdbproxy.catalogue.replies.answer import Answer
from tvdbproxy.catalogue.replies.library import Found, Library, Warned
from tvdbproxy.catalogue.replies.memory import Memory, Remembered
from tvdbproxy.catalogue.replies.store import Held
from tvdbproxy.catalogue.rewriting import ImageRewriter, Rewrite, Rewritten
from tvdbproxy.db.again import again
from tvdbproxy.errors import (
    TvdbProxyError,
    Unavailable,
    UpstreamBad,
    UpstreamDenied,
    UpstreamLimited,
    UpstreamTimeout,
    UpstreamUnavailable,
)
from tvdbproxy.meter.events import Event, ReplyFrom
from tvdbproxy.upstream.questions import Question
from tvdbproxy.urls.api_links import our_link
from tvdbproxy.urls.members import LINKS
from tvdbproxy.urls.rewrite import rewrite

log = logging.getLogger(__name__)

# Neither the database nor upstream can tell.
_OUTAGES = (
    Unavailable,
    UpstreamBad,
    UpstreamDenied,
    UpstreamLimited,
    UpstreamTimeout,
    UpstreamUnavailable,
)


@dataclass(frozen=True)
class Answers:
    """Thread-safe; one per process. ``rewritten_since`` is when our addresses were last others,
    and ``learnt`` remembers what was learnt already."""

    library: Library
    images: ImageRewriter
    memory: Memory[Answer]
    learnt: Memory[Learnt]
    rewritten_since: Callable[[], datetime]

    def answer(self, question: Question, how: Rewrite) -> Answer:
        """The answer to send, with our addresses in it. Raises as ``Library.find``."""
        name = (question.key, how)
        known = self.memory.get(name)
        if known is not None and self._stands(question, known):
            self.library.meter.count(Event.REPLY, ReplyFrom.MEMORY)
            return known.answer
        try:
            answer = self._prepared(question, self.library.find(question), how)
        except _OUTAGES as error:
            if known is None:
                raise
            log.info("%s is answered from memory: %s", question.key, error)
            answer = replace(known.answer, warned=Warned.UNREACHABLE)
        except TvdbProxyError:
            self.memory.drop(name)  # upstream has none any more
            raise
        self.memory.put(name, answer, lasting=not _says_more(how))
        return answer

    def remembered(self, question: Question, how: Rewrite) -> Answer | None:
        """The answer, if it is in memory and may be given as it is."""
        name = (question.key, how)
        known = self.memory.get(name)
        if known is None:
            return None
        if self._stands(question, known):
            return known.answer
        self.memory.outdate(name)  # for whoever asks next, the application first of all
        return None

    def forget(self, question: Question) -> None:
        """Ask upstream first the next time: we have changed there what this tells of."""
        self._drop(question)
        try:
            self.library.forget(question)
        except Unavailable as error:
            log.warning("%s may be answered as it was: %s", question.key, error)

    def _stands(self, question: Question, known: Remembered[Answer]) -> bool:
        """Whether what we remember is what the database has, and may be given as it is."""
        answer = known.answer
        if known.is_over:
            return False
        if answer.warned is not None:
            return not known.is_due  # until then it would come to the same
        if self.library.state_at(answer.ageing, answer.times) is not State.FRESH:
            return False
        if not known.is_due:
            return True
        try:
            return self.library.times(question.key) == answer.times
        except Unavailable:
            return True  # nobody can tell us otherwise

    def _prepared(self, question: Question, found: Found, how: Rewrite) -> Answer:
        held = found.held
        body = rewrite(held.body, lambda link: our_link(link, how.base), LINKS)
        rewritten = self._rewritten(question, held, body, how)
        changes = [held.last_modified, self.rewritten_since(), rewritten.pictures_changed_at]
        return Answer(
            body=rewritten.body,
            etag=blake2b(rewritten.body, digest_size=16).hexdigest(),
            last_modified=max(at for at in changes if at is not None).replace(microsecond=0),
            ageing=held.ageing,
            times=held.times,
            warned=found.warned,
        )

    def _rewritten(self, question: Question, held: Held, body: bytes, how: Rewrite) -> Rewritten:
        """What our database adds is left out where it is away: the rest is right without it."""
        if not _says_more(how):
            return self.images.apply(body, how)
        self._learn_aside(question, held)
        try:
            return self.images.apply(body, how)
        except (Unavailable, UpstreamBad) as error:
            log.warning("%s is answered as upstream has it: %s", question.key, error)
            return self.images.apply(body, replace(how, mode="mirror", enrich=False))

    def _learn_aside(self, question: Question, held: Held) -> None:
        """Have it learnt which pictures the record has, in another thread: that takes long.
        Until then they are where upstream's paths lead."""
        if content_type_learnt(question) is None:
            return
        known = self.learnt.get(question.key)
        if known is not None and known.answer.sha256 == held.sha256:
            return
        try:
            self.library.flights.begin(
                f"learn {question.key}", partial(self._learn, question, held)
            )
        except TvdbProxyError as error:
            log.debug("%s is not learnt now: %s", question.key, error)

    def _learn(self, question: Question, held: Held, _: Callable[[Held], None]) -> Held:
        content_type, record = content_type_learnt(question), json.loads(held.body)["data"]
        if content_type is not None and isinstance(record, dict):

            def unit() -> None:
                with self.library.database.write() as session:
                    learn(session, content_type, record, self.images.hosts)

            again(unit)
        self.learnt.put(question.key, Learnt(held.sha256))
        self._drop(question)
        return held

    def _drop(self, question: Question) -> None:
        self.memory.drop_where(lambda name: isinstance(name, tuple) and name[0] == question.key)


@dataclass(frozen=True)
class Learnt:
    """Which state of a record was learnt."""

    sha256: str
    bytes_held: int = 64


def _says_more(how: Rewrite) -> bool:
    """Whether the answer depends on our own pictures, and not on upstream's record alone."""
    return how.mode == "sized" or (how.mode != "off" and how.enrich)
