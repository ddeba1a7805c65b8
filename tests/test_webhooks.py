"""The module that verifies callbacks, as an application of somebody else's uses it."""

from __future__ import annotations

import doctest
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.house.processes import CHECKOUT
from tvdbproxy import webhooks
from tvdbproxy.webhooks import NotGenuine, signed_headers, verify

SECRET = "a secret of both"
SENT_AT = 1_800_000_000
DOCUMENT = {"id": "7", "event": "image.completed", "data": {"name": "ü"}}
BODY = json.dumps(DOCUMENT, ensure_ascii=False).encode()
HEADERS = signed_headers(SECRET, BODY, "7", "image.completed", timestamp=SENT_AT)


def heard(
    headers: dict[str, str] = HEADERS,
    body: bytes = BODY,
    secret: Any = SECRET,
    now: float = SENT_AT + 1,
) -> dict[str, Any]:
    return verify(secret, headers, body, now=now)


def test_the_examples_of_its_documentation_are_true() -> None:
    assert doctest.testmod(webhooks).failed == 0
    assert doctest.testmod(webhooks).attempted >= 5


def test_it_needs_nothing_but_the_standard_library(tmp_path: Path) -> None:
    (tmp_path / "webhooks.py").write_text((CHECKOUT / "tvdbproxy/webhooks.py").read_text())
    code = "import webhooks; print(webhooks.signature_of('a', 1, b'')[:4])"
    alone = [sys.executable, "-I", "-S", "-c", f"import sys; sys.path[:0] = ['.']; {code}"]
    assert len(subprocess.check_output(alone, cwd=tmp_path).strip()) == 4


def test_what_we_signed_is_genuine_in_whatever_case_its_headers_are() -> None:
    assert heard() == DOCUMENT
    assert heard({name.lower(): value for name, value in HEADERS.items()}) == DOCUMENT
    assert heard({name.upper(): value for name, value in HEADERS.items()}) == DOCUMENT


def test_anothers_secret_is_refused() -> None:
    with pytest.raises(NotGenuine):
        heard(secret="a secret of others")


def test_while_a_secret_is_replaced_both_are_good() -> None:
    assert heard(secret=["the new one", SECRET]) == DOCUMENT
    signatures = f"v2=ff, {HEADERS[webhooks.SIGNATURE]}"
    assert heard(HEADERS | {webhooks.SIGNATURE: signatures}) == DOCUMENT


@pytest.mark.parametrize("secret", ["", [SECRET, ""]])
def test_an_empty_secret_is_a_mistake_of_the_receivers(secret: Any) -> None:
    headers = signed_headers("", BODY, "7", "image.completed", timestamp=SENT_AT)
    with pytest.raises(ValueError, match="known to everybody") as raised:
        heard(headers, secret=secret)
    assert not isinstance(raised.value, NotGenuine)


def test_without_secrets_nothing_is_genuine() -> None:
    with pytest.raises(NotGenuine):
        heard(secret=[])


@pytest.mark.parametrize("late", [-301, 301, 10**9])
def test_what_was_sent_long_ago_or_will_be_is_refused(late: int) -> None:
    with pytest.raises(NotGenuine):
        heard(now=SENT_AT + late)


def test_the_tolerance_is_the_receivers_choice() -> None:
    assert verify(SECRET, HEADERS, BODY, 1000, now=SENT_AT + 900) == DOCUMENT
    with pytest.raises(NotGenuine):
        verify(SECRET, HEADERS, BODY, 10, now=SENT_AT + 11)


@pytest.mark.parametrize(
    "stamp", ["", "later", "1.8e9", "-1", "+1800000000", "01800000000", "١٨٠٠٠٠٠٠٠٠", "9" * 13]
)
def test_a_timestamp_is_plain_seconds(stamp: str) -> None:
    with pytest.raises(NotGenuine):
        heard(HEADERS | {webhooks.TIMESTAMP: stamp})


@pytest.mark.proves("G4")
@pytest.mark.parametrize("name", [webhooks.TIMESTAMP, webhooks.SIGNATURE])
def test_without_a_header_nothing_is_genuine(name: str) -> None:
    with pytest.raises(NotGenuine):
        heard({key: value for key, value in HEADERS.items() if key != name})


@pytest.mark.parametrize(
    "edit",
    [
        str.upper,
        lambda given: given.removeprefix("v1="),
        lambda given: given.replace("v1=", "v0="),
        lambda given: given[:-1],
        lambda given: given + "0",
        lambda given: given.replace("=", "=é"),
        lambda given: "\ud800",
    ],
)
def test_a_signature_that_was_edited_is_refused(edit: Any) -> None:
    with pytest.raises(NotGenuine):
        heard(HEADERS | {webhooks.SIGNATURE: edit(HEADERS[webhooks.SIGNATURE])})


@given(st.integers(min_value=0, max_value=len(BODY) - 1), st.integers(1, 255))
def test_a_body_of_which_a_byte_was_changed_is_refused(place: int, by: int) -> None:
    body = bytearray(BODY)
    body[place] ^= by
    with pytest.raises(NotGenuine):
        heard(body=bytes(body))


def test_another_time_needs_another_signature() -> None:
    with pytest.raises(NotGenuine):
        heard(HEADERS | {webhooks.TIMESTAMP: str(SENT_AT + 1)})


@pytest.mark.parametrize("body", [b"", b"[]", b"1", b"{", b"\xff"])
def test_a_body_that_is_no_object_is_refused_although_it_is_ours(body: bytes) -> None:
    headers = signed_headers(SECRET, body, "7", "image.completed", timestamp=SENT_AT)
    with pytest.raises(NotGenuine):
        heard(headers, body)
