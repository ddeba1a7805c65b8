"""What it costs to put our addresses into an answer, beside parsing it.

    python benchmarks/rewriting.py [rounds]

The answer is a series of some 200 KB, of the sample's record shapes, written with and without
spaces. "Parsing" is the least that any way must do which looks at the document itself; the
ways that keep all other bytes are above it, those that parse below. "Spans" has the places of
the values at hand, as if they had been stored beside the answer. It, "str" and "a split for each
key" understand no escapes in values, and so do less than ours.
"""

from __future__ import annotations

import json
import re
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from itertools import count
from json.encoder import encode_basestring_ascii
from typing import Any

from rich.console import Console
from rich.table import Table

from tvdbproxy.embedded.sample.records.pictures import View
from tvdbproxy.embedded.sample.records.series import series_extended
from tvdbproxy.embedded.sample.world.world import World
from tvdbproxy.urls.json_scan import decoded, scan
from tvdbproxy.urls.members import IMAGES
from tvdbproxy.urls.mirrored import mirrored, mirroring
from tvdbproxy.urls.rewrite import cut, rewrite
from tvdbproxy.urls.rewrite_tree import rewrite_tree

HOST = "https://artworks.thetvdb.com"
BASE = "https://tvdb.example.com"
BYTES = 200_000
HOSTS = (HOST,)

Way = Callable[[], Any]


def main(rounds: int) -> None:
    table = Table(title=f"milliseconds of CPU, the median of {rounds}")
    record = large_record()
    bodies = {
        "compact": json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode(),
        "with spaces": json.dumps(record, ensure_ascii=False).encode(),
    }
    table.add_column("way")
    for name, body in bodies.items():
        table.add_column(f"{name}, {len(body) // 1000} KB", justify="right")
    print(f"{len(cut(bodies['compact']).values)} image values in each")
    columns = [_measured(ways(body), rounds) for body in bodies.values()]
    for way in columns[0]:
        table.add_row(way, *(f"{column[way]:.2f}" for column in columns))
    Console(width=110).print(table)


def large_record() -> Any:
    """The largest series of the sample, with as many further pictures, credits and episodes as
    make it large enough."""
    world = World()
    view = View(world, HOST)
    records = [
        series_extended(view, series, meta="episodes", short=False)
        for series in world.living("series")
    ]
    record = max(records, key=lambda each: len(json.dumps(each)))
    numbers = count(10**8)
    lists = ("artworks", "characters", "episodes")
    pools = {name: list(record[name] or ()) for name in lists}
    while len(json.dumps(record, separators=(",", ":"))) < BYTES:
        for name, pool in pools.items():
            for entry in pool:
                number = next(numbers)
                record[name].append(_another(entry, number))
    return {"status": "success", "data": record}


def _another(entry: dict[str, Any], number: int) -> dict[str, Any]:
    """The same under another id, with pictures of its own."""
    text = re.sub(r'(_t)?\.(jpg|png)"', rf'-{number}\1.\2"', json.dumps(entry))
    other: dict[str, Any] = json.loads(text)
    return {**other, "id": number}


def ways(body: bytes) -> dict[str, Way]:
    """Each as a call without arguments. All but parsing alone come to the same document."""
    mirror = mirroring(BASE, HOSTS)
    spans = [(text.start, text.end) for text in scan(body, IMAGES)]
    text = body.decode()

    def thorough(value: str) -> str | None:
        return mirrored(value, BASE, HOSTS)

    return {
        "ours: one pattern, bytes": lambda: rewrite(body, mirror),
        "  finding alone": lambda: cut(body),
        "  with characters spared": lambda: rewrite(body, mirror, spare_characters=True),
        "  by the thorough mirrored": lambda: rewrite(body, thorough),
        "spans at hand": lambda: by_spans(body, spans, mirror),
        "one pattern, str": lambda: by_text(text, mirror).encode(),
        "one pattern, str, to be decoded": lambda: by_text(body.decode(), mirror).encode(),
        "one pattern with a callback": lambda: by_callback(body, mirror),
        "a split for each key": lambda: by_key(body, mirror),
        "every string and bracket": lambda: sum(1 for _ in scan(body, IMAGES)),
        "parsing": lambda: json.loads(body),
        "parsing and walking": lambda: rewrite_tree(json.loads(body), mirror),
        "parsing, walking, writing": lambda: json.dumps(
            rewrite_tree(json.loads(body), mirror), ensure_ascii=False, separators=(",", ":")
        ).encode(),
    }


def by_spans(
    body: bytes, spans: Sequence[tuple[int, int]], replace: Callable[[str], str | None]
) -> bytes:
    parts = []
    last = 0
    for start, end in spans:
        new = replace(body[start:end].decode())
        if new is not None:
            parts += [body[last:start], new.encode()]
            last = end
    return b"".join([*parts, body[last:]])


_KEYS = "|".join(sorted(IMAGES.keys))
_TEXT = re.compile(rf'("(?<!\\")(?:{_KEYS})"\s*+:\s*+")([^"\\]*+(?:\\.[^"\\]*+)*+)', re.DOTALL)


def by_text(text: str, replace: Callable[[str], str | None]) -> str:
    parts = _TEXT.split(text)
    parts[2::3] = [replace(value) or value for value in parts[2::3]]
    return "".join(parts)


def by_callback(body: bytes, replace: Callable[[str], str | None]) -> bytes:
    """As sound as ours, but for lists, which it refuses."""

    def new(found: re.Match[bytes]) -> bytes:
        begin, text = found.groups()
        if begin.endswith(b"["):
            raise ValueError("a list of images")
        value = replace(decoded(text))
        if value is None:
            return found[0]
        return bytes(begin) + encode_basestring_ascii(value)[1:-1].encode()

    return IMAGES.pattern.sub(new, body)


_ONE_KEY = [
    re.compile(rb'("(?<!\\")%b"\s*+:\s*+")([^"\\]*+(?:\\.[^"\\]*+)*+)' % key.encode(), re.DOTALL)
    for key in sorted(IMAGES.keys)
]


def by_key(body: bytes, replace: Callable[[str], str | None]) -> bytes:
    """A pattern that begins with a literal is searched for by its letters."""
    for pattern in _ONE_KEY:
        parts = pattern.split(body)
        if len(parts) > 1:
            parts[2::3] = [(replace(t.decode()) or t.decode()).encode() for t in parts[2::3]]
            body = b"".join(parts)
    return body


def _measured(found: dict[str, Way], rounds: int) -> dict[str, float]:
    """Milliseconds by way, in turns, so that what slows the machine slows them all."""
    seen: dict[str, list[float]] = {name: [] for name in found}
    for _ in range(rounds):
        for name, way in found.items():
            started = time.process_time_ns()
            way()
            seen[name].append((time.process_time_ns() - started) / 1e6)
    return {name: statistics.median(times) for name, times in seen.items()}


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
