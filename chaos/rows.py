"""The catalogue of faults and bad input: what happens, and what must come of it.

Tests name the rows that they prove: ``@pytest.mark.proves("F1")``. ``tests/test_rows.py`` sees to
it that every row has its test, and ``make chaos`` runs them all and prints what survived.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

# Chapters by the letter that their rows begin with.
CHAPTERS: Mapping[str, str] = MappingProxyType(
    {
        "F": "faults of processes, servers and upstream",
        "C": "the catalogue's door",
        "I": "pictures",
        "Q": "requests",
        "S": "addresses to fetch from",
        "G": "signed addresses",
        "A": "who may do what",
        "H": "headers and caches",
        "U": "the object store's doors",
    }
)

# Each is a pair: what happens, and what must come of it.
ROWS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        # Processes, servers and upstream.
        "F1": (
            "a worker is killed between two stages of a picture",
            "another one finishes it; it is stored once, whole",
        ),
        "F2": (
            "a picture kills whoever decodes it, or its worker",
            "set aside after three deliveries; other pictures are made",
        ),
        "F3": (
            "Redis is away when work is asked for",
            "accepted at once, and done when it is back",
        ),
        "F4": (
            "Redis dies while a job fails",
            "the job is done after the next look of the reconciler",
        ),
        "F5": ("the queue is flushed, or Redis forgets everything", "every row is finished"),
        "F6": (
            "Redis has no memory left, or may evict",
            "as if it were away; a policy that evicts is complained of",
        ),
        "F7": ("Redis takes seconds for each command", "pictures are served as fast as before"),
        "F8": (
            "the object store answers 503 or 500",
            "a few tries, then the job waits; readers hear 503",
        ),
        "F9": ("the object store takes a connection and is silent", "given up in bounded time"),
        "F10": (
            "an upload is cut off in the middle",
            "no object, or the one before it, whole",
        ),
        "F11": ("an upload in parts is abandoned", "we begin none; the bucket drops strangers'"),
        "F12": (
            "the object store keeps other bytes than it was sent, or none",
            "the picture is not published",
        ),
        "F13": (
            "the object store is killed while it is written to",
            "what it acknowledged is readable",
        ),
        "F14": (
            "an object is deleted behind our back",
            "made again when it is read, and found by the audit",
        ),
        "F15": ("an object that no row knows", "reported; deleted after the grace period"),
        "F16": (
            "another process holds SQLite's write lock",
            "waited for, then 503; no update is lost",
        ),
        "F17": (
            "the database drops connections, idle or in a transaction",
            "unnoticed, or done again; the row ends right",
        ),
        "F18": ("a deadlock or a serialisation failure", "one goes on, the other is done again"),
        "F19": (
            "the database's disk is full",
            "no success is told before it is true; goes on when there is room",
        ),
        "F20": (
            "the disk for pictures or temporary files is full",
            "the job fails in order and leaves no litter",
        ),
        "F21": ("upstream has no such picture (404)", "recorded as missing, looked at next week"),
        "F22": ("upstream says it is gone (410)", "recorded; what is stored stays"),
        "F23": (
            "upstream refuses our credentials (401, 403)",
            "one new login, then the sync stops and says so",
        ),
        "F24": (
            "upstream wants us to slow down (429), in any form of Retry-After",
            "the whole host pauses, within reason",
        ),
        "F25": (
            "upstream fails (500, 502, 503)",
            "growing pauses; a host that keeps failing is left alone for a while",
        ),
        "F26": ("upstream drips a byte at a time", "given up at the total deadline"),
        "F27": ("a body is shorter than its length", "an error; nothing is stored"),
        "F28": ("a body without a length is cut off", "the decoder notices; nothing is stored"),
        "F29": ("a body is longer than its length", "the rest is ignored"),
        "F30": ("a body without end, or a gzip bomb", "cut at the limit while it is read"),
        "F31": (
            "an error page with status 200",
            "recorded as no picture; the old picture stays",
        ),
        "F32": ("redirects in a circle, too many, or to another scheme", "refused"),
        "F33": ("a redirect to a private address", "refused before anything is connected"),
        "F34": (
            "names that resolve to nothing, slowly, or to something else the second time",
            "one look-up, all of it checked, and that address is used",
        ),
        "F35": ("two schedulers at once", "each tick is made once"),
        "F36": ("the scheduler was down for several ticks", "one tick makes up for them"),
        "F37": ("a hundred messages for one picture", "one fetch, one result"),
        "F38": ("the cleanup runs while a sync stores", "nothing that is needed is deleted"),
        "F39": ("two workers make the same variant", "the same bytes under one key"),
        "F40": (
            "a picture is replaced upstream at the same address",
            "the old one is served until the new one is whole",
        ),
        "F41": ("upstream goes back to an earlier picture", "it gets its earlier name back"),
        "F42": ("a host's clock is minutes off", "nothing is done twice"),
        "F43": ("a clock jumps", "leases and limits go on; nothing is lost"),
        "F44": ("a worker is asked to stop", "what it has begun ends or goes back"),
        "F45": (
            "the web server is asked to stop, or to reload",
            "requests that were begun are answered",
        ),
        "F46": (
            "new code meets an old schema",
            "not ready, and says why",
        ),
        "F47": ("a migration is killed half-way", "it can be run again"),
        "F48": (
            "a message for an unknown actor, or with old arguments",
            "one line in the log; the row's work is done all the same",
        ),
        "F49": ("200 clients ask for one cold picture", "one fetch, one render"),
        "F50": ("whoever makes it for the others dies", "another one takes over"),
        "F51": (
            "200 sizes of one cold picture at once",
            "one fetch; some are made, the others hear when to come back",
        ),
        "F52": ("a picture wants more memory than a child has", "refused; the parent lives"),
        "F53": ("nobody takes the log lines any more", "the service goes on"),
        "F54": ("the upstream token expires in the middle of a sync", "one renewal, same page"),
        "F55": ("a sync is killed at some page", "goes on there; no page is lost or doubled"),
        "F56": (
            "settings or credentials are wrong at the start",
            "not ready, with the reason in one line",
        ),
        # The catalogue's door.
        "C1": (
            "upstream answers with anything but its API, or not at all",
            "held records are given and say so, others are an outage; never a 404, nothing kept",
        ),
        "C2": (
            "upstream is away for an hour, refuses connections, comes and goes",
            "held records are given all the time; all is well by itself afterwards",
        ),
        "C3": (
            "upstream takes every question and is silent",
            "held records and pictures are answered while cold ones wait",
        ),
        "C4": (
            "our token expires under fifty threads, or nobody can log in",
            "one login; held records are given meanwhile",
        ),
        "C5": (
            "the database drops connections, is locked, is killed, is away for good",
            "what is known is answered; what is not is fetched; nothing wrong is kept",
        ),
        "C6": (
            "a record changes while it is read, is deleted, or is merged into another",
            "the next answer is the new one; who is gone is 404, who took over is fetched",
        ),
        "C7": (
            "the feed repeats itself, lags behind, or no longer reaches back to us",
            "nothing is fetched again and again; two more looks; all is looked at anew",
        ),
        "C8": (
            "a thousand clients of two processes ask for one cold record",
            "one question upstream, the same answer for all",
        ),
        "C9": (
            "a web process is killed while it has a record for the others",
            "the next one answers when the lease is over",
        ),
        "C10": (
            "a key is revoked or rotated at another process; Redis is away or slow",
            "refused within a second or so; reading goes on",
        ),
        "C11": (
            "a sweep of the whole catalogue is killed at every page, over and over",
            "no page is lost or doubled; progress is told; memory does not grow",
        ),
        "C12": (
            "answers with sized pictures, of titles that nobody has synced",
            "no picture is made because of it; without a database the mirror's addresses",
        ),
        # Pictures.
        "I1": ("a few bytes that claim millions of pixels", "refused by the header alone"),
        "I2": ("exactly at a limit, and one beyond it", "taken, and refused"),
        "I3": ("thousands of frames", "the first one is taken"),
        "I4": ("bytes that keep a decoder busy", "stopped at the limit; the worker lives"),
        "I5": ("a picture cut off anywhere", "refused; never half a picture"),
        "I6": ("bytes that are broken in every way", "a refusal of ours, every time"),
        "I7": ("formats that we do not read", "refused by name, before any decoder"),
        "I8": ("HEIC", "read by a child where its extra is installed, else refused by name"),
        "I9": ("unusual AVIF", "the right picture or a refusal"),
        "I10": ("CMYK, profiles, wide and broken ones", "the right colours in sRGB"),
        "I11": ("16 bits, one bit, palettes, transparency", "the right pixels; alpha kept"),
        "I12": ("animations", "the first frame, never a mixture"),
        "I13": ("all eight orientations", "upright"),
        "I14": ("positions, names and notes inside", "gone from every variant"),
        "I15": ("programs in comments", "gone from every variant"),
        "I16": ("files that are two things at once", "a picture made anew, or a refusal"),
        "I17": ("scripts that call themselves pictures", "refused"),
        "I18": ("SVG of every kind", "refused"),
        "I19": ("nothing, one byte, a magic number", "refused"),
        "I20": ("a single pixel, a line of pixels", "a picture of at least one pixel"),
        "I21": ("no width or no height", "refused"),
        "I22": ("a wrong name or a wrong type", "the content decides"),
        "I23": ("garbage behind the end", "ignored, and gone from every variant"),
        "I24": ("two pictures in one file", "the first one"),
        "I25": ("texts, archives, programs", "refused by name"),
        "I26": ("a size far beyond the picture", "nothing is enlarged"),
        "I27": ("the same bytes twice", "the same result, made once"),
        # Requests.
        "Q1": ("paths that climb out, in every spelling", "not found"),
        "Q2": ("texts that would make odd object keys", "no text of a stranger is a key"),
        "Q3": ("line ends in values", "no header is split, no error of ours"),
        "Q4": ("letters of all scripts, empty and long names", "not found, never an error of ours"),
        "Q5": ("numbers that are none", "not found or refused"),
        "Q6": ("JSON without end or sense", "left unread, or refused for its length"),
        "Q7": ("bodies that are too long or lie about it", "refused early"),
        "Q8": ("forms in a thousand parts", "left unread, or refused for their length"),
        "Q9": ("wrong methods and types", "405 with Allow; types that nobody has are told"),
        "Q10": ("ranges of every kind", "a part, the whole, or 416"),
        "Q11": ("conditions of every kind", "200, 304 or 412, never an error of ours"),
        "Q12": (
            "a thousand parameters, very long addresses and headers",
            "parameters that mean nothing are ignored, the others refused",
        ),
        "Q13": ("escapes that decode to nonsense", "not found"),
        "Q14": ("texts that would mean something to a database", "looked for literally"),
        # Addresses to fetch from.
        "S1": ("this machine in decimal, octal, hexadecimal, shortened", "no connection"),
        "S2": ("private networks in every notation", "no connection"),
        "S3": ("names that lead to private addresses", "no connection"),
        "S4": ("redirects to them", "no connection"),
        "S5": ("other schemes, ports, user names", "no connection"),
        "S6": ("probing what is there by our answers", "the same answer for all"),
        "S7": ("proxy variables of the environment", "ignored"),
        # Signed addresses.
        "G1": ("signatures that are missing, cut, of another key or path", "403, every one"),
        "G2": ("other spellings of a good signature", "403: one text alone passes"),
        "G3": ("signatures beyond ASCII", "403, not 500"),
        "G4": ("signatures guessed by how long a check takes", "compared in constant time"),
        "G5": ("addresses whose time has passed, is far off, or is no time", "404, in good time"),
        "G6": ("keys that are changed for others", "old and new count, a removed one does not"),
        "G7": ("no keys set, or unsigned addresses left allowed", "closed unless it was asked for"),
        # Who may do what.
        "A1": ("tokens that are forged, edited, foreign or over", "401, every one"),
        "A2": ("guessing keys and PINs", "401, then 429 with a time to wait"),
        "A3": ("every admin route without a key, with a wrong one", "401 or 403, every one"),
        "A4": ("forms of the dashboard that another site sends", "403, and nothing is done"),
        "A5": ("titles and names with markup in them", "shown as text"),
        "A6": ("our pages in somebody's frame", "not shown"),
        # Headers and caches.
        "H1": ("invented hosts and forwarding headers", "addresses come from the settings"),
        "H2": ("caches filled through odd Accept headers", "three classes, told by Vary"),
        "H3": ("parameters that mean nothing", "do not reach a cache of ours"),
        "H4": ("redirects to strangers", "only to configured places"),
        "H5": ("browsers that guess types", "nosniff and a closed policy"),
        # The object store's doors.
        "U1": (
            "a presigned PUT: another key, another type, more bytes, again, too late",
            "refused by the store; what comes again changes nothing that was made",
        ),
        "U2": (
            "a presigned form: too large, another type, another key, `${filename}`",
            "refused by the store",
        ),
        "U3": (
            "uploads that are another's, are said to be there, come twice or never",
            "404, 409, done once; given up when the address is dead",
        ),
        "U4": ("strangers at the buckets", "refused; a store that lets them in is complained of"),
    }
)


def chapter(row: str) -> str:
    """What the rows beginning with this letter are about."""
    return CHAPTERS[row[0]]
