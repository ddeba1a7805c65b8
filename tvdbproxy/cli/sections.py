"""All commands, in the order and the groups in which people are shown them.

A command's module is imported when the command is called: with all that they need between them,
listing them would take two seconds.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    """A command: its name, where it is (``module:attribute`` below ``tvdbproxy.cli``), and the
    first sentence of its help."""

    name: str
    place: str
    summary: str


SECTIONS: dict[str, tuple[Entry, ...]] = {
    "Run": (
        Entry("up", "up:up", "Run everything on this machine."),
        Entry("serve", "processes:serve", "Run the web server."),
        Entry("worker", "processes:worker", "Run one worker process."),
        Entry("scheduler", "processes:scheduler", "Run the clock that sends recurring work."),
    ),
    "Set up": (
        Entry("migrate", "schema:migrate", "Bring the database to the newest schema."),
        Entry("storage", "storage:storage", "Set up and check the object store."),
        Entry("settings", "settings:settings", "Print every setting and what it means."),
        Entry("export", "carrying:export", "Print keys and settings, to be imported elsewhere."),
        Entry("import", "carrying:import_", "Take over keys and settings that were exported."),
        Entry("completion", "completion:completion", "Print what completes words in a shell."),
    ),
    "Work": (
        Entry("sync", "images:sync", "Have pictures of titles compared with upstream."),
        Entry("cleanup", "images:cleanup", "Delete stored objects that nothing refers to."),
        Entry("verify", "verify:verify_command", "Compare the database with the object store."),
        Entry("jobs", "jobs:jobs", "List work, have it tried again, or call it off."),
        Entry("cdn", "cdn:cdn", "Purge the CDN by hand, and see what waits to be purged."),
        Entry("callbacks", "callbacks:callbacks", "List callbacks, and have them tried again."),
        Entry(
            "replace-urls",
            "replace_urls:replace_urls_command",
            "Replace temporary addresses of pictures by permanent ones.",
        ),
    ),
    "Look": (
        Entry("doctor", "doctor:doctor", "Check everything that this installation needs."),
        Entry("stats", "stats:stats", "Show what is stored, what waits, and who works."),
    ),
    "Keys": (
        Entry("keys", "keys:keys", "Make, list, change, rotate and revoke API keys."),
        Entry("token", "token:token", "Make a token of a user, and print it."),
    ),
    "Addresses": (
        Entry("sign", "sign:sign", "Sign an address of a transform, and print it."),
        Entry("imgproxy-test", "imgproxy_test:imgproxy_test", "Check the settings of transforms."),
    ),
}

# For those who write the documentation.
HIDDEN = (Entry("manual", "manual:manual", "Print docs/cli.md."),)


def entries() -> dict[str, Entry]:
    """Every command by name, hidden ones too."""
    shown = [entry for section in SECTIONS.values() for entry in section]
    return {entry.name: entry for entry in (*shown, *HIDDEN)}
