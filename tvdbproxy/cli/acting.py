"""Who changes something from here, for the audit log."""

from __future__ import annotations

import os
from getpass import getuser

from tvdbproxy.ops.audit_log import Actor, at_a_terminal


def at_this_machine() -> Actor:
    """Whoever this machine says is logged in; by number in a container that knows no names."""
    try:
        name = getuser()
    except (KeyError, OSError):
        name = f"uid {os.getuid()}"
    return at_a_terminal(name)
