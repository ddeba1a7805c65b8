"""Who guesses keys or PINs is held back; who has the right key is not (A2)."""

from __future__ import annotations

import secrets
from ipaddress import IPv4Address

import pytest

from tests.access.conftest import ADDRESS, MakeKey, OpenDoor
from tvdbproxy.access.doorkeeper import Doorkeeper
from tvdbproxy.embedded.redis_server import RunningRedis
from tvdbproxy.errors import RateLimited, TvdbProxyError, Unauthorized

OTHER = "192.0.2.2"


def outcome(doorkeeper: Doorkeeper, apikey: str, pin: str | None, address: str = ADDRESS) -> str:
    try:
        doorkeeper.log_in(apikey, pin, address)
    except RateLimited as error:
        return "limited" if error.retry_after and 1 <= error.retry_after <= 60 else "without end"
    except Unauthorized:
        return "refused"
    except TvdbProxyError as error:
        return error.code
    return "in"


@pytest.mark.proves("A2")
def test_who_guesses_keys_has_so_many_guesses_a_minute(doorkeeper: Doorkeeper) -> None:
    guessed = [outcome(doorkeeper, f"guess {number}", None) for number in range(7)]
    assert guessed == ["refused"] * 5 + ["limited"] * 2
    assert outcome(doorkeeper, "guess", None, OTHER) == "refused"


@pytest.mark.proves("A2")
def test_who_has_the_right_key_gets_in_beside_somebody_who_guesses(
    doorkeeper: Doorkeeper, make_key: MakeKey
) -> None:
    issued = make_key()
    for _ in range(10):
        outcome(doorkeeper, "wrong", None)
    assert outcome(doorkeeper, "wrong", None) == "limited"
    assert [outcome(doorkeeper, issued.text, None) for _ in range(10)] == ["in"] * 10


@pytest.mark.proves("A2")
def test_who_guesses_pins_is_not_told_of_the_right_one_any_more(
    doorkeeper: Doorkeeper, make_key: MakeKey
) -> None:
    issued = make_key(pin="1234")
    guessed = [outcome(doorkeeper, issued.text, f"{number:04}") for number in range(6)]
    assert guessed == ["refused"] * 5 + ["limited"]
    assert outcome(doorkeeper, issued.text, "1234") == "limited"


@pytest.mark.proves("A2")
def test_guessing_from_many_addresses_does_not_help(
    doorkeeper: Doorkeeper, make_key: MakeKey
) -> None:
    issued, other = make_key(pin="1234"), make_key(pin="1234")
    guessed = [outcome(doorkeeper, issued.text, "0", f"192.0.2.{n}") for n in range(10, 20)]
    assert guessed == ["refused"] * 5 + ["limited"] * 5
    assert outcome(doorkeeper, issued.text, "1234", OTHER) == "limited"
    assert outcome(doorkeeper, other.text, "1234", OTHER) == "in"


@pytest.mark.proves("A2")
def test_the_right_pin_is_no_guess_and_a_forgotten_one_neither(
    doorkeeper: Doorkeeper, make_key: MakeKey
) -> None:
    issued = make_key(pin="1234")
    for _ in range(8):
        assert outcome(doorkeeper, issued.text, "1234") == "in"
        assert outcome(doorkeeper, issued.text, None) == "pin_required"


@pytest.mark.proves("A2")
@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:192.0.2.7", "192.0.2.7", True),
        ("192.0.2.7", "192.0.2.8", False),
        ("fe80::1%eth0", "fe80::1%eth1", True),
        ("", "", True),
        ("unix:", "unix:", True),
    ],
)
def test_addresses_that_one_sender_has_are_one(
    doorkeeper: Doorkeeper, one: str, other: str, same: bool
) -> None:
    for _ in range(6):
        outcome(doorkeeper, "wrong", None, one)
    assert outcome(doorkeeper, "wrong", None, other) == ("limited" if same else "refused")


@pytest.mark.proves("A2")
def test_processes_count_guesses_together(open_door: OpenDoor, redis_server: RunningRedis) -> None:
    doors = [open_door(redis_server.url, "4/minute") for _ in range(2)]
    address = str(IPv4Address(secrets.randbits(32)))
    guessed = [outcome(doors[number % 2], "wrong", None, address) for number in range(6)]
    assert guessed == ["refused"] * 4 + ["limited"] * 2
