"""TheTVDB's kinds of artwork: their ids, and what we draw for each."""

from __future__ import annotations

from dataclasses import dataclass

from tvdbproxy.embedded.sample.pictures.commission import Kind


@dataclass(frozen=True)
class ArtworkType:
    """``record_type`` is upstream's word for the owner; ``folder`` the word in the path."""

    id: int
    record_type: str
    name: str
    slug: str
    folder: str
    kind: Kind


ARTWORK_TYPES: dict[int, ArtworkType] = {
    row[0]: ArtworkType(*row)
    for row in (
        (1, "series", "Banner", "banners", "banners", Kind.BANNER),
        (2, "series", "Poster", "posters", "posters", Kind.POSTER),
        (3, "series", "Background", "backgrounds", "backgrounds", Kind.BACKGROUND),
        (5, "series", "Icon", "icons", "icons", Kind.ICON),
        (6, "season", "Banner", "banners", "banners", Kind.BANNER),
        (7, "season", "Poster", "posters", "posters", Kind.POSTER),
        (8, "season", "Background", "backgrounds", "backgrounds", Kind.BACKGROUND),
        (10, "season", "Icon", "icons", "icons", Kind.ICON),
        (11, "episode", "16:9 Screencap", "screencaps", "screencap", Kind.STILL),
        (12, "episode", "4:3 Screencap", "screencaps", "screencap", Kind.OLD_STILL),
        (13, "actor", "Photo", "photos", "photo", Kind.PORTRAIT),
        (14, "movie", "Poster", "posters", "posters", Kind.POSTER),
        (15, "movie", "Background", "backgrounds", "backgrounds", Kind.BACKGROUND),
        (16, "movie", "Banner", "banners", "banners", Kind.BANNER),
        (18, "movie", "Icon", "icons", "icons", Kind.ICON),
        (19, "company", "Icon", "icons", "icons", Kind.ICON),
        (20, "series", "Cinemagraph", "cinemagraphs", "cinemagraphs", Kind.STILL),
        (21, "movie", "Cinemagraph", "cinemagraphs", "cinemagraphs", Kind.STILL),
        (22, "series", "ClearArt", "clearart", "clearart", Kind.CLEARART),
        (23, "series", "ClearLogo", "clearlogo", "clearlogo", Kind.LOGO),
        (24, "movie", "ClearArt", "clearart", "clearart", Kind.CLEARART),
        (25, "movie", "ClearLogo", "clearlogo", "clearlogo", Kind.LOGO),
        (26, "award", "Icon", "icons", "icons", Kind.ICON),
        (27, "list", "Poster", "posters", "posters", Kind.POSTER),
    )
}
