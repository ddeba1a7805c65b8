"""Names for bytes that we refuse, so that the refusal can say what was sent."""

from __future__ import annotations

import re

_MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (0, b"II*\x00", "a TIFF picture"),
    (0, b"MM\x00*", "a TIFF picture"),
    (0, b"II+\x00", "a TIFF picture"),
    (0, b"MM\x00+", "a TIFF picture"),
    (0, b"8BPS", "a Photoshop document"),
    (0, b"%!PS", "a PostScript document"),
    (0, b"\xc5\xd0\xd3\xc6", "a PostScript document"),
    (0, b"%PDF", "a PDF document"),
    (0, b"BM", "a BMP picture"),
    (0, b"\x00\x00\x01\x00", "an icon (ICO)"),
    (0, b"\x00\x00\x02\x00", "a cursor (CUR)"),
    (0, b"\x00\x00\x00\x0cjP  ", "a JPEG 2000 picture"),
    (0, b"\xff\x4f\xff\x51", "a JPEG 2000 picture"),
    (0, b"\x00\x00\x00\x0cJXL ", "a JPEG XL picture"),
    (0, b"\xff\x0a", "a JPEG XL picture"),
    (0, b"qoif", "a QOI picture"),
    (0, b"SIMPLE  =", "a FITS picture"),
    (0, b"gimp xcf", "a GIMP picture"),
    (0, b"PK\x03\x04", "a ZIP archive"),
    (0, b"PK\x05\x06", "a ZIP archive"),
    (0, b"\x1f\x8b", "a gzip archive"),
    (0, b"Rar!", "a RAR archive"),
    (0, b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (0, b"MZ", "a Windows program"),
    (0, b"\x7fELF", "a program"),
    (8, b"WAVE", "a WAVE recording"),
    (8, b"AVI ", "an AVI film"),
    (0, b"\x1aE\xdf\xa3", "a Matroska film"),
)

_HEIF_BRANDS = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1")

_MARKUP: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"<svg[\s>]", re.IGNORECASE), "an SVG drawing"),
    (re.compile(r"<!doctype html|<html|<head|<body|<script", re.IGNORECASE), "an HTML page"),
    (re.compile(r"^<\?xml|^<[a-z!]", re.IGNORECASE), "an XML document"),
    (re.compile(r"^[{\[]"), "a JSON document"),
)


def name_of_stranger(source: bytes) -> str:
    """Name the kind of file as well as its first bytes allow, with its article."""
    for offset, magic, name in _MAGIC:
        if source.startswith(magic, offset):
            return name
    if source[4:8] == b"ftyp":
        return "a HEIC picture" if source[8:12] in _HEIF_BRANDS else "a film (MP4)"
    return _name_of_text(source[:1024]) or "an unknown kind of file"


def _name_of_text(beginning: bytes) -> str | None:
    """Name a text by how it begins, or None for bytes that are no text."""
    text = beginning.decode("utf-8-sig", errors="ignore").strip()
    if not text or any(ord(letter) < 32 and letter not in "\t\r\n\f" for letter in text):
        return None
    for pattern, name in _MARKUP:
        if pattern.search(text):
            return name
    return "a text" if _mostly_decodes(beginning) else None


def _mostly_decodes(beginning: bytes) -> bool:
    kept = len(beginning.decode("utf-8", errors="ignore").encode())
    return kept >= len(beginning) - 3  # the cut may fall inside one letter
