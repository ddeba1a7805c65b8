"""Tokens of users: which open the ingest door, and that no other does (A1)."""

from __future__ import annotations

import base64
import json
import logging
import time
from typing import Any

import jwt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.house.signers import SECRET, claims, ec_signer, ed_signer, rsa_signer, shared
from tvdbproxy.access.public_keys import GivenKey
from tvdbproxy.access.user_tokens import UserTokens, issue
from tvdbproxy.errors import ConfigurationError, Forbidden, InvalidRequest, Unauthorized
from tvdbproxy.settings import IngestSettings, load_settings
from tvdbproxy.wiring.ingest_door import open_public_keys

AUDIENCE, ISSUER = "pictures", "https://issuer.example"


def configured(**given: Any) -> IngestSettings:
    return IngestSettings(**{"_env_file": None, "jwt_secret_key": SECRET, **given})


def tokens(**given: Any) -> UserTokens:
    return UserTokens(configured(**given))


def with_public(pem: str, **given: Any) -> UserTokens:
    ingest = configured(**{"jwt_secret_key": "", "jwt_public_key": pem, **given})
    return UserTokens(ingest, GivenKey(ingest.jwt_public_key, ingest.public_algorithms))


def refusal(door: UserTokens, token: str | None) -> str:
    """The sentence with which it is refused."""
    with pytest.raises(Unauthorized) as caught:
        door.check(token)
    assert caught.value.code == "unauthorized"
    public = caught.value.public
    assert "\n" not in public
    assert public.endswith(".")
    return public


def segment(value: object) -> str:
    text = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(text).rstrip(b"=").decode()


def unsigned(header: dict[str, Any], signature: str = "") -> str:
    return f"{segment(header)}.{segment(claims())}.{signature}"


def resigned(header: dict[str, Any] | bytes, payload: object, secret: bytes) -> str:
    """A token of any header and payload whatever, signed as HS256 says."""
    signed = f"{segment(header)}.{segment(payload)}"
    algorithm = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256)
    return f"{signed}.{segment(algorithm.sign(signed.encode(), secret))}"


def test_a_token_names_its_user_and_its_claims() -> None:
    user = tokens().check(shared(sub="user 7/ä", role="artist"))
    assert (user.id, user.claims["role"], user.is_admin) == ("user 7/ä", "artist", False)


@pytest.mark.parametrize("algorithm", ["HS256", "HS384", "HS512"])
def test_the_secret_verifies_the_algorithm_that_is_named(algorithm: str) -> None:
    door = tokens(jwt_algorithm=algorithm)
    assert door.check(shared(algorithm=algorithm)).id == "ada"
    for other in {"HS256", "HS384", "HS512"} - {algorithm}:
        assert "not signed in a way" in refusal(door, shared(algorithm=other))


@pytest.mark.parametrize("algorithm", ["HS256", "HS384", "HS512"])
def test_a_short_secret_works_without_a_warning_for_each_token(algorithm: str) -> None:
    door = tokens(jwt_secret_key="short", jwt_algorithm=algorithm)
    header = {"alg": algorithm}
    signed = f"{segment(header)}.{segment(claims())}"
    hashed = {"HS256": "SHA256", "HS384": "SHA384", "HS512": "SHA512"}[algorithm]
    hmac = jwt.algorithms.HMACAlgorithm(getattr(jwt.algorithms.HMACAlgorithm, hashed))
    token = f"{signed}.{segment(hmac.sign(signed.encode(), b'short'))}"
    assert door.check(token).id == "ada"


