"""Where the ids of each kind begin, so that an id can be made from a number and back."""

from __future__ import annotations

FIRST_SERIES = 910001
SEASONS_EACH = 5
FIRST_SEASON = 1990001
FIRST_FURTHER_SEASON = 8000001
"""Of the seasons in other orders than the aired one; a hundred for each series."""
FIRST_EPISODE = 9200011
EPISODES_EACH = 50
FIRST_MOVIE = 360001
FIRST_PERSON = 300001
FIRST_ROLE = 64990001
FIRST_ARTWORK = 63900001
SERIES_ARTWORKS_EACH = 100
FIRST_MOVIE_ARTWORK = 50_000_000
"""Behind ``FIRST_ARTWORK``, as everything that ``Hanging`` takes."""
MOVIE_ARTWORKS_EACH = 20
