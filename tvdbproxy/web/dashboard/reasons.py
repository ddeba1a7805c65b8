"""What an error code means to an operator: why, what to do, and whether trying again may help."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Reason:
    """``why`` it failed and what to ``do``, each a sentence; ``may_pass`` says that another try
    may go better with nothing changed."""

    why: str
    do: str
    may_pass: bool


_LATER = "It is tried again by itself, with growing pauses; a retry now does no harm."
_BETTER_FILE = "Only another file helps: trying again gives the same."
_UPSTREAM = "Nothing is to be done here: it is looked at again when upstream may have mended it."

_OUR_SERVERS = Reason("One of our own servers was away.", f"Run `tvdbproxy doctor`. {_LATER}", True)
_BROKEN = Reason("The file is broken, or is no picture.", _BETTER_FILE, False)
_TOO_LARGE = Reason(
    "The picture is larger than the settings allow.",
    "Raise MAX_IMAGE_FILE_SIZE_MB or MAX_IMAGE_MEGAPIXELS if such pictures are to be taken, then "
    "retry.",
    False,
)
_DIED = Reason(
    "The process that decoded the picture died, or was stopped at its limits of memory or time.",
    "Retry once. If it happens again the file is hostile or too much: leave it, or raise the "
    "limits of the decoding children.",
    True,
)
_UPSTREAM_AWAY = Reason("Upstream did not answer, or not in order.", _LATER, True)
_UPSTREAM_LACKS = Reason("Upstream does not have this picture.", _UPSTREAM, False)
_REFUSED = Reason(
    "Upstream refuses our key.", "Check TVDB_API_KEY and TVDB_PIN, then retry.", False
)
_SOURCE = Reason(
    "The source's address is not one that may be asked.",
    "If it is to be, name its host in TVDB_ARTWORK_HOSTS (or FETCH_PRIVATE_HOSTS), then retry.",
    False,
)
_NO_FILE = Reason(
    "The file never arrived, or was gone before it could be read.",
    "The application has to send it again.",
    False,
)

REASONS = {
    "bad_upstream_content": _UPSTREAM_AWAY,
    "bucket_missing": Reason(
        "A bucket is missing.", "Run `tvdbproxy storage init`, then retry.", False
    ),
    "cancelled": Reason("An operator called it off.", "Retry it if it is wanted after all.", True),
    "database_busy": _OUR_SERVERS,
    "database_full": Reason(
        "The disk of the database was full.", "Make room there, then retry.", False
    ),
    "database_unavailable": _OUR_SERVERS,
    "decoder_crashed": _DIED,
    "file_missing": _NO_FILE,
    "file_too_large": _TOO_LARGE,
    "gone": _UPSTREAM_LACKS,
    "image_empty": _BROKEN,
    "image_too_large": _TOO_LARGE,
    "image_too_slow": _DIED,
    "image_truncated": _BROKEN,
    "image_undecodable": _BROKEN,
    "missing_upstream": _UPSTREAM_LACKS,
    "source_incomplete": _UPSTREAM_AWAY,
    "source_lost": Reason(
        "Our copy of the source is lost.",
        "Restore the originals bucket from its backup, or have the picture sent again.",
        False,
    ),
    "source_missing": _NO_FILE,
    "source_not_allowed": _SOURCE,
    "source_too_large": _TOO_LARGE,
    "source_unreachable": _UPSTREAM_AWAY,
    "storage_corrupt": Reason(
        "The object store gave other bytes than it was given.",
        "Run `tvdbproxy verify --read --repair`, and look at the store's disks.",
        False,
    ),
    "storage_unavailable": _OUR_SERVERS,
    "timeout": _OUR_SERVERS,
    "unavailable": _OUR_SERVERS,
    "unsupported_format": _BROKEN,
    "unsupported_media_type": _BROKEN,
    "upload_awaited": _NO_FILE,
    "upload_expired": _NO_FILE,
    "upload_lost": _NO_FILE,
    "upstream_busy": _UPSTREAM_AWAY,
    "upstream_circuit_open": _UPSTREAM_AWAY,
    "upstream_denied": _REFUSED,
    "upstream_key_missing": _REFUSED,
    "upstream_key_refused": _REFUSED,
    "upstream_rate_limited": _UPSTREAM_AWAY,
    "upstream_refused": _UPSTREAM_AWAY,
    "upstream_timeout": _UPSTREAM_AWAY,
    "upstream_unavailable": _UPSTREAM_AWAY,
    "worker_crashed": _DIED,
}
_OTHERS = Reason(
    "See the message, and the workers' log of that time.",
    "Retry it; if it fails again in the same way, trying more often will not help.",
    True,
)


def reason(code: str | None) -> Reason | None:
    """What the code means; general words for one that is not known, nothing for none."""
    return None if code is None else REASONS.get(code, _OTHERS)
