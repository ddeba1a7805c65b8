"""Numbers of our records elsewhere."""

from __future__ import annotations

from typing import Any

IMDB, TMDB = (2, "IMDB"), (12, "TheMovieDB.com")


def imdb_id(record_id: int) -> str:
    """An invented number in IMDb's style."""
    return f"tt{record_id:08}"


def remote_ids(record_id: int, *, tmdb: bool = False) -> list[dict[str, Any]]:
    """What records list under ``remoteIds``; the number at TheMovieDB is our own."""
    found = [{"id": imdb_id(record_id), "type": IMDB[0], "sourceName": IMDB[1]}]
    if tmdb:
        found.append({"id": str(record_id), "type": TMDB[0], "sourceName": TMDB[1]})
    return found


def record_id_of(remote_id: str) -> int | None:
    """The number behind an IMDb number or one of TheMovieDB's; ``None`` for anything else."""
    digits = remote_id.removeprefix("tt")
    if not digits.isdecimal() or len(digits) > 12:
        return None
    number = int(digits)
    return number if remote_id in (imdb_id(number), str(number)) else None
