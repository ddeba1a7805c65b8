"""Under which addresses caches keep a picture; pure strings.

An address is a path of this service, or begins with ``https://`` where it is elsewhere. With a
``*`` at its end it means all that begin so. Nobody can tell which sizes, formats and revisions
of a picture a cache has: so a title is forgotten as a whole, which is one address and not
hundreds.
"""

from __future__ import annotations

import re
from urllib.parse import quote

from tvdbproxy.storage import keys
from tvdbproxy.urls.banners import FAMILIES
from tvdbproxy.vocabulary import PLURALS

_TITLE = re.compile(r"/images/(?P<kind>[a-z]+)(?P<rest>/[1-9][0-9]*/\*)", re.ASCII)
_MEDIA = re.compile(r"/api/images/(?P<number>[0-9a-f-]+)\*", re.ASCII)
_FAMILY = re.compile(rf"/banners(?P<rest>/(?:{'|'.join(FAMILIES)})/.+)")
_AS_IT_IS = "/:@!$&'()*+,;=-._~"


def of_title(content_type: str, content_id: int) -> str:
    """Every picture of a title."""
    return f"/images/{content_type}/{content_id}/*"


def title_object(content_type: str, content_id: int) -> str:
    """A key among those of a title's pictures."""
    return keys.variant_key(keys.variant_prefix(content_type, content_id, "any"), "any", "any")


def of_media(number: int | str) -> str:
    """A picture that somebody gave us, by its number or its id."""
    return f"/api/images/{number}*"


def of_objects(key: str, cdn: str) -> list[str]:
    """What is to be forgotten when the object under this key is another one, or is gone; ``cdn``
    is the address of the CDN whose origin is the bucket, empty without one."""
    if key.startswith("banners/"):
        return [f"/{quote(key, safe=_AS_IT_IS)}"]
    found = keys.parse_variant_key(key)
    addresses = [] if found is None else [of_title(found.content_type, found.content_id)]
    # {types}/{2}/{2}/{content_id}/..., media/{2}/{2}/{sha256}/...
    folder = "/".join(key.split("/")[:4])
    if cdn and (found is not None or key.startswith("media/")):
        addresses.append(f"{cdn.rstrip('/')}/{folder}/*")
    return addresses


def spellings(address: str) -> tuple[str, ...]:
    """All the ways in which our paths can be written that mean the same; others alone."""
    if title := _TITLE.fullmatch(address):
        kinds = dict.fromkeys([title["kind"], PLURALS.get(title["kind"], title["kind"])])
        return tuple(
            f"{door}/images/{kind}{title['rest']}" for kind in kinds for door in ("", "/api/v1")
        )
    if media := _MEDIA.fullmatch(address):
        number = media["number"]
        direct = (f"/api/v1/images/{number}/direct*",) if "-" in number else ()
        return (address, f"/serve/{number}*", *direct)
    if family := _FAMILY.fullmatch(address):
        return (address, family["rest"])
    return (address,)
