"""From a question to the bytes that are sent: found, its addresses made ours, kept at hand."""

from __future__ import annotations

import logging
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import blake2b

from tvdbproxy.catalogue.learn import learn_from
from tvdbproxy.catalogue.replies.ages import State, Times
from tvdbproxy.catalogue.replies.library import Found, Library, Warned
from tvdbproxy.catalogue.replies.memory import Memory
from tvdbproxy.catalogue.replies.store import Held
from tvdbproxy.catalogue.rewriting import ImageRewriter, Rewrite, Rewritten
from tvdbproxy.errors import Unavailable, UpstreamBad
from tvdbproxy.upstream.operations import Ageing
from tvdbproxy.upstream.questions import Question
from tvdbproxy.urls.members import LINKS
from tvdbproxy.urls.rewrite import rewrite

log = logging.getLogger(__name__)

_GZIP = 16 + zlib.MAX_WBITS
_GZIP_LEVEL = 5


@dataclass(frozen=True)
class Answer:
    """What to send. ``etag`` has no quotes; ``last_modified`` is the record's own time or that
    of whatever else changed the answer since, in whole seconds."""

    body: bytes
    etag: str
    last_modified: datetime
    ageing: Ageing
    times: Times
    warned: Warned | None = None
    _packed: dict[str, bytes] = field(default_factory=dict, repr=False, compare=False)

    @property
    def gzipped(self) -> bytes:
        """The body as gzip, made when somebody first wants it."""
        if "gzip" not in self._packed:
            packer = zlib.compressobj(_GZIP_LEVEL, zlib.DEFLATED, _GZIP)
            self._packed["gzip"] = packer.compress(self.body) + packer.flush()
        return self._packed["gzip"]

    @property
    def bytes_held(self) -> int:
        """Bytes in memory, with what the gzipped form may come to."""
        return len(self.body) + len(self.body) // 4

    def age(self, moment: datetime) -> int:
        """Seconds since upstream said so."""
        return max(int((moment - self.times.fetched_at).total_seconds()), 0)


@dataclass(frozen=True)
class Answers:
    """Thread-safe; one per process. ``api_base`` is where upstream's own links lead to, and
    ``rewritten_since`` when our addresses were last others."""

    library: Library
    images: ImageRewriter
    memory: Memory[Answer]
    api_base: str
    rewritten_since: Callable[[], datetime]

    def answer(self, question: Question, how: Rewrite) -> Answer:
        """The answer to send, with our addresses in it. Raises as ``Library.find``."""
        remembered = self.remembered(question, how)
        if remembered is not None:
            return remembered
        found = self.library.find(question)
        answer = self._prepared(question, found, how)
        self.memory.put((question.key, how), answer)
        return answer

    def remembered(self, question: Question, how: Rewrite) -> Answer | None:
        """The answer, if it is in memory and may be given as it is."""
        name = (question.key, how)
        found = self.memory.get(name)
        if found is None or self._stands(question, *found):
            return found and found[0]
        self.memory.drop(name)
        return None

    def forget(self, question: Question) -> None:
        """Ask upstream first the next time: we have changed there what this tells of."""
        self.library.forget(question)
        self.memory.drop_where(lambda name: isinstance(name, tuple) and name[0] == question.key)

    def _stands(self, question: Question, answer: Answer, is_due: bool) -> bool:
        """Whether what we remember is what the database has, and may be given as it is."""
        if answer.warned is not None:
            return not is_due  # until then it would come to the same
        if self.library.state_at(answer.ageing, answer.times) is not State.FRESH:
            return False
        if not is_due:
            return True
        try:
            return self.library.times(question.key) == answer.times
        except Unavailable:
            return True  # nobody can tell us otherwise

    def _prepared(self, question: Question, found: Found, how: Rewrite) -> Answer:
        held = found.held
        body = self._with_our_links(held.body, how.base)
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
        if how.mode != "sized" and not how.enrich:
            return self.images.apply(body, how)
        try:
            learn_from(
                self.library.database, question, body, held.times.fetched_at, self.images.hosts
            )
            return self.images.apply(body, how)
        except (Unavailable, UpstreamBad) as error:
            log.warning("%s is answered without sizes of ours: %s", question.key, error)
            return self.images.apply(body, replace(how, mode="mirror", enrich=False))

    def _with_our_links(self, body: bytes, base: str) -> bytes:
        """Clients follow the links of a page as they are: they lead to us."""
        if b'"links"' not in body:
            return body

        def ours(value: str) -> str | None:
            path = value.removeprefix(self.api_base)
            if path == value or path[:1] not in ("/", "?", ""):
                return None
            return f"{base}/v4{path}"

        return rewrite(body, ours, LINKS)
