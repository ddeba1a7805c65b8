"""How TheTVDB's API is answered."""

from __future__ import annotations

from tvdbproxy.artwork.pipeline import Kitchen
from tvdbproxy.catalogue.replies.ages import read_ages
from tvdbproxy.catalogue.replies.answers import Answers
from tvdbproxy.catalogue.replies.flights import Flights
from tvdbproxy.catalogue.replies.library import Library
from tvdbproxy.catalogue.replies.memory import Memory
from tvdbproxy.catalogue.replies.rewritten import RewrittenSince
from tvdbproxy.catalogue.rewriting import ImageRewriter
from tvdbproxy.imaging.limits import MEBIBYTE
from tvdbproxy.jobs.alone import Alone
from tvdbproxy.jobs.seats import Seats
from tvdbproxy.settings import Settings
from tvdbproxy.upstream.client import TvdbClient
from tvdbproxy.upstream.patience import Patience

# As long as a client waits for what we do not have.
_LONGEST_WAIT_SECONDS = 20.0


def open_answers(
    settings: Settings, kitchen: Kitchen, upstream: TvdbClient, seats: Seats
) -> Answers:
    """Upstream's answers, kept and with our addresses in them."""
    catalogue = settings.catalogue
    images = ImageRewriter(
        database=kitchen.database,
        urls=kitchen.urls,
        hosts=kitchen.hosts,
        stored_sizes=frozenset(size.name for size in kitchen.recipe.sizes),
        only_stored=settings.delivery.image_on_miss == "404",
    )
    return Answers(
        library=_library(settings, kitchen, upstream, seats),
        images=images,
        memory=Memory(catalogue.catalogue_memory_mb * MEBIBYTE),
        learnt=Memory(MEBIBYTE),
        rewritten_since=RewrittenSince(
            kitchen.database,
            (
                kitchen.urls,
                kitchen.hosts,
                sorted(images.stored_sizes),
                images.only_stored,
                catalogue.image_rewrite,
                catalogue.catalogue_enrichment,
            ),
        ),
    )


def _library(settings: Settings, kitchen: Kitchen, upstream: TvdbClient, seats: Seats) -> Library:
    catalogue = settings.catalogue
    longest = min(settings.upstream.fetch_seconds, _LONGEST_WAIT_SECONDS)
    return Library(
        database=kitchen.database,
        alone=Alone(kitchen.database, "reply", longest),
        # Somebody waits: once more after a hiccup, and no more.
        upstream=upstream.with_patience(Patience(attempts=2, first_pause=0.2, total_seconds=5)),
        flights=Flights(catalogue.catalogue_lanes, seats),
        ages=read_ages(catalogue.catalogue_ages),
        wait_seconds=min(catalogue.catalogue_wait_seconds, longest),
        longest_seconds=longest,
        meter=kitchen.meter,
    )
