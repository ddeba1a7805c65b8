"""XMP: of all that a packet says, whose the picture is."""

from __future__ import annotations

from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_META = "adobe:ns:meta/"
_DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
_WHOLE = {
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
    "cc": "http://creativecommons.org/ns#",
}
_SOME = frozenset(
    f"{{{_DUBLIN_CORE}}}{name}" for name in ("rights", "contributor", "creator", "publisher")
)
_DESCRIPTION = f"{{{_RDF}}}Description"

for _prefix, _name in {"x": _META, "rdf": _RDF, "dc": _DUBLIN_CORE, **_WHOLE}.items():
    ElementTree.register_namespace(_prefix, _name)


def only_rights(packet: bytes) -> bytes | None:
    """A packet of the rights in this one; None where there are none, or it is no XMP.

    Raises ``ValueError``, ``SyntaxError`` or ``RecursionError`` for what cannot be read.
    """
    text = packet.decode().strip("\ufeff\0 \r\n\t")
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise ValueError("XMP with entities of its own")
    root = ElementTree.fromstring(text)  # noqa: S314 - within bounds, and without entities
    meta = Element(f"{{{_META}}}xmpmeta")
    about = {f"{{{_RDF}}}about": ""}
    kept = SubElement(SubElement(meta, f"{{{_RDF}}}RDF"), _DESCRIPTION, about)
    for description in root.iterfind(f".//{{{_RDF}}}RDF/{_DESCRIPTION}"):
        _take_over(description, kept)
    if len(kept) == 0 and kept.attrib == about:
        return None
    return _packet(ElementTree.tostring(meta, encoding="unicode"))


def _take_over(description: Element, kept: Element) -> None:
    """Properties are children, or attributes where they are short."""
    for name, value in description.attrib.items():
        if _is_right(name):
            kept.set(name, value)
    for child in description:
        if _is_right(child.tag):
            child.tail = None
            kept.append(child)


def _is_right(name: str) -> bool:
    return name in _SOME or any(name.startswith(f"{{{each}}}") for each in _WHOLE.values())


def _packet(body: str) -> bytes:
    begin = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
    return f'{begin}{body}<?xpacket end="r"?>'.encode()
