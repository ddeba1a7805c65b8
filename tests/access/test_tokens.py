"""Tokens: what ours are like, and that no other is taken for one (A1)."""

from __future__ import annotations

import base64
import json
import time
from typing import Any

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tvdbproxy.access import tokens
from tvdbproxy.errors import Unauthorized

KEY_ID = "abcdefgh2345"
SECRET = "0123456789abcdef" * 4
OTHER = "fedcba9876543210" * 4
TOKEN = tokens.issue(KEY_ID, SECRET)
CLAIMS = {"iss": "tvdbproxy", "aud": "tvdbproxy/v4", "exp": int(time.time()) + 3600}


def segment(value: object) -> str:
    text = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(text).rstrip(b"=").decode()


def signed(claims: dict[str, Any], secret: str = SECRET, **headers: Any) -> str:
    return jwt.encode(claims, secret, headers={"kid": KEY_ID, **headers})


def without(name: str) -> dict[str, Any]:
    return {key: value for key, value in CLAIMS.items() if key != name}


def is_accepted(token: str) -> bool:
    try:
        return tokens.key_id_of(token) == KEY_ID and tokens.seconds_left(token, SECRET) > 0
    except Unauthorized as error:
        return error.public != "Unauthorized"


def test_a_token_is_a_jwt_whose_end_clients_can_read() -> None:
    header, claims, signature = TOKEN.split(".")
    read = [json.loads(base64.urlsafe_b64decode(part + "==")) for part in (header, claims)]
    assert read[0] == {"alg": "HS256", "kid": KEY_ID, "typ": "JWT"}
    assert type(read[1]["exp"]) is int
    assert 29 * 86400 < read[1]["exp"] - time.time() <= 30 * 86400
    assert len(signature) == 43
    assert len(TOKEN) < 400


def test_ours_is_accepted() -> None:
    assert is_accepted(TOKEN)
    assert 29 * 86400 < tokens.seconds_left(TOKEN, SECRET) <= 30 * 86400
    assert is_accepted(signed(CLAIMS))


NONE = segment({"alg": "none", "kid": KEY_ID, "typ": "JWT"})
FORGED = {
    "no algorithm": f"{NONE}.{segment(CLAIMS)}.",
    "no algorithm, and a signature": f"{NONE}.{segment(CLAIMS)}.{TOKEN.split('.')[2]}",
    "no algorithm in capitals": f"{segment({'alg': 'NONE', 'kid': KEY_ID})}.{segment(CLAIMS)}.",
    "another algorithm": jwt.encode(CLAIMS, SECRET, "HS512", headers={"kid": KEY_ID}),
    "one for public keys": f"{segment({'alg': 'RS256', 'kid': KEY_ID})}.{segment(CLAIMS)}."
    + TOKEN.split(".")[2],
    "another secret": signed(CLAIMS, OTHER),
    "an empty secret": signed(CLAIMS, OTHER).rpartition(".")[0] + "." + "A" * 43,
    "the key's id as secret": signed(CLAIMS, KEY_ID + "x" * 32),
    "no end": signed(without("exp")),
    "an end in the past": signed({**CLAIMS, "exp": int(time.time()) - 1}),
    "an end with a fraction": signed({**CLAIMS, "exp": 1e12}),
    "an end that is a text": signed({**CLAIMS, "exp": "99999999999"}),
    "an end that is true": signed({**CLAIMS, "exp": True}),
    "a beginning in the future": signed({**CLAIMS, "nbf": int(time.time()) + 600}),
    "another issuer": signed({**CLAIMS, "iss": "somebody"}),
    "no issuer": signed(without("iss")),
    "another audience": signed({**CLAIMS, "aud": "tvdbproxy"}),
    "no audience": signed(without("aud")),
    "no key id": jwt.encode(CLAIMS, SECRET),
    "a key id that is a path": signed(CLAIMS, kid="../../../dev/null"),
    "a key id that is a question": signed(CLAIMS, kid="' OR 1=1 --"),
    "a key id in capitals": signed(CLAIMS, kid=KEY_ID.upper()),
    "a key of its own": segment({"alg": "HS256", "kid": KEY_ID, "jwk": {"kty": "oct", "k": "AA"}})
    + f".{segment(CLAIMS)}."
    + "A" * 43,
    "an address to get the key from": signed(CLAIMS, OTHER, jku="https://evil.example/keys"),
    "a header that is no object": f"{segment([1])}.{segment(CLAIMS)}.{'A' * 43}",
    "a header that is no JSON": f"{segment(b'x')}.{segment(CLAIMS)}.{'A' * 43}",
    "a header that is no UTF-8": f"{segment(bytes([255, 254]))}.{segment(CLAIMS)}.{'A' * 43}",
    "a header without a bottom": f"{segment(b'[' * 2900)}.{segment(CLAIMS)}.{'A' * 43}",
    "a key id that is a list": segment({"alg": "HS256", "kid": [KEY_ID]})
    + f".{segment(CLAIMS)}.{'A' * 43}",
    "claims that are no object": f"{TOKEN.split('.')[0]}.{segment([])}.{TOKEN.split('.')[2]}",
    "two parts": TOKEN.rpartition(".")[0],
    "four parts": TOKEN + ".x",
    "five parts": TOKEN + ".x.y",
    "empty parts": "..",
    "nothing": "",
    "a key": "5b7c1c3e-0d4a-4e7b-9a55-1f2e3d4c5b6a",
    "a megabyte": TOKEN + "A" * 1_000_000,
    "a signature that is padded": TOKEN + "=",
    "letters that are not ASCII": TOKEN[:-1] + "é",
    "digits of another script": TOKEN[:-1] + "٣",
    "nul": TOKEN + "\x00",
    "half a pair": TOKEN + "\ud800",
    "a second line": TOKEN + "\n",
    "two of them": f"{TOKEN},{TOKEN}",
}


@pytest.mark.proves("A1")
@pytest.mark.parametrize("forged", FORGED.values(), ids=FORGED.keys())
def test_no_other_token_is_accepted(forged: str) -> None:
    assert not is_accepted(forged)


@pytest.mark.proves("A1")
@given(st.data())
def test_any_edit_of_one_letter_fails(data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(TOKEN)))
    letters = st.one_of(
        st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/=. \n"),
        st.characters(exclude_categories=()),
    )
    letter, how = data.draw(letters), data.draw(st.sampled_from(["replace", "insert", "delete"]))
    rest = TOKEN[place:] if how == "insert" else TOKEN[place + 1 :]
    edited = TOKEN[:place] + ("" if how == "delete" else letter) + rest
    assert edited == TOKEN or not is_accepted(edited)


@pytest.mark.proves("A1")
def test_every_other_last_letter_of_the_signature_fails() -> None:
    """Three of them mean the same bytes."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    accepted = [letter for letter in letters if is_accepted(TOKEN[:-1] + letter)]
    assert accepted == [TOKEN[-1]]
    # Whatever the library thinks of such spellings, they are refused before it sees them.
    well_spelt = [letter for letter in letters if tokens.is_well_spelt(TOKEN[:-1] + letter)]
    assert well_spelt == list(letters[::4])


@pytest.mark.proves("A1")
@given(st.text(max_size=300))
def test_no_text_is_accepted_by_chance(text: str) -> None:
    assert not is_accepted(text)
