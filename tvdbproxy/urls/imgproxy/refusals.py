"""How an address is refused: not found, with a sentence that says which part is wrong."""

from __future__ import annotations

from tvdbproxy.errors import Forbidden, NotFound

_SHOWN = 40  # letters of what was given


def invalid(reason: str) -> NotFound:
    """404 ``invalid_url``: a part of the address cannot be understood."""
    return NotFound(f"Invalid URL: {reason}", code="invalid_url")


def bad_argument(option: str, given: str, wanted: str) -> NotFound:
    """404 ``invalid_url``: an option's argument is not what it takes."""
    shown = given if len(given) <= _SHOWN else f"{given[:_SHOWN]}..."
    return invalid(f"{option} takes {wanted}, not {shown!r}.")


def expired() -> NotFound:
    """404 ``url_expired``: the time that the address itself names has passed."""
    return NotFound("Invalid URL: it has expired; ask for a new one.", code="url_expired")


def not_permitted(option: str, variable: str) -> Forbidden:
    """403 ``option_not_permitted``: only with the operator's leave."""
    return Forbidden(
        f"Invalid URL: {option} is not permitted here; {variable}=true permits it.",
        code="option_not_permitted",
    )
