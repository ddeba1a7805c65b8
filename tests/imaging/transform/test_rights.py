"""Whose a picture is goes with it through a transform, and nothing else does."""

from __future__ import annotations

from typing import Any

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from tests.imaging.drawing import decoded, encoded, quarters
from tests.imaging.transform.making import transformed
from tvdbproxy.imaging.transform import iptc, xmp

XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
   xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xap="http://ns.adobe.com/xap/1.0/"
   xmlns:r="http://ns.adobe.com/xap/1.0/rights/" xmlns:cc="http://creativecommons.org/ns#">
  <rdf:Description rdf:about="" xap:CreatorTool="Camera" r:Marked="True">
   <dc:rights>
    <rdf:Alt><rdf:li xml:lang="x-default">\u00a9 2026 \u00c9mile</rdf:li></rdf:Alt>
   </dc:rights>
   <dc:title><rdf:Alt><rdf:li xml:lang="x-default">A secret title</rdf:li></rdf:Alt></dc:title>
   <dc:creator><rdf:Seq><rdf:li>\u00c9mile</rdf:li></rdf:Seq></dc:creator>
  </rdf:Description>
  <rdf:Description rdf:about="">
   <cc:license rdf:resource="https://creativecommons.org/licenses/by/4.0/"/>
   <r:UsageTerms>Ask first</r:UsageTerms>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta><?xpacket end="w"?>""".encode()
KEPT = ("© 2026 Émile", "<rdf:li>Émile</rdf:li>", "licenses/by/4.0/", "Ask first", "Marked=")
GONE = ("Camera", "A secret title")

ENTITIES = b'<!DOCTYPE a [<!ENTITY b "boom"><!ENTITY c "&b;&b;&b;&b;">]>'
BROKEN = {
    "no xml": b"rights, all of them",
    "entities": ENTITIES + XMP,
    "entities in other letters": (ENTITIES + XMP).decode().encode("utf-16"),
    "cut off": XMP[: len(XMP) // 2],
    "no letters": b"\xff\xfe\xfd" * 20,
    "deep": b'<x xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:RDF><rdf:Description>'
    b'<c:c xmlns:c="http://creativecommons.org/ns#">' + b"<d>" * 9000 + b"</d>" * 9000 + b"</c:c>"
    b"</rdf:Description></rdf:RDF></x>",
    "empty": b"",
}


def with_xmp(kind: str, packet: bytes = XMP) -> bytes:
    options: dict[str, Any] = {"xmp": packet}
    if kind == "PNG":
        chunks = PngInfo()
        chunks.add_itxt("XML:com.adobe.xmp", packet.decode())
        options = {"pnginfo": chunks}
    if kind == "TIFF":
        tags = Image.Exif()
        tags[700] = packet
        options = {"exif": tags}
    return encoded(quarters(), kind, **options)


def field(record: int, number: int, value: bytes) -> bytes:
    return bytes([0x1C, record, number]) + len(value).to_bytes(2, "big") + value


FIELDS = {
    (1, 90): b"\x1b%G",
    (2, 5): b"A secret title",
    (2, 80): "Émile".encode(),
    (2, 110): b"The Agency",
    (2, 116): "© 2026 Émile".encode(),
    (2, 120): b"A caption",
}
IPTC = b"".join(field(*name, value) for name, value in FIELDS.items())
RIGHTS = b"".join(field(*n, v) for n, v in FIELDS.items() if n not in ((2, 5), (2, 120)))


def with_iptc(kind: str, fields: bytes = IPTC) -> bytes:
    if kind == "JPEG":
        return encoded(quarters(), kind, extra=iptc.as_jpeg_segment(fields))
    tags = Image.Exif()
    tags[33723] = fields
    return encoded(quarters(), kind, exif=tags)


def iptc_of(data: bytes) -> bytes | None:
    return iptc.read_iptc(decoded(data))


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp", "avif", "tiff"])
@pytest.mark.parametrize("given", ["JPEG", "PNG", "WEBP", "AVIF", "TIFF"])
@pytest.mark.parametrize("width", [0, 50])
def test_of_the_xmp_the_rights_are_kept_and_nothing_else(given: str, kind: str, width: int) -> None:
    result = transformed(with_xmp(given), format=kind, width=width)
    packet = decoded(result.data).info["xmp"].decode()
    assert all(words in packet for words in KEPT), packet
    assert not any(words in packet for words in GONE)
    assert xmp.only_rights(packet.encode()) == packet.encode()


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp", "avif", "tiff"])
def test_not_even_those_where_they_are_not_wanted(kind: str) -> None:
    result = decoded(transformed(with_xmp("JPEG"), format=kind, keep_copyright=False).data)
    assert "xmp" not in result.info


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp", "avif", "tiff"])
def test_unstripped_the_xmp_is_kept_whole(kind: str) -> None:
    result = decoded(transformed(with_xmp("JPEG"), format=kind, strip_metadata=False).data)
    assert result.info["xmp"] == XMP


@pytest.mark.parametrize("packet", BROKEN.values(), ids=BROKEN)
def test_xmp_that_cannot_be_read_costs_nothing_but_itself(packet: bytes) -> None:
    result = transformed(with_xmp("JPEG", packet or b" "), format="jpeg")
    assert (result.width, result.height) == (200, 120)
    assert "xmp" not in decoded(result.data).info
    assert b"boom" not in result.data


def test_xmp_without_rights_leaves_nothing() -> None:
    packet = XMP.replace(b"dc:rights", b"dc:relation").replace(b"dc:creator", b"dc:source")
    packet = packet.replace(b"/rights/", b"/wrongs/").replace(b"commons.org/ns#", b"commons.org/x#")
    assert xmp.only_rights(packet) is None


@pytest.mark.parametrize("kind", ["jpeg", "tiff"])
@pytest.mark.parametrize("given", ["JPEG", "TIFF"])
def test_of_the_iptc_the_rights_are_kept_and_nothing_else(given: str, kind: str) -> None:
    source = with_iptc(given)
    assert iptc_of(transformed(source, format=kind).data) == RIGHTS
    assert iptc_of(transformed(source, format=kind, keep_copyright=False).data) is None
    assert iptc_of(transformed(source, format=kind, strip_metadata=False).data) == IPTC


@pytest.mark.parametrize("kind", ["png", "webp", "avif"])
def test_other_formats_have_no_place_for_iptc(kind: str) -> None:
    assert b"Agency" not in transformed(with_iptc("JPEG"), format=kind).data


@pytest.mark.parametrize(
    "fields",
    [
        b"\x1c\x02",
        b"\x1c\x02\x74\xff\xff" + b"x" * 90,
        b"\x1c\x02\x74\x80\x04" + b"x" * 90,
        field(2, 5, b"a title alone"),
        field(1, 90, b"\x1b%G"),
        b"something else",
    ],
)
def test_iptc_without_rights_or_without_an_end_leaves_nothing(fields: bytes) -> None:
    assert iptc_of(transformed(with_iptc("JPEG", fields), format="jpeg").data) is None


def test_an_odd_number_of_bytes_is_read_back_as_it_was() -> None:
    fields = field(2, 116, b"odd")
    assert len(fields) % 2 == 0
    assert iptc_of(with_iptc("JPEG", fields)) == fields
    fields = field(2, 116, b"even")
    assert iptc_of(with_iptc("JPEG", fields)) == fields


def test_rights_of_every_kind_fit_beside_each_other() -> None:
    exif = Image.Exif()
    exif[0x8298] = "(c) 2026 Ann"
    source = encoded(quarters(), "JPEG", exif=exif, xmp=XMP, extra=iptc.as_jpeg_segment(IPTC))
    for kind in ("jpeg", "tiff"):
        image = decoded(transformed(source, format=kind).data)
        assert image.getexif()[0x8298] == "(c) 2026 Ann"
        assert b"Ask first" in image.info["xmp"]
        assert iptc.read_iptc(image) == RIGHTS
