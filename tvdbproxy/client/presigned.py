"""Uploads that go straight to the object store: ask where to, send, say that it is there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .answers import Upload
from .body import bare
from .errors import BadAnswer
from .pictures import Opened
from .retrying import Patience
from .wire import Wire, document_of


@dataclass(frozen=True)
class Offer:
    """An address that takes one file, with these headers and no others."""

    processing_id: str
    unique_id: str
    url: str
    method: str
    headers: Mapping[str, str]


def upload_straight(
    wire: Wire, patience: Patience, file: Opened, wanted: Mapping[str, Any]
) -> Upload:
    """Have the file taken in. ``wanted`` is what is said of it, beside its name and size.

    Who asks twice for an address, because the first answer was lost, has two: what nothing is
    sent to is forgotten.
    """
    offer = patience.ask(lambda _: _offer(wire, file, wanted))
    patience.ask(lambda _: _send(wire, offer, file))
    patience.ask(lambda _: wire.ask("POST", f"/images/process/{offer.unique_id}"))
    return Upload(offer.processing_id, offer.unique_id)


def _offer(wire: Wire, file: Opened, wanted: Mapping[str, Any]) -> Offer:
    said = {"filename": file.name, "size": file.length, "method": "PUT", **wanted}
    document = document_of(wire.ask("POST", "/images/upload-url", json=said))
    try:
        return Offer(
            processing_id=document["processing_id"],
            unique_id=document["unique_id"],
            url=document["upload_url"],
            method=document["method"],
            headers=document["headers"],
        )
    except KeyError as error:
        raise BadAnswer(f"The answer is not what it should be: {error!r}") from error


def _send(wire: Wire, offer: Offer, file: Opened) -> None:
    headers = dict(offer.headers)
    body = bare(headers.get("Content-Type", ""), file.read_again(), file.length)
    wire.store(offer.method, offer.url, headers, body)
