"""What must be true of stored pictures."""

from __future__ import annotations

from hashlib import sha256

from tests.house.titles import artwork, variants
from tvdbproxy.storage import keys
from tvdbproxy.wiring import Services


def all_of_one_revision(services: Services, artwork_id: int = 11) -> None:
    """Every object of the picture is of the row's revision."""
    row = artwork(services.database, artwork_id)
    for variant in variants(services.database, artwork_id).values():
        info = services.stores.thumbnails.head(variant.key)
        assert info.metadata["revision"] == row.revision
        assert info.metadata["source-sha256"] == row.source_sha256
        assert info.size == variant.bytes


def fan(content_id: int) -> str:
    """The two folders of a content id."""
    digest = sha256(str(content_id).encode()).hexdigest()
    assert keys.variant_prefix("series", content_id, "poster").split("/")[1] == digest[:2]
    return f"{digest[:2]}/{digest[2:4]}"
