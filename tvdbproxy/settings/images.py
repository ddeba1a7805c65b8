"""How pictures are made."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AliasChoices, Field
from pydantic_settings import NoDecode

from tvdbproxy.settings.section import Section

ImageFormat = Literal["webp", "avif", "jpeg", "png"]


class ImageSettings(Section):
    """How pictures are made."""

    image_format: ImageFormat = Field("webp", description="Format that every size is stored in.")
    image_formats: Annotated[tuple[ImageFormat, ...], NoDecode] = Field(
        (),
        description="Further formats stored beside it, such as `avif`, which is kept only "
        "where it is smaller.",
    )
    image_quality: int = Field(
        85,
        ge=1,
        le=100,
        validation_alias=AliasChoices("image_quality", "webp_quality"),
        description="Encoder quality of stored pictures. `WEBP_QUALITY` is another name for it.",
    )
    enable_image_optimization: bool = Field(
        True,
        description="Spend more CPU for smaller files (WebP method 4). Off: the fastest "
        "settings (method 2).",
    )
    max_image_file_size_mb: float = Field(
        10, gt=0, le=1024, description="Largest picture that is fetched, in MiB."
    )
    max_image_megapixels: float = Field(
        50, gt=0, le=500, description="Largest picture that is decoded (AVIF and WebP: half of it)."
    )
    size_profiles: str = Field(
        "",
        description='Sizes by profile as JSON, as in `{"artwork": {"small": [640, 360, "fit"]}}`. '
        "Sizes that are not named keep their boxes.",
    )
    image_sizes: str = Field(
        "",
        description='Sizes of the profile `upload` by their widths, as in `{"thumbnail": 150}`; '
        "for those that `SIZE_PROFILES` does not give.",
    )
    image_children: int = Field(
        2,
        ge=1,
        le=64,
        description="Processes that decode and encode, for each worker or web process.",
    )
    image_child_memory_mb: int = Field(
        1024, ge=128, le=65536, description="Address space of one of them, in MiB."
    )
    image_child_seconds: float = Field(
        30,
        gt=0,
        le=600,
        description="Wall-clock time for one picture; two thirds of it may be CPU time.",
    )