def test_a_short_secret_is_warned_of_at_the_start(
    open_house: Any, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        open_house(jwt_secret_key="thirty-one bytes are too few, y")
        assert "JWT_SECRET_KEY has 31 bytes" in caplog.text
        assert "thirty-one" not in caplog.text
        caplog.clear()
        open_house(jwt_secret_key=SECRET)
        assert "JWT_SECRET_KEY" not in caplog.text


@pytest.mark.parametrize("signer", [rsa_signer, ec_signer, ed_signer])
def test_a_public_key_verifies_what_its_owner_signed(signer: Any) -> None:
    door = with_public(signer().pem)
    assert door.check(signer().token()).id == "ada"
    assert door.check(signer().token({"kid": None})).id == "ada"
    assert "signature" in refusal(door, signer("another").token())


def test_a_key_of_rsa_verifies_all_its_algorithms_unless_one_is_named() -> None:
    both = with_public(rsa_signer().pem)
    assert both.check(rsa_signer().token(algorithm="PS512")).id == "ada"
    named = with_public(rsa_signer().pem, jwt_algorithm="RS256")
    assert named.check(rsa_signer().token()).id == "ada"
    assert "not signed in a way" in refusal(named, rsa_signer().token(algorithm="PS512"))


def test_secret_and_public_key_may_both_be_in_use() -> None:
    door = with_public(ec_signer().pem, jwt_secret_key=SECRET)
    assert door.check(shared()).id == door.check(ec_signer().token()).id == "ada"


def test_naming_public_algorithms_alone_shuts_the_secret_out() -> None:
    door = with_public(ec_signer().pem, jwt_secret_key=SECRET, jwt_algorithm="ES256")
    assert door.check(ec_signer().token()).id == "ada"
    assert "not signed in a way" in refusal(door, shared())


@pytest.mark.parametrize("given", [None, "x", shared()])
def test_without_anything_to_verify_with_the_door_is_closed(given: str | None) -> None:
    door = tokens(jwt_secret_key="")
    assert door.closed
    with pytest.raises(Forbidden, match="JWT_SECRET_KEY, JWT_JWKS_URL or JWT_PUBLIC_KEY") as caught:
        door.check(given)
    assert caught.value.code == "ingest_closed"


@pytest.mark.parametrize("given", [None, ""])
def test_who_brings_no_token_is_asked_for_one(given: str | None) -> None:
    assert "Authorization: Bearer" in refusal(tokens(), given)


@pytest.mark.proves("A1")
@pytest.mark.parametrize("name", ["none", "None", "NONE", "nOnE", "", None, ["HS256"], {}, 1, True])
@pytest.mark.parametrize("signature", ["", "AA", "e30"])
def test_a_token_that_says_it_needs_no_signature_is_refused(name: Any, signature: str) -> None:
    for door in (tokens(), with_public(rsa_signer().pem)):
        refusal(door, unsigned({"alg": name, "typ": "JWT"}, signature))
        refusal(door, unsigned({"typ": "JWT"}, signature))


@pytest.mark.proves("A1")
@pytest.mark.parametrize("secret_too", ["", SECRET])
def test_a_public_key_is_no_secret(secret_too: str) -> None:
    """Who knows the public key, as everybody does, signs with it as if it were a secret."""
    pem = rsa_signer().pem
    door = with_public(pem, jwt_secret_key=secret_too)
    for secret in (pem, pem.strip(), pem + "\n", json.dumps(rsa_signer().jwk())):
        for header in ({"alg": "HS256"}, {"alg": "HS256", "kid": "rsa"}, {"alg": "RS256"}):
            refusal(door, resigned(header, claims(), secret.encode()))


@pytest.mark.proves("A1")
@pytest.mark.parametrize(
    "header",
    [
        {"kid": "../../../../dev/null"},
        {"kid": "/dev/null"},
        {"kid": "' UNION SELECT 'x"},
        {"kid": "x" * 4000},
        {"kid": ""},
        {"kid": 7},
        {"kid": ["rsa"]},
        {"jku": "https://attacker.example/jwks"},
        {"x5u": "https://attacker.example/cert"},
        {"jwk": {"kty": "oct", "k": "AA"}},
        {"x5c": ["AAAA"]},
    ],
)
def test_what_a_header_says_of_keys_is_not_believed(header: dict[str, Any]) -> None:
    for secret in (b"", b"\0", b"x", b"\0" * 64):
        token = resigned({"alg": "HS256", **header}, claims(), secret)
        refusal(tokens(), token)
        refusal(with_public(rsa_signer().pem), token)


@pytest.mark.proves("A1")
@pytest.mark.parametrize("extension", [["exp"], ["b64"], [], "exp", None])
def test_extensions_that_must_be_understood_are_not(extension: Any) -> None:
    header = {"alg": "HS256", "crit": extension}
    refusal(tokens(), resigned(header, claims(), SECRET.encode()))
    for plain in (False, True):
        refusal(tokens(), resigned({**header, "b64": plain}, claims(), SECRET.encode()))


@pytest.mark.proves("A1")
@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"exp": None}, "lacks a claim that it needs here: exp"),
        ({"exp": 0}, "expired"),
        ({"exp": -1}, "expired"),
        ({"exp": int(time.time()) - 5}, "expired"),
        ({"exp": str(int(time.time()) + 3600)}, "exp has to be a number"),
        ({"exp": True}, "expired"),
        ({"exp": []}, "signature or its claims"),
        ({"exp": float("inf")}, "signature or its claims"),
        ({"exp": float("nan")}, "signature or its claims"),
        ({"nbf": int(time.time()) + 3600}, "not good yet"),
        ({"nbf": str(int(time.time()) - 5)}, "nbf has to be a number"),
        ({"nbf": {}}, "signature or its claims"),
        ({"iat": int(time.time()) + 3600}, "not good yet"),
        ({"iat": 1e400}, "signature or its claims"),
        ({"sub": None}, "lacks a claim that it needs here: sub"),
        ({"sub": ""}, "use 1 to 255 characters"),
        ({"sub": "x" * 256}, "use 1 to 255 characters"),
        ({"sub": "a\nb"}, "printable"),
        ({"sub": "a\0"}, "printable"),
        ({"sub": "\u202eada"}, "printable"),
        ({"sub": "\ud800"}, "printable"),
        ({"sub": 7}, "signature or its claims"),
        ({"sub": ["ada"]}, "signature or its claims"),
        ({"sub": "key:abcdefgh2345"}, "no user may be called"),
    ],
)
def test_claims_that_are_wrong_are_refused(said: dict[str, Any], sentence: str) -> None:
    assert sentence in refusal(tokens(), shared(**said))


