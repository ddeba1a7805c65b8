"""Options that say how the result is written, under which name, and for how long."""

from __future__ import annotations

from collections.abc import Sequence

from tvdbproxy.urls.imgproxy import values
from tvdbproxy.urls.imgproxy.draft import Draft
from tvdbproxy.urls.imgproxy.options.setting import argument
from tvdbproxy.urls.imgproxy.refusals import bad_argument, expired, invalid


def format_quality(draft: Draft, arguments: Sequence[str]) -> None:
    """``format:quality``, and again; 0 is the default."""
    if len(arguments) % 2:
        raise invalid(f"format_quality has no quality for {arguments[-1][:20]!r}.")
    for name, text in zip(arguments[::2], arguments[1::2], strict=True):
        kind = values.format_name("format_quality", name)
        draft.qualities[kind] = values.quality("format_quality", text)


def skip_processing(draft: Draft, arguments: Sequence[str]) -> None:
    """Formats; those of an earlier one stay."""
    draft.skipped |= {values.format_name("skip_processing", name) for name in arguments}


def expires(draft: Draft, arguments: Sequence[str]) -> None:
    """Unix seconds; 0 is never. From that moment on the address is not found."""
    moment = values.integer("expires", arguments[0])
    if moment and moment <= draft.now:
        raise expired()
    draft.request["expires"] = moment or None


def filename(draft: Draft, arguments: Sequence[str]) -> None:
    """``stem[:is_base64]``; otherwise it is taken as it stands. Empty for none."""
    stem = arguments[0]
    encoded = argument(arguments, 1)
    if encoded and values.boolean("filename", encoded):
        stem = values.base64_text("filename", stem)
    if not stem.isprintable():
        raise bad_argument("filename", stem, "a name without line breaks")
    draft.request["filename"] = stem or None


def cachebuster(_: Draft, __: Sequence[str]) -> None:
    """Makes another address, and nothing else."""
