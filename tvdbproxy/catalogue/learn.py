"""What is learnt in passing: a title whose record somebody read through us."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from tvdbproxy.catalogue.mappers import Hosts, bundle_of
from tvdbproxy.catalogue.store import store


def learn(session: Session, content_type: str, record: dict[str, Any], hosts: Hosts) -> None:
    """Store all that an extended record says, in the caller's transaction, and have nothing
    made of it: a picture that is new waits until somebody asks for it.

    Raises ``UpstreamBad`` if the record has no id.
    """
    store(session, bundle_of(content_type, record, hosts), at_once=False)
