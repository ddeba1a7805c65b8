"""Source addresses as the operator wants them: parts replaced, and a base put in front."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from tvdbproxy.errors import ConfigurationError
from tvdbproxy.urls.imgproxy.pattern import prefix_pattern

_GROUP = re.compile(r"\$\{([0-9]{1,3})\}", re.ASCII)
_Replacement = tuple[re.Pattern[str], str]


@dataclass(frozen=True)
class Rewriting:
    """Replacements in their order, then the base address, unless it is there already."""

    replacements: tuple[_Replacement, ...] = ()
    base_url: str = ""

    @classmethod
    def of(cls, replacements: str, base_url: str) -> Rewriting:
        """``pattern=replacement;...``, where ``${1}`` is what the first ``*`` stands for.

        Raises ``ConfigurationError``.
        """
        pairs = (pair.strip() for pair in replacements.split(";"))
        return cls(tuple(_replacement(pair) for pair in pairs if pair), base_url)

    def __call__(self, source: str) -> str:
        for pattern, replacement in self.replacements:
            if found := pattern.match(source):
                source = _GROUP.sub(_filled(found), replacement) + source[found.end() :]
        return source if source.startswith(self.base_url) else self.base_url + source


def _replacement(pair: str) -> _Replacement:
    text, equals, replacement = pair.partition("=")
    if not equals or not text:
        raise ConfigurationError(f"IMGPROXY_URL_REPLACEMENTS: {pair!r} is not pattern=replacement")
    pattern = prefix_pattern(text)
    for number in map(int, _GROUP.findall(replacement)):
        if not 1 <= number <= pattern.groups:
            raise ConfigurationError(
                f"IMGPROXY_URL_REPLACEMENTS: {pair!r} has no {number}. * for ${{{number}}}"
            )
    return pattern, replacement


def _filled(found: re.Match[str]) -> Callable[[re.Match[str]], str]:
    return lambda group: found[int(group[1])]
