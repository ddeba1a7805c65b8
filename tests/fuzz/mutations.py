"""Ways to spoil a picture. All chance comes from the generator that is handed in."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from random import Random

from tests.fuzz.parts import Parts
from tests.imaging import png_bytes

_EXTREMES = (0, 1, 2, 3, 4, 7, 8, 9, 0x7F, 0x80, 0xFE, 0xFF)
_LONGEST = 64
_MOST_AT_ONCE = 4


def spoil(source: bytes, parts: Parts, others: list[bytes], chance: Random) -> tuple[bytes, str]:
    """A spoilt picture, and the names of what was done to it, in order.

    ``parts`` are those of the sound picture; ``others`` are pictures to take parts from.
    Positions shift as the file changes, so that later steps hit somewhere else, which is
    as good.
    """
    made, names = source, []
    for _ in range(chance.choice((1, 1, 1, 2, 3, _MOST_AT_ONCE))):
        step = chance.choice(_STEPS)
        made = step(made, parts, others, chance)
        names.append(step.__name__.strip("_"))
    if made.startswith(png_bytes.MAGIC) and chance.random() < 0.7:
        # Wrong checksums would end most of them before the decoder has seen anything.
        made = png_bytes.with_sums(made) or made
        names.append("with_sums")
    return made, "+".join(names)


def _flip_bits(source: bytes, _parts: Parts, _others: list[bytes], chance: Random) -> bytes:
    made = bytearray(source)
    for _ in range(chance.randint(1, 8) if made else 0):
        made[chance.randrange(len(made))] ^= 1 << chance.randrange(8)
    return bytes(made)


def _set_bytes(source: bytes, _parts: Parts, _others: list[bytes], chance: Random) -> bytes:
    start, end = _range(source, chance)
    return source[:start] + bytes([chance.choice(_EXTREMES)]) * (end - start) + source[end:]


def _scramble(source: bytes, _parts: Parts, _others: list[bytes], chance: Random) -> bytes:
    start, end = _range(source, chance)
    return source[:start] + chance.randbytes(end - start) + source[end:]


def _insert(source: bytes, _parts: Parts, _others: list[bytes], chance: Random) -> bytes:
    at, _ = _range(source, chance)
    return source[:at] + chance.randbytes(chance.randint(1, _LONGEST)) + source[at:]


def _delete(source: bytes, _parts: Parts, _others: list[bytes], chance: Random) -> bytes:
    start, end = _range(source, chance)
    return source[:start] + source[end:]


def _double(source: bytes, _parts: Parts, _others: list[bytes], chance: Random) -> bytes:
    start, end = _range(source, chance)
    return source[:end] + source[start:end] * chance.choice((1, 1, 2, 50)) + source[end:]


def _truncate(source: bytes, _parts: Parts, _others: list[bytes], chance: Random) -> bytes:
    return source[: chance.randint(0, len(source))]


def _drop_part(source: bytes, parts: Parts, _others: list[bytes], chance: Random) -> bytes:
    start, end = chance.choice(parts.spans)
    return source[:start] + source[end:]


def _repeat_part(source: bytes, parts: Parts, _others: list[bytes], chance: Random) -> bytes:
    start, end = chance.choice(parts.spans)
    return source[:end] + source[start:end] * chance.choice((1, 2, 20)) + source[end:]


def _move_part(source: bytes, parts: Parts, _others: list[bytes], chance: Random) -> bytes:
    (start, end), (to, _) = chance.choice(parts.spans), chance.choice(parts.spans)
    part, rest = source[start:end], source[:start] + source[end:]
    return rest[:to] + part + rest[to:]


def _graft(source: bytes, parts: Parts, others: list[bytes], chance: Random) -> bytes:
    """A stretch of another picture, put in front of a part."""
    other = chance.choice(others)
    start = chance.randrange(len(other))
    at, _ = chance.choice(parts.spans)
    return source[:at] + other[start : start + chance.randint(1, len(other))] + source[at:]


def _cross(source: bytes, parts: Parts, others: list[bytes], chance: Random) -> bytes:
    """The beginning of one picture and the end of another."""
    at, _ = chance.choice(parts.spans)
    other = chance.choice(others)
    return source[:at] + other[chance.randrange(len(other)) :]


def _lie(source: bytes, parts: Parts, _others: list[bytes], chance: Random) -> bytes:
    """Another number where the file states a length, a size or a type."""
    if not parts.fields:
        return source
    field = chance.choice(parts.fields)
    order = "little" if field.little else "big"
    before = int.from_bytes(source[field.at : field.at + field.width], order)  # type: ignore[arg-type]
    most = 256**field.width - 1
    number = chance.choice(
        (0, 1, most, most // 2, most // 2 + 1, before - 1, before + 1, before * 2, 5_000, 16_383,
         chance.randint(0, most))
    ) & most  # fmt: skip
    written = number.to_bytes(field.width, order)  # type: ignore[arg-type]
    return source[: field.at] + written + source[field.at + field.width :]


def _repack(source: bytes, parts: Parts, others: list[bytes], chance: Random) -> bytes:
    """A PNG whose pixels are spoilt below their compression, where filters and rows are."""
    if not source.startswith(png_bytes.MAGIC):
        return _flip_bits(source, parts, others, chance)
    chunks = list(png_bytes.chunks_of(source))
    at = chance.randrange(len(chunks)) if chunks else 0
    for kind, body in chunks[at : at + 1]:
        try:
            plain = zlib.decompress(body)
        except zlib.error:
            continue
        spoilt = chance.choice((_flip_bits, _delete, _double, _set_bytes))
        chunks[at] = (kind, zlib.compress(spoilt(plain, parts, others, chance)))
    return png_bytes.assemble(chunks)


def _range(source: bytes, chance: Random) -> tuple[int, int]:
    start = chance.randint(0, len(source))
    return start, min(len(source), start + chance.randint(1, _LONGEST))


Step = Callable[[bytes, Parts, list[bytes], Random], bytes]
_STEPS: tuple[Step, ...] = (
    _flip_bits,
    _flip_bits,
    _set_bytes,
    _scramble,
    _insert,
    _delete,
    _double,
    _truncate,
    _drop_part,
    _repeat_part,
    _move_part,
    _graft,
    _cross,
    _lie,
    _lie,
    _lie,
    _repack,
)