@pytest.mark.parametrize(
    "said",
    [
        {"exp": time.time() + 3600.5},
        {"exp": 1e300},
        {"nbf": int(time.time()) + 10, "iat": int(time.time()) + 10},
        {"sub": "x" * 255},
        {"sub": "用户 7"},
        {"aud": "somebody", "iss": "anybody"},
        {"aud": ["a", "b"]},
    ],
)
def test_claims_that_are_unusual_and_right_are_taken(said: dict[str, Any]) -> None:
    assert tokens().check(shared(**said)).id == said.get("sub", "ada")


@pytest.mark.proves("A1")
@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({}, "lacks a claim"),
        ({"aud": AUDIENCE}, "iss"),
        ({"aud": "other", "iss": ISSUER}, "another service"),
        ({"aud": [], "iss": ISSUER}, "aud"),
        ({"aud": ["other"], "iss": ISSUER}, "another service"),
        ({"aud": [7], "iss": ISSUER}, "another service"),
        ({"aud": {AUDIENCE: 1}, "iss": ISSUER}, "another service"),
        ({"aud": AUDIENCE, "iss": ISSUER + "/"}, "somebody else"),
        ({"aud": AUDIENCE, "iss": [ISSUER]}, "somebody else"),
    ],
)
def test_audience_and_issuer_have_to_be_those_of_the_settings(
    said: dict[str, Any], sentence: str
) -> None:
    door = tokens(jwt_audience=AUDIENCE, jwt_issuer=ISSUER)
    assert sentence in refusal(door, shared(**said))


@pytest.mark.parametrize("audience", [AUDIENCE, [AUDIENCE], ["other", AUDIENCE]])
def test_the_right_audience_and_issuer_open(audience: Any) -> None:
    door = tokens(jwt_audience=AUDIENCE, jwt_issuer=ISSUER)
    assert door.check(shared(aud=audience, iss=ISSUER)).id == "ada"


@pytest.mark.proves("A1")
def test_the_reason_is_told_to_none_but_whoever_has_a_right_signature() -> None:
    forged = shared("fedcba9876543210" * 4, exp=0, sub="")
    assert refusal(tokens(), forged) == (
        "This token is not good: its signature or its claims are wrong."
    )


@pytest.mark.proves("A1")
@pytest.mark.parametrize(
    "token",
    [
        "x" * 1_000_000,
        f"{shared()}{'A' * 1_000_000}",
        shared(padding="x" * 8000),
        ".".join(["e30"] * 500),
        "..",
        ".e30.",
        "a.b.c",
        "\xff.\xff.\xff",
        "\ud800.e30.e30",
        f"{segment(b'[' * 4000)}.e30.AA",
        f"{segment(b'not json')}.e30.AA",
        f"{segment([])}.e30.AA",
    ],
)
def test_what_is_no_token_is_refused_whatever_its_size(token: str) -> None:
    assert "not a JSON Web Token" in refusal(tokens(), token)


