"""All options: their names, how many arguments they take, and what they do."""

from __future__ import annotations

from dataclasses import dataclass

from tvdbproxy.urls.imgproxy import values
from tvdbproxy.urls.imgproxy.options import geometry, look, output
from tvdbproxy.urls.imgproxy.options.setting import Apply, in_request, in_spec, limit, wish

_ANY = 10_000


@dataclass(frozen=True)
class Option:
    """``guarded`` ones widen the limits of the service, and need its operator's leave."""

    name: str
    arguments: int
    apply: Apply
    guarded: bool = False


PRESET = "preset"
"""Its arguments are names of presets, which the grammar knows."""

PRESET_NAMES = frozenset([PRESET, "pr"])

_Row = tuple[str, int, Apply]

_ROWS: tuple[_Row, ...] = (
    ("resize rs", 8, geometry.resize),
    ("size s", 7, geometry.size),
    ("resizing_type rt", 1, geometry.resizing_type),
    ("width w", 1, geometry.width),
    ("height h", 1, geometry.height),
    ("min-width mw", 1, in_spec("min_width", values.length)),
    ("min-height mh", 1, in_spec("min_height", values.length)),
    ("zoom z", 2, geometry.zoom),
    ("dpr", 1, in_spec("dpr", values.factor)),
    ("enlarge el", 1, geometry.enlarge),
    ("extend ex", 4, geometry.extend),
    ("extend_aspect_ratio extend_ar exar", 4, geometry.extend_aspect_ratio),
    ("gravity g", 3, geometry.gravity),
    ("crop c", 5, geometry.crop),
    ("trim t", 4, geometry.trim),
    ("padding pd", 4, geometry.padding),
    ("auto_rotate ar", 1, in_spec("auto_rotate", values.boolean)),
    ("rotate rot", 1, geometry.rotate),
    ("flip fl", 2, geometry.flip),
    ("background bg", 3, look.background),
    ("blur bl", 1, in_spec("blur", values.amount)),
    ("sharpen sh", 1, in_spec("sharpen", values.amount)),
    ("pixelate pix", 1, in_spec("pixelate", values.length)),
    ("watermark wm", 5, look.watermark),
    ("brightness br", 1, look.brightness),
    # imgproxy has another option called `co`, for objects in a crop, which we do not offer.
    ("contrast co", 1, look.contrast),
    ("saturation sa", 1, look.saturation),
    ("adjust a", 3, look.adjust),
    ("monochrome mc", 2, look.monochrome),
    ("grayscale gs", 1, in_spec("grayscale", values.boolean)),
    ("strip_metadata sm", 1, in_spec("strip_metadata", values.boolean)),
    ("keep_copyright kcr", 1, in_spec("keep_copyright", values.boolean)),
    ("strip_color_profile scp", 1, in_spec("strip_color_profile", values.boolean)),
    # Our pictures have 8 bits a channel, and no thumbnails inside.
    ("preserve_hdr ph", 1, wish("preserve_hdr", values.boolean)),
    ("enforce_thumbnail eth", 1, wish("enforce_thumbnail", values.boolean)),
    ("format f ext", 1, in_spec("format", values.format_name)),
    ("quality q", 1, in_spec("quality", values.quality)),
    ("format_quality fq", _ANY, output.format_quality),
    ("max_bytes mb", 1, in_spec("max_bytes", values.bytes_)),
    # `sp` is what imgproxy's own library for JavaScript writes.
    ("skip_processing skp sp", _ANY, output.skip_processing),
    ("raw", 1, in_request("raw", values.boolean)),
    ("cachebuster cb", 1, output.cachebuster),
    ("expires exp", 1, output.expires),
    ("filename fn", 2, output.filename),
    ("return_attachment att", 1, in_request("attachment", values.boolean)),
)

_GUARDED: tuple[_Row, ...] = (
    ("max_src_resolution msr", 1, limit("max_src_resolution", values.amount)),
    ("max_src_file_size msfs", 1, limit("max_src_file_size", values.bytes_)),
    ("max_animation_frames maf", 1, in_spec("max_animation_frames", values.count)),
    (
        "max_animation_frame_resolution mafr",
        1,
        limit("max_animation_frame_resolution", values.amount),
    ),
    ("max_result_dimension mrd", 1, in_spec("max_result_dimension", values.length)),
)


def _by_name(rows: tuple[_Row, ...], *, guarded: bool) -> dict[str, Option]:
    return {
        name: Option(names.split()[0], arguments, apply, guarded)
        for names, arguments, apply in rows
        for name in names.split()
    }


OPTIONS = _by_name(_ROWS, guarded=False) | _by_name(_GUARDED, guarded=True)
"""Every option but ``preset``, by each of its names."""
