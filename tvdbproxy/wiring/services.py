"""Everything that is built once for a process."""

from __future__ import annotations

from dataclasses import dataclass

from tvdbproxy.access.doorkeeper import Doorkeeper
from tvdbproxy.access.ingest_door import IngestDoor
from tvdbproxy.artwork.pipeline import Kitchen
from tvdbproxy.catalogue.replies.answers import Answers
from tvdbproxy.cdn.courier import Courier as CdnCourier
from tvdbproxy.db.database import Database
from tvdbproxy.delivery.banners import Mirror
from tvdbproxy.delivery.hot import HotCache
from tvdbproxy.delivery.media.direct import DirectAccess
from tvdbproxy.delivery.media.serve import Media
from tvdbproxy.delivery.serve import Delivery
from tvdbproxy.delivery.transforms.transforms import Transforms
from tvdbproxy.imaging.pool import ImagePool
from tvdbproxy.ingest.callbacks.courier import Courier
from tvdbproxy.ingest.pipeline import IngestKitchen
from tvdbproxy.ingest.presigned.incoming import Incoming
from tvdbproxy.jobs.notices import Notices
from tvdbproxy.jobs.presence import Presence
from tvdbproxy.jobs.queue import Queue
from tvdbproxy.jobs.seats import Seats
from tvdbproxy.meter.deferred import Deferred
from tvdbproxy.meter.meter import FanOut
from tvdbproxy.ops.history.tally import Tally
from tvdbproxy.ops.metrics import Metrics
from tvdbproxy.ops.traces import Traces
from tvdbproxy.settings import Settings
from tvdbproxy.storage.open import Stores
from tvdbproxy.upstream.client import TvdbClient
from tvdbproxy.urls.images import PublicUrls
from tvdbproxy.urls.imgproxy.parse import Grammar
from tvdbproxy.urls.imgproxy.signature import Signatures
from tvdbproxy.wiring.pending import Pending

# A flight that takes longer is cut off; what it would have brought is asked for again.
_LONGEST_FAREWELL_SECONDS = 2.0


@dataclass(frozen=True)
class Services:
    """Everything that a door may need. All rooms tell ``meter`` what they do, and those that
    are in haste ``deferred``, which tells it to the same; ``metrics`` listens to it, and
    ``traces`` where they are on."""

    settings: Settings
    meter: FanOut
    deferred: Deferred
    metrics: Metrics
    traces: Traces | None
    database: Database
    stores: Stores
    queue: Queue
    notices: Notices
    presence: Presence
    upstream: TvdbClient
    pool: ImagePool
    kitchen: Kitchen
    hot: HotCache
    seats: Seats
    delivery: Delivery
    answers: Answers
    mirror: Mirror
    media: Media
    direct: DirectAccess
    transforms: Transforms
    ingest: IngestKitchen
    incoming: Incoming
    grammar: Grammar
    signatures: Signatures
    urls: PublicUrls
    doorkeeper: Doorkeeper
    ingest_door: IngestDoor
    courier: Courier
    cdn: CdnCourier | None
    pending: Pending
    tally: Tally

    def close(self) -> None:
        """Give everything back: children, connections, threads."""
        self.mirror.upkeep.aside.close()
        self.answers.library.flights.close(_LONGEST_FAREWELL_SECONDS)
        self.doorkeeper.close()
        self.deferred.close()
        self.tally.close()
        self.pool.close()
        self.notices.close()
        self.presence.leave()
        self.queue.broker.close()
        if self.traces is not None:
            self.traces.close()
        self.database.close()
