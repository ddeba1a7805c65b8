"""Which of a title's pictures is the one that its URL shows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from tvdbproxy.catalogue.bundle import Picture
from tvdbproxy.vocabulary import MAIN_IMAGE

Owner = tuple[str, int]


def chosen(pictures: Iterable[Picture], images: Mapping[Owner, str | None]) -> set[int]:
    """The ids of the chosen pictures: one for each title and image type.

    ``images`` has the path of each title's own picture. Where upstream has chosen (the
    picture on the record), so have we; elsewhere the best score wins, and the oldest id
    among equals, so that the choice does not change from run to run.
    """
    groups: dict[tuple[Owner, str], list[Picture]] = defaultdict(list)
    for picture in pictures:
        groups[(picture.content_type, picture.content_id), picture.image_type].append(picture)
    return {
        _best(group, images.get(owner) if image_type == MAIN_IMAGE[owner[0]] else None).id
        for (owner, image_type), group in groups.items()
    }


def _best(group: list[Picture], image: str | None) -> Picture:
    return min(group, key=lambda p: (p.path != image, -p.score, p.id))
