"""One tick of the catalogue in a process of its own, to be killed or measured.

Prints what it weighs, in kilobytes: once a few pages are stored, and at the end.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tvdbproxy.settings import load_settings
from tvdbproxy.wiring import build
from workers.catalogue import CatalogueActors

_WARM_PAGES = 5


def main() -> None:
    """Everything else is what a worker does."""
    services = build(load_settings())
    queue, pages = services.queue, 0
    send = queue.send

    def count(actor: str, *arguments: object) -> bool:
        nonlocal pages
        pages += 1
        if pages == _WARM_PAGES:
            say(weight())
        return send(actor, *arguments)

    object.__setattr__(queue, "send", count)
    say("begun")
    CatalogueActors(services).sync_catalogue()
    say(weight())


def say(what: object) -> None:
    """One line, at once."""
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


def weight() -> int:
    """Resident memory of this process, in kilobytes."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0])


if __name__ == "__main__":
    main()
