"""Looking after what the mirror keeps, beside the answers that show it.

Who reads a picture from the bucket has it looked at now and then: whether its row is there
and says the same, whether upstream is to be asked for it again, and that it is wanted. All
of it may fail; then the picture is shown as it is, for ever if need be.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from tvdbproxy.delivery import mirrored
from tvdbproxy.delivery.aside import Aside
from tvdbproxy.delivery.host import Picture
from tvdbproxy.delivery.hot import Held, HotCache
from tvdbproxy.delivery.lately import Lately
from tvdbproxy.delivery.mirrored import Row
from tvdbproxy.delivery.originals import read_original, tag_of
from tvdbproxy.delivery.pull import Pull
from tvdbproxy.errors import NotFound, TvdbProxyError
from tvdbproxy.urls.banners import Banner

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Upkeep:
    """``announce`` tells every process of a folder where an object is another one now.
    ``counts_use`` says that somebody will want to know what is used."""

    pull: Pull
    hot: HotCache
    aside: Aside
    lately: Lately
    announce: Callable[[str], None]
    recheck: timedelta
    counts_use: bool

    def notice(self, banner: Banner, held: Held) -> None:
        """Somebody has read this picture from the bucket. Costs the reader nothing."""
        if self.lately.is_first(banner.key):
            tag = held.etag
            self.aside.do(banner.key, lambda: self.look_after(banner, tag))

    def look_after(self, banner: Banner, tag: str) -> None:
        """Do what is due for a stored picture with this entity tag. Raises what upstream and
        our servers say; it is tried again then, when somebody reads the picture again."""
        row, elsewhere = mirrored.look(self.pull.database, banner)
        if elsewhere:
            return
        if row is None or tag_of(row.sha256) != tag:
            self._heal(banner, tag)
        elif row.age > self.recheck:
            self._compare(banner, row)
        elif not row.mirrored or (self.counts_use and mirrored.is_long_ago(row)):
            mirrored.note_use(self.pull.database, banner)

    def _heal(self, banner: Banner, tag: str) -> None:
        """The object has no row, or one of another object: somebody died between the two. So
        upstream is asked; if it does not answer, what is here is as good as it ever was."""
        with self.pull.alone.held(banner.key) as is_ours:
            if not is_ours:
                return
            try:
                picture = self.pull.host.get(banner.path)
            except TvdbProxyError as error:
                log.info("%s has no right row, and upstream no answer: %s", banner.key, error)
                self._adopt(banner)
            else:
                assert picture is not None, "304 without a condition"
                self._show(banner, picture, tag)

    def _compare(self, banner: Banner, row: Row) -> None:
        """Ask upstream whether it has another picture by now."""
        with self.pull.alone.held(banner.key) as is_ours:
            if not is_ours:
                return
            try:
                picture = self.pull.host.get(
                    banner.path, etag=row.etag, last_modified=row.last_modified
                )
            except NotFound:
                picture = self._made_anew(banner, row)
            if picture is None:
                mirrored.note_check(self.pull.database, banner)
            else:
                self._show(banner, picture, tag_of(row.sha256))

    def _made_anew(self, banner: Banner, row: Row) -> Picture | None:
        """A thumbnail of our own, if it is of a picture that has been replaced since."""
        if row.made_of is None:
            return None
        made = self.pull.thumbnail(banner)
        return made if made is not None and made.made_of != row.made_of else None

    def _adopt(self, banner: Banner) -> None:
        """Write the row of what lies there."""
        held = read_original(self.pull.originals, banner.key)
        if held is not None:
            checksum = sha256(held.data).hexdigest()
            picture = Picture(held.data, checksum, held.mime)
            mirrored.record(self.pull.database, banner, picture, purges=self.pull.purges)

    def _show(self, banner: Banner, picture: Picture, tag: str) -> None:
        """From now on this is the picture; ``tag`` is that of the one that lies there."""
        if tag_of(picture.sha256) == tag:
            mirrored.record(self.pull.database, banner, picture, purges=self.pull.purges)
            return
        self.pull.replace(banner, picture)
        self.hot.drop_prefix(banner.folder)
        self.announce(banner.folder)
