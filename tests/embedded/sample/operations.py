"""Every operation of the API, and how each is asked for something that is there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

ITEM_PATH = "InvalidValueType: cannot make item path"
INVALID_PATH = "InvalidValueType: invalid path"


@dataclass(frozen=True)
class Operation:
    """``template`` with ``good`` in its place gives ``data`` of type ``answer``.

    ``entity`` is upstream's word for what is missing, ``bad_id`` its words for an id that is none.
    """

    template: str
    good: dict[str, str] = field(default_factory=dict)
    answer: type = dict
    links: bool = False
    query: str = ""
    method: str = "GET"
    body: Any = None
    entity: str = ""
    bad_id: str = ITEM_PATH

    def path(self, **other: str) -> str:
        """The path below ``/v4`` for what is there, or for ``other`` values."""
        return self.template.format(**{**self.good, **other}) + self.query

    def __str__(self) -> str:
        return f"{self.method} {self.template}"


def _record(path: str, entity: str, number: int, *more: str, bad_id: str = ITEM_PATH) -> Any:
    """The operations on one record: ``more`` are the words after its id."""
    good = {"id": str(number), "language": "eng"}
    return [
        Operation(f"/{path}/{{id}}{tail}", good, entity=entity, bad_id=bad_id)
        for tail in ("", *(f"/{word}" for word in more))
    ]


def _lists(*paths: str, links: bool) -> Any:
    return [Operation(f"/{path}", answer=list, links=links) for path in paths]


_TRANSLATION = "translations/{language}"
_SERIES = {"id": "910002", "order": "default", "lang": "eng"}

IN_DOCUMENT: list[Operation] = [
    Operation("/login", method="POST", body={"apikey": "any-key"}),
    *_record("artwork", "artwork", 63900001, "extended", bad_id=INVALID_PATH),
    *_lists("artwork/statuses", "artwork/types", "awards", links=False),
    *_record("awards", "award", 101, "extended"),
    *_record("awards/categories", "award category", 1001, "extended"),
    *_record("characters", "character", 64990002),
    *_lists("companies", links=True),
    *_lists("companies/types", links=False),
    *_record("companies", "company", 77),
    *_lists("content/ratings", "countries", "entities", links=False),
    *_lists("episodes", links=True),
    *_record(
        "episodes", "episode", 9200011, "extended", _TRANSLATION, bad_id=INVALID_PATH
    ),
    *_lists("genders", "genres", links=False),
    *_record("genres", "genre", 12),
    *_lists("inspiration/types", "languages", links=False),
    *_lists("lists", links=True),
    *_record("lists", "list", 8001, "extended"),
    Operation("/lists/slug/{slug}", {"slug": "coastal-mysteries"}, entity="list"),
    Operation(
        "/lists/{id}/translations/{language}", {"id": "8001", "language": "eng"}, list,
        entity="list",
    ),
    *_lists("movies", "movies/filter", links=True),
    *_record("movies", "movie", 360001, "extended", _TRANSLATION),
    Operation("/movies/slug/{slug}", {"slug": "second-umbra"}, entity="movie"),
    *_lists("movies/statuses", links=False),
    *_lists("people", links=True),
    *_record("people", "people", 300001, "extended", _TRANSLATION),
    *_lists("people/types", links=False),
    Operation("/search", answer=list, links=True, query="?query=harbour"),
    Operation("/search/remoteid/{remoteId}", {"remoteId": "tt00910001"}, list),
    *_lists("seasons", links=True),
    *_record("seasons", "season", 1990001, "extended", _TRANSLATION),
    *_lists("seasons/types", links=False),
    *_lists("series", "series/filter", links=True),
    *_record("series", "series", 910001, "extended", "artworks", "nextAired", _TRANSLATION),
    Operation("/series/{id}/episodes/{order}", _SERIES, links=True, entity="series"),
    Operation("/series/{id}/episodes/{order}/{lang}", _SERIES, links=True, entity="series"),
    Operation("/series/slug/{slug}", {"slug": "glass-harbour"}, entity="series"),
    *_lists("series/statuses", "sources/types", links=False),
    Operation("/updates", answer=list, links=True, query="?since={now}"),
    Operation("/user"),
    Operation("/user/{id}", {"id": "4711"}, entity="user"),
    Operation("/user/favorites"),
    Operation("/user/favorites", answer=type(None), method="POST", body={"series": 910001}),
]  # fmt: skip

BESIDE_DOCUMENT: list[Operation] = [
    Operation("/awards/categories", answer=list),
    Operation("/tags/options", answer=list, links=True),
    Operation("/tags/options/{id}", {"id": "498"}, entity="tag option"),
    Operation("/entities/{slug}", {"slug": "series"}, list, entity="/entities/:slug"),
]
"""What clients ask for although no document names it."""

EVERY = IN_DOCUMENT + BESIDE_DOCUMENT
