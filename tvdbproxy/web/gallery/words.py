"""How the pages say things: amounts, kinds, states."""

from __future__ import annotations

from tvdbproxy.catalogue.read import Crumb, PictureFacts, TitleFacts

_KINDS = {
    "series": "Series",
    "movie": "Movie",
    "season": "Season",
    "episode": "Episode",
    "person": "Person",
}
_IMAGE_TYPES = {
    "poster": "Posters",
    "fanart": "Fanart",
    "banner": "Banners",
    "clearlogo": "Logos",
    "clearart": "Clear art",
    "icon": "Icons",
    "cinemagraph": "Cinemagraphs",
}
_MAIN_IMAGES = {"episode": "Stills", "person": "Portraits"}
_FORMATS = {"webp": "WebP", "avif": "AVIF", "jpeg": "JPEG", "png": "PNG", "gif": "GIF"}
_SIZE_UNITS = ((10**9, "GB"), (10**6, "MB"), (10**3, "KB"))
_STATES = {
    "pending": "Waiting in line",
    "processing": "Being made right now",
    "ready": "Stored",
    "failed": "Could not be made",
    "missing": "Upstream does not have it",
}


def amount(number: float) -> str:
    """``12345`` as ``12,345``; no decimals."""
    return f"{number:,.0f}"


def size_in_bytes(number: int) -> str:
    """``29412`` as ``29.4 KB``."""
    for unit, name in _SIZE_UNITS:
        if number >= unit:
            figure = number / unit
            return f"{figure:.0f} {name}" if figure >= 100 else f"{figure:.1f} {name}"
    return f"{number} bytes"


def kind(content_type: str) -> str:
    """The name of a content type."""
    return _KINDS[content_type]


def format_name(name: str) -> str:
    """The name of a picture format as its friends write it."""
    return _FORMATS.get(name, name.upper())


def image_type_name(image_type: str, content_type: str) -> str:
    """The heading over pictures of this type."""
    if image_type == "image":
        return _MAIN_IMAGES.get(content_type, "Pictures")
    return _IMAGE_TYPES.get(image_type, image_type.replace("-", " ").capitalize())


def state_sentence(facts: PictureFacts) -> str:
    """How far a picture has come, with the reason where it went wrong."""
    return facts.error or f"{_STATES.get(facts.state, facts.state)}."


def frame_words(state: str | None) -> str:
    """What an empty frame says."""
    if state is None:
        return "No picture"
    return "On its way" if state in ("pending", "processing", "ready") else "Not to be had"


def season_name(number: int | None, name: str | None) -> str:
    """``Season 2``, ``Specials``, or what the record calls it."""
    if name:
        return name
    if number is None:
        return "Season"
    return f"Season {number}" if number else "Specials"


def title_name(facts: TitleFacts) -> str:
    """The heading of a title's page, which some records have no name for."""
    if facts.content_type == "season":
        return season_name(facts.number, facts.name)
    return facts.name or f"{kind(facts.content_type)} {facts.id}"


def crumb_name(crumb: Crumb) -> str:
    """The name of a title above."""
    if crumb.content_type == "season":
        return season_name(crumb.number, crumb.name)
    return crumb.name or f"{kind(crumb.content_type)} {crumb.id}"
