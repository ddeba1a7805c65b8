"""Pictures: how they are asked for, and what is told of them."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from tvdbproxy.web.models.parts import Query, Shape


class ImagePath(Shape):
    """A title's chosen picture in one size."""

    content_type: str = Field(description="series, movie, episode, season, person")
    content_id: str = Field(description="The title's id.")
    image_type: str = Field(
        description="poster, banner, fanart, image, thumbnail, or an artwork type as clearlogo"
    )
    size: str = Field(
        description="original, large, medium, small, thumbnail, or a width as w342; with "
        ".webp, .avif, .jpg or .png for a format of your choice"
    )


class ArtworkImagePath(ImagePath):
    """One of a title's pictures, chosen or not, in one size."""

    artwork_id: str = Field(description="The artwork's id.")


class ImageQuery(Query):
    """What may follow the question mark."""

    v: str | None = Field(None, description="The revision: makes the answer immutable.")


class BannerPath(Shape):
    """A file of the artwork host."""

    path: str = Field(
        description="As upstream: v4/series/910001/posters/aa11bb22.jpg, or ..._t.jpg for the "
        "thumbnail"
    )


class TransformPath(Shape):
    """A signed address of a transformed picture."""

    path: str = Field(
        description="{signature}/{options}/{source}, as in `.../rs:fill:300:200/g:sm/plain/"
        "tvdb://series/910001/poster@webp`; the source may be base64."
    )


class ArtworkPath(Shape):
    """An artwork."""

    artwork_id: str = Field(description="The artwork's id.")


class ContentPath(Shape):
    """A title."""

    content_type: str = Field(description="series, movie, episode, season, person")
    content_id: str = Field(description="The title's id.")


class BestQuery(Query):
    """Which of a title's pictures."""

    image_type: str | None = Field(
        None, description="poster, banner, fanart, ... The title's main picture unless given."
    )
    lang: str = Field(
        "",
        pattern=r"^([A-Za-z]{2,8}(,[A-Za-z]{2,8})*)?$",
        max_length=100,
        description="Languages as TheTVDB writes them (`deu`), the most wanted first: `deu,fra`.",
    )


class VariantModel(Shape):
    """One stored picture."""

    size: str
    format: str
    width: int
    height: int
    bytes: int
    url: str


class ArtworkModel(Shape):
    """An artwork and everything that was made of it."""

    id: int
    content_type: str
    content_id: int
    image_type: str
    language: str | None
    score: float
    is_chosen: bool
    state: str = Field(description="pending, processing, ready, failed, missing")
    error_code: str | None
    error: str | None
    upstream_url: str
    upstream_thumbnail_url: str | None
    local_image_url: str | None
    local_thumbnail_url: str | None
    storage_path: str | None
    revision: str | None
    width: int | None
    height: int | None
    format: str | None
    file_size: int | None = Field(description="Bytes of the source.")
    dominant_color: str | None = Field(description="As in #1a2b3c.")
    placeholder: str | None = Field(description="ThumbHash, base64.")
    processed_at: datetime | None
    variants: list[VariantModel]
    imgproxy_thumbnail_url: str | None = Field(
        None, description="Signed; null where IMGPROXY_KEY and IMGPROXY_SALT are not set."
    )
    imgproxy_responsive_urls: dict[str, str] | None = Field(
        None, description="thumbnail, small, medium and large, likewise."
    )
    imgproxy_preset_urls: dict[str, str] | None = Field(
        None, description="Every built-in preset, likewise."
    )


class BestArtworkModel(ArtworkModel):
    """The artwork of a title that suits best, with addresses of it."""

    matched: str = Field(
        description="Why this one: wanted (its language is one of those asked for), original "
        "(the title's), textless, english, any"
    )
    image_url: str = Field(description="In its full dimensions.")
    thumbnail_url: str
    srcset: str = Field(description="In all widths of its ladder, for an `img`.")
