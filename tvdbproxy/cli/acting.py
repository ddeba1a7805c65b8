"""What somebody changes from here, for the audit log."""

from __future__ import annotations

import os
from getpass import getuser
from typing import Any

from sqlalchemy.orm import Session

from tvdbproxy.ops import audit_log
from tvdbproxy.ops.audit_log import Action, Actor, at_a_terminal


def note(session: Session, action: Action, subject: str = "", **details: Any) -> None:
    """Add a line, in the caller's transaction."""
    audit_log.write(session, at_this_machine(), action, subject, **details)


def at_this_machine() -> Actor:
    """Whoever this machine says is logged in; by number in a container that knows no names."""
    try:
        name = getuser()
    except (KeyError, OSError):
        name = f"uid {os.getuid()}"
    return at_a_terminal(name)
