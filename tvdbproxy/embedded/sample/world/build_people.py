"""The people, and who plays what."""

from __future__ import annotations

from tvdbproxy.embedded.sample.world.catalogue import Catalogue
from tvdbproxy.embedded.sample.world.hanging import Hanging
from tvdbproxy.embedded.sample.world.ids import FIRST_PERSON, FIRST_ROLE
from tvdbproxy.embedded.sample.world.invention import PEOPLE
from tvdbproxy.embedded.sample.world.model import Person, Role
from tvdbproxy.embedded.sample.world.names import slug_of

_MISSING_PHOTO, _NO_PHOTO = 39, 31
_WITH_COSTUME = 2
_ACTOR, _DIRECTOR = 3, 1


def add_people(catalogue: Catalogue) -> None:
    """Everybody; one has no photo, and one has one that is missing."""
    for number, name in enumerate(PEOPLE):
        hanging = Hanging("people", FIRST_PERSON + number, 900_000 + number * 2)
        image = None
        if number != _NO_PHOTO:
            odd = number == _MISSING_PHOTO
            image = hanging.hang(13, motif=f"person-{number}", missing=odd)
        born = f"{1950 + number % 45}-{number % 12 + 1:02}-{number % 27 + 1:02}"
        person = Person(FIRST_PERSON + number, slug_of(name), name, born, image)
        catalogue.people.kept[person.id] = person
        catalogue.hang(hanging.artworks)


def add_cast(
    catalogue: Catalogue, kind: str, title_id: int, number: int, size: int
) -> tuple[Role, ...]:
    """The cast of a title, its director last. Here and there a role has a picture of its own."""
    roles = []
    for sort in range(1, size + 1):
        person = (number * 5 + sort * 7) % len(PEOPLE)
        role_id = FIRST_ROLE + number * 10 + sort
        image = None
        if sort == _WITH_COSTUME and number % 3 == 0:
            hanging = Hanging("seriespeople", role_id, number, old=True)
            image = hanging.hang(13, motif=f"role-{role_id}")
            catalogue.hang(hanging.artworks)
        roles.append(
            Role(
                id=role_id,
                name=PEOPLE[(person * 3 + number) % len(PEOPLE)].split()[0],
                person_id=FIRST_PERSON + person,
                type=_ACTOR if sort < size else _DIRECTOR,
                sort=sort,
                kind=kind,
                title_id=title_id,
                image=image,
            )
        )
    catalogue.cast(roles)
    return tuple(roles)


def add_extras(catalogue: Catalogue, title_id: int, count: int) -> tuple[Role, ...]:
    """Any number of further actors in a series."""
    roles = tuple(
        Role(
            id=FIRST_ROLE + 100_000 + extra,
            name=f"Guest {extra + 1} at the Quay",
            person_id=FIRST_PERSON + extra % len(PEOPLE),
            type=_ACTOR,
            sort=100 + extra,
            kind="series",
            title_id=title_id,
        )
        for extra in range(count)
    )
    catalogue.cast(roles)
    return roles