@pytest.mark.proves("A1")
@pytest.mark.parametrize(
    "payload", [b"", b"[]", b"7", b"not json", b"[" * 3000, b"\xff", {"sub": "ada"}]
)
def test_a_payload_that_is_no_object_of_claims_is_refused(payload: Any) -> None:
    refusal(tokens(), resigned({"alg": "HS256"}, payload, SECRET.encode()))


@pytest.mark.proves("A1")
def test_no_edit_of_a_token_opens() -> None:
    door, token = tokens(), shared()

    @settings(deadline=None)
    @given(st.integers(0, len(token) - 1), st.characters())
    def try_(place: int, letter: str) -> None:
        edited = token[:place] + letter + token[place + 1 :]
        if edited != token:
            refusal(door, edited)

    try_()


@pytest.mark.proves("A1")
@settings(deadline=None)
@given(st.text())
def test_any_text_is_no_token(text: str) -> None:
    refusal(tokens(), text)


@pytest.mark.parametrize(
    "given",
    [{}, {"jwt_algorithm": "HS512,HS256"}, {"jwt_audience": AUDIENCE, "jwt_issuer": ISSUER}],
)
def test_a_token_that_we_issue_opens_for_as_long_as_it_says(given: dict[str, str]) -> None:
    token = issue(configured(**given), "ada", 60)
    user = tokens(**given).check(token)
    assert user.id == "ada"
    assert 55 < user.claims["exp"] - time.time() <= 60


@pytest.mark.parametrize("subject", ["", "a\n", "x" * 256, "key:abc"])
def test_nobody_is_issued_a_token_that_is_refused(subject: str) -> None:
    with pytest.raises(InvalidRequest, match="sub: "):
        issue(configured(), subject, 60)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"jwt_secret_key": ""}, "JWT_SECRET_KEY is not set"),
        (
            {"jwt_secret_key": "", "jwt_jwks_url": "https://issuer.example/jwks"},
            "whoever has the keys of JWT_JWKS_URL",
        ),
    ],
)
def test_without_a_secret_no_token_is_issued(given: dict[str, str], sentence: str) -> None:
    with pytest.raises(ConfigurationError, match=sentence):
        issue(configured(**given), "ada", 60)


@pytest.mark.parametrize(
    ("pem", "sentence"),
    [
        ("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----", "no public key"),
        (rsa_signer("short", 1024).pem, "2048 bits or more"),
    ],
)
def test_a_public_key_that_is_none_or_too_short_stops_the_start(
    clean_environment: None, pem: str, sentence: str
) -> None:
    with pytest.raises(ConfigurationError, match=sentence):
        open_public_keys(load_settings(jwt_public_key=pem))


def test_a_public_key_of_another_kind_than_is_named_stops_the_start(
    clean_environment: None,
) -> None:
    with pytest.raises(ConfigurationError, match="none of the algorithms of JWT_ALGORITHM"):
        open_public_keys(load_settings(jwt_public_key=ec_signer().pem, jwt_algorithm="RS256"))


class TestRemembering:
    def test_a_token_that_was_good_is_not_verified_again(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        door, token = tokens(), shared()
        first = door.check(token)
        monkeypatch.setattr(jwt, "decode", lambda *_, **__: pytest.fail("verified again"))
        assert door.check(token) == first

    def test_it_ends_when_it_ends(self, monkeypatch: pytest.MonkeyPatch) -> None:
        door, token = tokens(), shared(exp=int(time.time()) + 50)
        door.check(token)
        end = time.time() + 50
        monkeypatch.setattr(time, "time", lambda: end)
        assert "expired" in refusal(door, token)

    def test_one_of_a_public_key_is_verified_each_time(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        signer = rsa_signer()
        door, token = with_public(signer.pem), signer.token()
        door.check(token)
        monkeypatch.setattr(jwt, "decode", lambda *_, **__: {})
        with pytest.raises(KeyError):
            door.check(token)

    def test_not_more_than_so_many_are(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("tvdbproxy.access.user_tokens._MOST_TOKENS", 3)
        door = tokens()
        for number in range(10):
            assert door.check(shared(sub=f"user {number}")).id == f"user {number}"
        assert len(door._good) <= 3
