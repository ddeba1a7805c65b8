"""The grammar of addresses, as the operator has set it up."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any

from tvdbproxy.errors import ConfigurationError, Forbidden, NotFound
from tvdbproxy.settings import TransformSettings
from tvdbproxy.urls.imgproxy.canonical import split_target
from tvdbproxy.urls.imgproxy.draft import Draft, finished
from tvdbproxy.urls.imgproxy.options.geometry import RESIZING_TYPES
from tvdbproxy.urls.imgproxy.options.table import OPTIONS, PRESET, PRESET_NAMES
from tvdbproxy.urls.imgproxy.presets import DEFAULT, Written, defined, written
from tvdbproxy.urls.imgproxy.refusals import invalid, not_permitted
from tvdbproxy.urls.imgproxy.replacements import Rewriting
from tvdbproxy.urls.imgproxy.request import Hints, TransformRequest
from tvdbproxy.urls.imgproxy.source import read_source
from tvdbproxy.urls.imgproxy.values import format_name

# Formats that lose something, and so have a quality.
_LOSSY = ("jpeg", "webp", "avif", "tiff", "jxl", "heic")

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Grammar:
    """``presets`` by name; ``allowed`` are long names of options, ``None`` for all of them.

    ``defaults`` are fields of the spec that count until an option says otherwise, ``qualities``
    those of formats for which an address has none.
    """

    presets: Mapping[str, tuple[Written, ...]] = field(default_factory=lambda: defined(""))
    only_presets: bool = False
    allowed: frozenset[str] | None = None
    allow_security_options: bool = False
    allow_raw: bool = False
    defaults: Mapping[str, Any] = field(default_factory=dict)
    qualities: Mapping[str, int] = field(default_factory=dict)
    watermark_opacity: float = 1.0
    rewriting: Rewriting = field(default_factory=Rewriting)
    base64_with_filename: bool = False

    @classmethod
    def of(cls, settings: TransformSettings) -> Grammar:
        """As the settings say. Raises ``ConfigurationError`` for a preset that cannot be applied,
        an option that there is not, a replacement that is none."""
        grammar = cls(
            presets=defined(settings.imgproxy_presets),
            only_presets=settings.imgproxy_only_presets,
            allowed=_allowed(settings.imgproxy_allowed_processing_options),
            allow_security_options=settings.imgproxy_allow_security_options,
            allow_raw=settings.imgproxy_allow_raw,
            defaults=_defaults(settings),
            qualities=dict.fromkeys(_LOSSY, settings.imgproxy_quality) | settings.format_qualities,
            watermark_opacity=settings.imgproxy_watermark_opacity,
            rewriting=Rewriting.of(settings.imgproxy_url_replacements, settings.imgproxy_base_url),
            base64_with_filename=settings.imgproxy_base64_url_includes_filename,
        )
        grammar._check_presets()
        return grammar

    def split(self, raw_target: str) -> tuple[str, str]:
        """The signature, and the path that it signs; see ``split_target``."""
        return split_target(raw_target)

    def parse(self, signed_path: str, now: float, hints: Hints | None = None) -> TransformRequest:
        """What a path asks for whose signature has been checked; ``now`` is in Unix seconds.

        Raises ``NotFound`` (``invalid_url``, ``url_expired``) and, for what only the operator
        may permit, ``Forbidden`` (``option_not_permitted``).
        """
        draft = Draft(now, spec=dict(self.defaults))
        if hints is not None:
            draft.spec |= {"width": hints.width, "dpr": hints.dpr}
        if DEFAULT in self.presets:
            self._apply_presets(draft, [DEFAULT], ())
        segments = signed_path.removeprefix("/").split("/")
        rest = (
            self._presets_of(draft, segments)
            if self.only_presets
            else (self._options_of(draft, segments))
        )
        source, extension = read_source(rest, with_filename=self.base64_with_filename)
        self._check_raw(draft)
        if extension and not draft.request.get("raw"):
            draft.spec["format"] = format_name("extension", extension)
        return finished(draft, self.rewriting(source), self.qualities, self.watermark_opacity)

    def _presets_of(self, draft: Draft, segments: Sequence[str]) -> Sequence[str]:
        """Applies the first segment's presets; the rest is the source."""
        self._apply_presets(draft, segments[0].split(":"), ())
        return segments[1:]

    def _options_of(self, draft: Draft, segments: Sequence[str]) -> Sequence[str]:
        """Applies the options; the rest, from the first segment without a colon, is the source."""
        if not segments[0]:  # nothing between two slashes, where options could be
            segments = segments[1:]
        if segments and segments[0] in RESIZING_TYPES:
            raise invalid(
                "its form /resize/width/height/gravity/enlarge/source is no longer understood: "
                "write options such as rs:fill:300:200."
            )
        options = list(takewhile(lambda segment: ":" in segment, segments))
        self._apply(draft, map(written, options), self.allowed, ())
        return segments[len(options) :]

    def _apply(
        self,
        draft: Draft,
        options: Iterable[Written],
        allowed: frozenset[str] | None,
        used: tuple[str, ...],
    ) -> None:
        for name, arguments in options:
            option = OPTIONS.get(name)
            is_preset = name in PRESET_NAMES
            if option is None and not is_preset:
                raise invalid(f"there is no option {name[:40]!r}.")
            long_name = option.name if option else PRESET
            if allowed is not None and long_name not in allowed:
                raise invalid(f"the option {long_name} is not allowed here.")
            if option is None:
                self._apply_presets(draft, arguments, used)
                continue
            if option.guarded and not self.allow_security_options:
                raise not_permitted(long_name, "IMGPROXY_ALLOW_SECURITY_OPTIONS")
            if len(arguments) > option.arguments:
                raise invalid(f"{long_name} takes at most {option.arguments} arguments.")
            option.apply(draft, arguments)

    def _apply_presets(self, draft: Draft, names: Iterable[str], used: tuple[str, ...]) -> None:
        for name in names:
            if name not in self.presets:
                raise invalid(f"there is no preset {name[:40]!r}.")
            if name in used:
                _log.warning("preset %s leads back to itself; it is applied once", name)
                continue
            # The operator wrote it: what is allowed in addresses does not bind it.
            self._apply(draft, self.presets[name], None, (*used, name))

    def _check_raw(self, draft: Draft) -> None:
        if draft.request.get("raw") and not self.allow_raw:
            raise not_permitted("raw", "IMGPROXY_ALLOW_RAW")

    def _check_presets(self) -> None:
        for name in self.presets:
            draft = Draft(now=0)
            try:
                self._apply_presets(draft, [name], ())
                self._check_raw(draft)
            except (NotFound, Forbidden) as error:
                reason = error.public.removeprefix("Invalid URL: ")
                raise ConfigurationError(f"IMGPROXY_PRESETS: in {name!r} {reason}") from error


def _allowed(names: Sequence[str]) -> frozenset[str] | None:
    """Long names of options that are given by any of their names."""
    unknown = [name for name in names if name not in OPTIONS and name not in PRESET_NAMES]
    if unknown:
        raise ConfigurationError(
            f"IMGPROXY_ALLOWED_PROCESSING_OPTIONS: there is no option {', '.join(unknown)}"
        )
    found = (PRESET if name in PRESET_NAMES else OPTIONS[name].name for name in names)
    return frozenset(found) or None


def _defaults(settings: TransformSettings) -> dict[str, Any]:
    return {
        "auto_rotate": settings.imgproxy_auto_rotate,
        "strip_metadata": settings.imgproxy_strip_metadata,
        "keep_copyright": settings.imgproxy_keep_copyright,
        "strip_color_profile": settings.imgproxy_strip_color_profile,
        "max_animation_frames": settings.imgproxy_max_animation_frames,
        "max_result_dimension": settings.imgproxy_max_result_dimension,
    }
