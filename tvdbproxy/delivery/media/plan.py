"""From what is asked for to what may answer it, best first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tvdbproxy.delivery.media.asked import Asked, Background
from tvdbproxy.delivery.media.facts import Facts, Name
from tvdbproxy.delivery.media.sizes import Profile, Profiles, meaning, nearest, usual, words
from tvdbproxy.delivery.negotiate import PLAIN, candidates, capability
from tvdbproxy.errors import NotFound
from tvdbproxy.imaging.formats import Format
from tvdbproxy.imaging.sizes import Size

_GONE = Profile((), (Format.WEBP,))


@dataclass(frozen=True)
class Plan:
    """Of ``sizes`` the first is to be had, the others stand in for it. Of ``formats`` the first
    that is stored is sent; the last is made if none is."""

    facts: Facts
    asked: Asked
    sizes: Sequence[Size]
    background: Background
    formats: Sequence[Format]
    negotiated: bool


@dataclass(frozen=True)
class Planner:
    """Knows the profiles of sizes by their names."""

    profiles: Profiles

    def plan(self, facts: Facts, asked: Asked, accept: str | None) -> Plan:
        """What may answer. Raises ``NotFound`` (``unknown_size``)."""
        background: Background = (
            "removed" if asked.background == "removed" and facts.has("removed") else "original"
        )
        return Plan(
            facts=facts,
            asked=asked,
            sizes=self.sizes(facts, asked.size),
            background=background,
            formats=self._formats(facts, asked, background, accept),
            negotiated=asked.format is None,
        )

    def sizes(self, facts: Facts, word: str | None) -> Sequence[Size]:
        """The picture's sizes, the one that the word means first; without a word the usual one.
        Raises ``NotFound`` (``unknown_size``)."""
        own = self._own_sizes(facts)
        wanted = usual(own) if word is None else meaning(word, facts.profile, self.profiles)
        wanted = wanted or next((size for size in own if size.name == word), None)
        if wanted is None:
            known = ", ".join(words(self.profiles))
            raise NotFound(f"There is no such size; use one of {known}.", code="unknown_size")
        return nearest(wanted, own)

    def profile(self, name: str) -> Profile:
        """The profile of this name; of one that is not there any more the formats are left."""
        return self.profiles.get(name, _GONE)

    def is_extra(self, facts: Facts, name: Name) -> bool:
        """Whether not every picture of its profile has such a variant, so that its making is
        nobody's promise."""
        known, profile = facts.variants.get(name), self.profile(facts.profile)
        if known is not None:
            return known.on_demand
        own = name[0] in {size.name for size in profile.sizes}
        return not own or name[2] != profile.formats[0]

    def _own_sizes(self, facts: Facts) -> Sequence[Size]:
        """Those of the picture's profile, and what is left of one that it had before."""
        own = {size.name: size for size in self.profile(facts.profile).sizes}
        for (name, _, _), kept in facts.variants.items():
            own.setdefault(name, Size(name, kept.width, kept.height))
        return tuple(own.values())

    def _formats(
        self, facts: Facts, asked: Asked, background: Background, accept: str | None
    ) -> Sequence[Format]:
        found = candidates(asked.format, capability(accept), self.profile(facts.profile).formats)
        if tuple(found[-2:]) != PLAIN:
            return found
        # Of what everybody shows, PNG is for alpha and JPEG for the rest.
        shines = facts.has_alpha or background == "removed"
        return (*found[:-2], Format.PNG if shines else Format.JPEG)
