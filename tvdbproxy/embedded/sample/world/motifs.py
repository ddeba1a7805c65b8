"""What to draw for an artwork."""

from __future__ import annotations

from tvdbproxy.embedded.sample.pictures.commission import Commission, Kind
from tvdbproxy.embedded.sample.pictures.palettes import PALETTES
from tvdbproxy.embedded.sample.pictures.scenes import SCENES
from tvdbproxy.embedded.sample.world.artwork_types import ARTWORK_TYPES
from tvdbproxy.embedded.sample.world.model import Artwork
from tvdbproxy.embedded.sample.world.titles import Title
from tvdbproxy.embedded.sample.world.world import World

_PALETTES, _SCENES = list(PALETTES), list(SCENES)
_NUMBERS = ("Specials", "Season One", "Season Two", "Season Three", "Season Four")
_STAFFEL = ("Specials", "Staffel eins", "Staffel zwei", "Staffel drei", "Staffel vier")


def commission_for(world: World, artwork: Artwork, edition: int = 0) -> Commission:
    """The commission of an artwork; a later edition asks for another picture of the same thing."""
    kind = ARTWORK_TYPES[artwork.type].kind
    if artwork.owner not in ("series", "movies", "seasons", "episodes"):
        return _apart_from_titles(world, artwork, kind, edition)
    owner_id, title = _title(world, artwork)
    scene, palette, layout = title.look
    return Commission(
        kind=kind,
        seed=f"{owner_id} {artwork.motif} {edition}",
        scene=scene,
        palette=palette,
        layout=layout,
        text=_text(artwork, title, kind),
        line=_line(artwork, title),
        mood=_mood(artwork) + edition,
    )


def _apart_from_titles(world: World, artwork: Artwork, kind: Kind, edition: int) -> Commission:
    """People, roles, companies, prizes: a look by their number. Lists: the look of their first
    title, and their own name."""
    number = artwork.owner_id
    seed = f"{number} {artwork.motif} {edition}"
    palette = _PALETTES[number % len(_PALETTES)]
    if artwork.owner == "people":
        return Commission(kind, seed, "sea", palette, mood=edition)
    scene = _SCENES[number * 7 % len(_SCENES)]
    if artwork.owner != "lists":
        return Commission(kind, seed, scene, palette, mood=edition)
    entry = world.table("lists")[number]
    if entry.entries:
        of_kind, first = entry.entries[0]
        scene, palette, _ = world.table(of_kind)[first].title.look
    return Commission(kind, seed, scene, palette, "crown", entry.name, "A list", mood=edition)


def _title(world: World, artwork: Artwork) -> tuple[int, Title]:
    """The title that an artwork belongs to in the end, and its id."""
    if artwork.owner in ("seasons", "episodes"):
        series_id = world.table(artwork.owner)[artwork.owner_id].series_id
        return series_id, world.table("series")[series_id].title
    return artwork.owner_id, world.table(artwork.owner)[artwork.owner_id].title


def _text(artwork: Artwork, title: Title, kind: Kind) -> str | None:
    if artwork.language is None:
        return None
    return title.german if artwork.language == "deu" else title.name


def _line(artwork: Artwork, title: Title) -> str:
    german = artwork.language == "deu"
    if artwork.season_number is not None:
        return (_STAFFEL if german else _NUMBERS)[artwork.season_number]
    if not title.seasons:
        return f"Ein Film von {title.year}" if german else f"A film of {title.year}"
    return f"Eine Serie, seit {title.year}" if german else f"A series, since {title.year}"


def _mood(artwork: Artwork) -> int:
    """Key art keeps the palette of its title; seasons, second posters and stills vary it."""
    if artwork.motif in ("key", "wide", "strip", "logo", "icon", "clear"):
        return 0
    return sum(artwork.motif.encode()) % 4
