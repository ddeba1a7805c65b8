"""The fourth stage: objects first. What is put here nobody sees until it is recorded."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

from tvdbproxy.artwork.reading import Fault, read_object
from tvdbproxy.artwork.work import Made, MadeVariant, Source, Work
from tvdbproxy.errors import NotFound, Unavailable
from tvdbproxy.imaging.formats import Format
from tvdbproxy.storage.sources import put_source
from tvdbproxy.storage.store import ObjectInfo, ObjectStore

# For a CDN whose origin is the bucket. A picture that is replaced keeps its key, and some
# CDNs leave the revision in the address out of theirs, so this is a day and not for ever.
CACHE_CONTROL = "public, max-age=86400, stale-while-revalidate=604800"


def keep_source(
    source: Source, image_format: Format, revision: str, originals: ObjectStore
) -> None:
    """Store the source unchanged, under its path upstream."""
    if source.fresh:
        put_source(
            originals,
            source.key,
            source.data,
            mime=image_format.mime,
            sha256=source.sha256,
            revision=revision,
        )


def keep_variants(work: Work, source_sha256: str, made: Made, thumbnails: ObjectStore) -> Made:
    """Store every variant, then delete what was at the prefix and is no part of the set.
    What was made, with the ETags of objects whose bytes are known; a copy, whose bytes nobody
    looks at, has that of the row that it was made of."""
    metadata = metadata_of(source_sha256, made.revision, has_alpha=made.facts.has_alpha)
    kept = []
    for variant in made.variants:
        whole = _whole(work, variant, metadata, thumbnails) if work.damaged else None
        if whole is not None:
            kept.append(whole)
        elif variant.copy_of is not None:
            _copy(variant, variant.copy_of, made.revision, thumbnails)
            kept.append(variant)
        else:
            info = put_variant(variant, metadata, thumbnails)
            kept.append(replace(variant, etag=info.etag))
    stale = _there(work, thumbnails) - {variant.key for variant in made.variants}
    if stale:
        thumbnails.delete_many(sorted(stale))
    return replace(made, variants=tuple(kept))


def is_taken(work: Work, thumbnails: ObjectStore) -> bool:
    """Whether anything lies at the prefix."""
    return bool(_there(work, thumbnails))


def metadata_of(source_sha256: str, revision: str, *, has_alpha: bool) -> dict[str, str]:
    """What each object tells of its picture, so that serving it takes no other question.

    ``alpha`` decides between PNG and JPEG for clients that show neither WebP nor AVIF.
    """
    alpha = "yes" if has_alpha else "no"
    return {"source-sha256": source_sha256, "revision": revision, "alpha": alpha}


def put_variant(
    variant: MadeVariant,
    metadata: dict[str, str],
    thumbnails: ObjectStore,
    cache_control: str = CACHE_CONTROL,
) -> ObjectInfo:
    """Store one variant with all that an answer needs to be consistent by itself."""
    assert variant.data is not None
    return thumbnails.put(
        variant.key,
        variant.data,
        content_type=Format(variant.format).mime,
        cache_control=cache_control,
        metadata=metadata,
    )


def _there(work: Work, thumbnails: ObjectStore) -> set[str]:
    """What lies at the prefix: as the rows know, or (of pictures that left) the bucket."""
    if not work.moves_in:
        return set(work.there)
    listed = (info.key for info in thumbnails.list(f"{work.prefix}/"))
    return {*work.there, *(key for key in listed if key.rpartition("/")[0] == work.prefix)}


def _whole(
    work: Work, variant: MadeVariant, metadata: dict[str, str], thumbnails: ObjectStore
) -> MadeVariant | None:
    """The variant as it lies there, if it is to the byte what its row says or what we would
    put: of a damaged picture only what is damaged is written. The two differ where a waiting
    client had it made with less effort."""
    found = read_object(thumbnails, variant.key)
    if isinstance(found, Fault):
        return None
    checksum = sha256(found.data).hexdigest()
    told = found.info.metadata
    if checksum not in (work.checksums.get(variant.key), variant.sha256) or any(
        told.get(name) != text for name, text in metadata.items()
    ):
        return None
    return replace(
        variant,
        sha256=checksum,
        length=len(found.data),
        etag=found.info.etag,
        in_haste=variant.key in work.hasty and checksum != variant.sha256,
    )


def _copy(variant: MadeVariant, origin: str, revision: str, thumbnails: ObjectStore) -> None:
    """Copy on the server, and look whether it was still the picture that we meant."""
    try:
        thumbnails.copy(origin, variant.key)
        info = thumbnails.head(variant.key)
    except NotFound:
        info = None
    if info is None or info.metadata.get("revision") != revision or info.size != variant.length:
        raise Unavailable(
            "An equal picture changed while it was being copied; it is made anew.",
            code="twin_changed",
        )
