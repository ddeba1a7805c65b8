"""The catalogue as people look at it: values for pages, no rows.

Every function here takes a fixed handful of queries, however much a page shows.
"""

from tvdbproxy.catalogue.read.artworks import Artworks, PictureFacts, VariantFacts
from tvdbproxy.catalogue.read.frames import Frame, Picture
from tvdbproxy.catalogue.read.people import CreditCard, PersonCard
from tvdbproxy.catalogue.read.seasons import EpisodeCard, SeasonCard
from tvdbproxy.catalogue.read.slices import Slice
from tvdbproxy.catalogue.read.title import Crumb, TitleFacts, TitlePage, title_page
from tvdbproxy.catalogue.read.wall import Counts, Order, TitleCard, Wall, WallQuery, counts, wall

__all__ = [
    "Artworks",
    "Counts",
    "CreditCard",
    "Crumb",
    "EpisodeCard",
    "Frame",
    "Order",
    "PersonCard",
    "Picture",
    "PictureFacts",
    "SeasonCard",
    "Slice",
    "TitleCard",
    "TitleFacts",
    "TitlePage",
    "VariantFacts",
    "Wall",
    "WallQuery",
    "counts",
    "title_page",
    "wall",
]
