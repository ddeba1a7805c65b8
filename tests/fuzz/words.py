"""Words for requests: what somebody means, what nobody means, and what an attacker means."""

from __future__ import annotations

from random import Random
from urllib.parse import quote, quote_from_bytes

from tvdbproxy.access.digests import id_of_given

KEY = "a-key-of-the-house"
READERS_KEY = "a-key-that-nobody-takes-away"
KEY_ID = id_of_given(KEY)

# What the house has of an application's.
USER = "reader"
IMAGE_ID, MEDIA_ID = "00000000-0000-4000-8000-000000000001", 100_000_000_000_001
JOB_ID = "00000000-0000-4000-8000-000000000002"
AWAITED_ID, AWAITED_JOB = "00000000-0000-4000-8000-000000000003", "img_1700000000_0123456789ab"
CALLBACK_ID = "00000000-0000-4000-8000-000000000004"
NOBODY = "00000000-0000-4000-8000-000000000009"

MEANT = {
    # The titles and pictures that the house has come most often.
    "content_type": ("series", "series", "series", "series", "movie", "movies", "season", "people"),
    "content_id": ("1", "1", "1", "1", "2", "999"),
    "image_type": ("poster", "poster", "image", "fanart", "banner", "clearlogo", "type-9"),
    "artwork_id": ("11", "11", "12", "13", "14", "999"),
    "size": ("original", "large", "medium.webp", "small.jpg", "thumbnail.png", "small.avif", "w92",
             "w342.jpg"),
    "task_id": ("0" * 32,),
    "image_id": (IMAGE_ID, IMAGE_ID, AWAITED_ID, NOBODY),
    "image_ids": (IMAGE_ID, f"{IMAGE_ID},{NOBODY}"),
    "media_id": (str(MEDIA_ID), str(MEDIA_ID), IMAGE_ID, "999"),
    "job_id": (JOB_ID, JOB_ID, AWAITED_JOB, NOBODY),
    "processing_id": (AWAITED_JOB, AWAITED_JOB, JOB_ID),
    "unique_id": (AWAITED_ID, IMAGE_ID, NOBODY),
    "callback_id": (CALLBACK_ID, CALLBACK_ID, NOBODY),
    "pending_image_id": ("1", "1", "999"),
    "folder": ("profiles",),
    "name": ("1-profile-1-1.jpg", "element"),
    "status": ("pending", "completed", "dead"),
    "bg": ("removed", "original"),
    "format": ("webp", "avif", "jpeg", "png"),
    "id": ("910001", "910001", "910002", "1", "2", "999"),
    "slug": ("a-slug", "the-lantern-road"),
    "season_type": ("default", "official", "dvd"),
    "lang": ("eng", "deu", "und"),
    "language": ("eng", "deu", "und"),
    "remoteId": ("tt0000001", "910001"),
    "meta": ("translations", "episodes", "translations,episodes"),
    "page": ("0", "1", "99"),
    "query": ("a", "the"),
    "since": ("1700000000", "4102444800"),
    "country": ("usa",),
    "short": ("true", "false", "False"),
    "season": ("0", "1"),
    "key_id": (KEY_ID, KEY_ID, KEY_ID, "a" * 12),
    "limit": ("1", "100", "10000"),
    "force": ("true", "false"),
    "dry_run": ("true", "false"),
    "v": ("0123456789ab",),
    "type": ("series", "movie"),
    "sort": ("score", "name"),
    "after": ("series-1", "movie-2"),
    "filename": ("swagger-ui.css",),
    "path": ("11.jpg", "12.jpg", "11_t.jpg", "http://thetvdb.com/banners/11.jpg", "movies/1.jpg"),
}  # fmt: skip
"""Words that make sense, by the name of what they stand for."""

NUMBERS = (
    "0", "-1", "-0", "+1", " 1", "1 ", "01", "1.0", "1e3", "1_000", "0x1", "0b1", "NaN", "Infinity",
    "-Infinity", "\u0663", "\uff11", "1\u0660", "\u00b2", "\u2460", "9" * 18, "9" * 19, "9" * 4000,
    "2147483648", "9223372036854775807", "9223372036854775808", "18446744073709551616",
    "99999", "100000", "10001", "1,1", "1;1", "None", "null", "undefined", "[]", "1\n", "\t1",
)  # fmt: skip
PATHS = (
    "..", ".", "../..", "..\\..", "../../../../etc/passwd", "....//....//etc/passwd",
    "..;/..;/etc/passwd", "/etc/passwd", "//evil.example", "\\\\evil.example\\share", "C:\\a.ini",
    "file:///etc/passwd", "https://evil.example/", "a/b", "a//b", "./a", "a/.", "a/", ".hidden",
)  # fmt: skip
HOSTILE = (
    "'", '"', "' OR '1'='1", "1; DROP TABLE artwork", "1/**/UNION/**/SELECT/**/1", "%", "_", "%%",
    "{{7*7}}", "${7*7}", "#{7*7}", "<%= 7*7 %>", "*)(uid=*", "`id`", "$(id)", "|id", "&id",
    "<script>alert(1)</script>", "\"'><img src=x onerror=alert(1)>", "javascript:alert(1)",
    "\r\nSet-Cookie: a=b", "a\r\nX-Injected: 1", "\n", "\x00", "1\x00", "a\x00.jpg", "\x1b[31m",
    "\x7f", "\u202e", "\u200b", "\ufeff1", "\ufffe", "\U0001f408", "\u732b", "e\u0301", "\u00e9",
    "%s%s%s%n", "{0.__class__}", "%2e%2e%2f", "%00", "%c0%ae%c0%ae%c0%af", "a" * 300, "a" * 8000,
)  # fmt: skip
ALL_MEANT = tuple(dict.fromkeys(word for words in MEANT.values() for word in words))
BYTES = (b"\xff", b"\xc0\xae\xc0\xae", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\x80", b"a\xffb")
"""What is no UTF-8."""


def meant(name: str, chance: Random) -> str:
    """A word that makes sense for what is called ``name``; any sound word for the unknown."""
    return chance.choice(MEANT.get(name, ALL_MEANT))


def nasty(chance: Random) -> str:
    """A word that makes none, percent-encoded for a URL."""
    drawn = chance.random()
    if drawn < 0.05:
        return quote_from_bytes(chance.randbytes(chance.randint(0, 20)), safe="")
    if drawn < 0.15:
        return quote_from_bytes(chance.choice(BYTES), safe="")
    return _escaped(chance.choice((*ALL_MEANT, *NUMBERS, *PATHS, *HOSTILE)), chance)


def text(chance: Random) -> str:
    """A word as a header may carry it: any byte but the ends of lines, as Latin-1."""
    plain = chance.choice((*ALL_MEANT, *NUMBERS, *PATHS, *HOSTILE))
    said = plain.encode().decode("latin-1")
    return "".join(letter for letter in said if letter not in "\r\n\x00")


def _escaped(plain: str, chance: Random) -> str:
    """Escaped once, twice, or in full, down to letters that need none."""
    way = chance.randrange(8)
    if way == 0:
        return quote(quote(plain, safe=""), safe="")
    if way == 1:
        return "".join(f"%{byte:02x}" for byte in plain.encode())
    if way == 2:
        return quote(plain, safe="/:;=&+,$@")
    return quote(plain, safe="")
