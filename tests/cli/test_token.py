"""``tvdbproxy token``: a user's token on a line of its own, or one line that says why not."""

from __future__ import annotations

import time

import pytest

from tests.cli.test_cli import WRONG_CONFIGURATION, WRONG_USE, call
from tests.house.signers import SECRET
from tvdbproxy.access.user_tokens import UserTokens
from tvdbproxy.settings import load_settings

Capsys = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _with_secret(clean_environment: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JWT_SECRET_KEY", SECRET)


@pytest.mark.parametrize(("words", "minutes"), [((), 60), (("--minutes", "5"), 5)])
def test_a_token_is_printed_that_opens(
    capsys: Capsys, words: tuple[str, ...], minutes: int
) -> None:
    code, out, err = call(capsys, "token", "--sub", "ada", *words)
    assert (code, err) == (0, "")
    assert out.count("\n") == 1
    user = UserTokens(load_settings().ingest).check(out.strip())
    assert user.id == "ada"
    assert minutes * 60 - 5 < user.claims["exp"] - time.time() <= minutes * 60


@pytest.mark.parametrize(
    "words", [(), ("--sub", ""), ("--sub", "key:x"), ("--sub", "ada", "--minutes", "0")]
)
def test_a_user_that_there_cannot_be_gets_no_token(capsys: Capsys, words: tuple[str, ...]) -> None:
    code, out, err = call(capsys, "token", *words)
    assert (code, out) == (WRONG_USE, "")
    assert err


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"JWT_SECRET_KEY": ""}, "JWT_SECRET_KEY is not set"),
        (
            {"JWT_SECRET_KEY": "", "JWT_JWKS_URL": "https://issuer.example/jwks"},
            "tokens come from whoever has the keys of JWT_JWKS_URL",
        ),
    ],
)
def test_without_a_secret_it_says_where_tokens_come_from(
    capsys: Capsys, monkeypatch: pytest.MonkeyPatch, given: dict[str, str], sentence: str
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    code, out, err = call(capsys, "token", "--sub", "ada")
    assert (code, out) == (WRONG_CONFIGURATION, "")
    assert sentence in err
    assert len(err.splitlines()) == 1
