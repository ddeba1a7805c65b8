"""What addresses of transformed pictures may ask for, and who may ask."""

from __future__ import annotations

import re

from pydantic import Field, field_validator

from tvdbproxy.settings.section import CommaList, Section

_HEX = re.compile(r"(?:[0-9A-Fa-f]{2})+", re.ASCII)
_ASCII = re.compile(r"[!-.0-~]+", re.ASCII)
_QUALITY = re.compile(r"(jpeg|jpg|webp|avif|tiff|jxl|heic)=([1-9][0-9]?|100)", re.ASCII)


class TransformSettings(Section):
    """What addresses of transformed pictures may ask for, and who may ask."""

    imgproxy_key: CommaList = Field(
        (),
        description="Hexadecimal keys that sign addresses of transforms; the first one signs, all "
        "count. Without them the door is closed.",
    )
    imgproxy_salt: CommaList = Field(
        (), description="Hexadecimal salts, one for each key, in the same order."
    )
    imgproxy_signature_size: int = Field(
        32, ge=1, le=32, description="Bytes of a signature that are written."
    )
    imgproxy_trusted_signatures: CommaList = Field(
        (), description="Texts that pass as signatures as they stand. Keep them as secret as keys."
    )
    imgproxy_allow_unsigned: bool = Field(
        False,
        description="Let addresses through that begin with `unsafe`, `insecure`, `_` or `-` "
        "instead of a signature; without keys, with anything. For development alone.",
    )
    imgproxy_presets: str = Field(
        "",
        description="Presets beside the built-in `thumbnail small medium large hero avatar`, which "
        "may be redefined: `name=option:argument/option:argument`, with commas or line breaks "
        "between them. `default` counts for every address.",
    )
    imgproxy_only_presets: bool = Field(
        False, description="Addresses name presets in place of options, and can say nothing else."
    )
    imgproxy_allowed_processing_options: CommaList = Field(
        (), description="The only options that addresses may use. Empty: all. Presets are free."
    )
    imgproxy_allow_security_options: bool = Field(
        False, description="Let addresses raise limits: `max_src_resolution` and its like."
    )
    imgproxy_allow_raw: bool = Field(
        False, description="Let addresses ask for sources as they are, unchecked (`raw`)."
    )
    imgproxy_allowed_sources: CommaList = Field(
        (),
        description="How addresses of sources on other servers may begin, as in "
        "`https://img.example.com/`; `*` stands for anything but a slash. Empty: none.",
    )
    imgproxy_base_url: str = Field(
        "", description="Put in front of every source that does not begin with it."
    )
    imgproxy_url_replacements: str = Field(
        "",
        description="`beginning=replacement;...` for addresses of sources; `*` stands for anything "
        "but a slash, and is `${1}`, `${2}` ... in the replacement.",
    )
    imgproxy_base64_url_includes_filename: bool = Field(
        False, description="The last part after a base64 source is a name for search engines."
    )
    imgproxy_max_src_resolution: float = Field(
        50, gt=0, le=500, description="Largest source that is transformed, in megapixels."
    )
    imgproxy_max_src_file_size: int = Field(
        0, ge=0, description="Largest source, in bytes. 0: that of `MAX_IMAGE_FILE_SIZE_MB`."
    )
    imgproxy_max_animation_frames: int = Field(
        1, ge=1, le=100_000, description="Frames of an animation that are kept."
    )
    imgproxy_max_animation_frame_resolution: float = Field(
        0,
        ge=0,
        le=500,
        description="Largest frame of an animation, in megapixels; its frames are counted one by "
        "one then. 0: together they may have `IMGPROXY_MAX_SRC_RESOLUTION`.",
    )
    imgproxy_max_result_dimension: int = Field(
        0, ge=0, le=65535, description="Longest side of a result; larger ones shrink. 0: no limit."
    )
    imgproxy_quality: int = Field(
        80, ge=1, le=100, description="Quality of formats that have none of their own."
    )
    imgproxy_format_quality: CommaList = Field(
        ("webp=79", "avif=63"), description="Quality by format, as `webp=79`."
    )
    imgproxy_auto_rotate: bool = Field(True, description="Turn pictures as their EXIF says.")
    imgproxy_strip_metadata: bool = Field(True, description="Drop EXIF, IPTC and XMP.")
    imgproxy_keep_copyright: bool = Field(True, description="But keep who owns the picture.")
    imgproxy_strip_color_profile: bool = Field(
        True, description="Convert to sRGB, and drop the colour profile."
    )
    imgproxy_enable_webp_detection: bool = Field(
        True, description="WebP for clients that take it, where an address names no format."
    )
    imgproxy_enable_avif_detection: bool = Field(
        True, description="AVIF for clients that ask for it, likewise."
    )
    imgproxy_ttl: int = Field(
        31_536_000, ge=0, le=31_536_000, description="Seconds that clients keep results for."
    )
    imgproxy_enable_debug_headers: bool = Field(
        False, description="Tell sizes of source and result in `X-Origin-...`, `X-Result-...`."
    )
    imgproxy_watermark_opacity: float = Field(
        1, ge=0, le=1, description="Opacity that a watermark's own is multiplied by."
    )

    @field_validator("imgproxy_key", "imgproxy_salt")
    @classmethod
    def _check_hex(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not all(map(_HEX.fullmatch, value)):
            raise ValueError("must be hexadecimal, as `openssl rand -hex 32` gives it")
        return value

    @field_validator("imgproxy_trusted_signatures")
    @classmethod
    def _check_trusted(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not all(map(_ASCII.fullmatch, value)):
            raise ValueError("must be visible ASCII without a slash")
        return value

    @field_validator("imgproxy_format_quality")
    @classmethod
    def _check_qualities(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not all(map(_QUALITY.fullmatch, value)):
            raise ValueError(
                "must be a list such as jpeg=85,webp=79,avif=63, with qualities from 1 to 100"
            )
        return value

    @property
    def format_qualities(self) -> dict[str, int]:
        """``imgproxy_format_quality`` by format."""
        pairs = (text.split("=") for text in self.imgproxy_format_quality)
        return {"jpeg" if name == "jpg" else name: int(quality) for name, quality in pairs}


def contradictions(settings: TransformSettings) -> list[str]:
    """Faults that no single variable shows."""
    keys, salts = len(settings.imgproxy_key), len(settings.imgproxy_salt)
    if keys == salts:
        return []
    return [
        f"IMGPROXY_KEY has {keys} and IMGPROXY_SALT {salts}: each key needs a salt of its own, "
        "in the same order"
    ]
