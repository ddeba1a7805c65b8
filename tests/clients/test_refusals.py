"""What the clients that run here get for ids and languages that are none, and for bad keys."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from typing import Any

import pytest

from tests.clients.conftest import UPSTREAM, Crowd
from tests.clients.front import Front
from tests.clients.getters import DOUBLE, GETTERS, GONE, SERIES, getters_of, parameters_of
from tests.clients.python_clients import KINDS, Asynchronous, Cached, Official
from tests.house.asking import ask

NO_IDS = (0, 99_999_999, -1, "abc", "1.5", "%20", "", None)
# Clients leave an id out that is 0, and ask for paths that do not exist. We say so in a sentence
# of our own: upstream's is not known.
NO_SUCH_PATH = "There is nothing at this address; /docs lists what there is."
NO_WORDS = {"slug": "no-such-slug", "lang": "xxx"}


def with_another(name: str, getter: str, parameter: str, value: Any) -> tuple[list[Any], Any]:
    """A good call of the table with one of its arguments spoilt."""
    good = GETTERS[getter][0]
    at = parameters_of(KINDS[name], getter).index(parameter) - 1
    args = list(good.args)
    if at < len(args):
        args[at] = value
        return args, good.options
    return args, {**good.options, parameter: value}


def taking(parameter: str) -> list[tuple[str, str]]:
    return [
        (name, getter)
        for name, kind in KINDS.items()
        for getter in getters_of(kind)
        if parameter in parameters_of(kind, getter)
    ]


def check_same(crowd: Crowd, name: str, getter: str, parameter: str, value: Any) -> str:
    """The same answer from both, whatever it is; its error."""
    args, options = with_another(name, getter, parameter, value)
    upstream = crowd.client(name, UPSTREAM).ask(getter, *args, **options)
    ours = crowd.client(name, "off").ask(getter, *args, **options)
    host = crowd.front.sample.artwork_host
    ours = ours.at(crowd.front.base, host)
    told = replace(ours, error=ours.error.replace(NO_SUCH_PATH, "Not Found"))
    assert told == upstream.at(host, host), (getter, value)
    return upstream.error


@pytest.mark.parametrize(("name", "getter"), taking("id"))
def test_ids_that_are_none_are_told_in_upstreams_words(
    crowd: Crowd, name: str, getter: str
) -> None:
    errors = [check_same(crowd, name, getter, "id", no_id) for no_id in NO_IDS]
    assert "error fetching" in errors[1]


@pytest.mark.parametrize("parameter", NO_WORDS)
def test_missing_translations_and_slugs_are_404_in_upstreams_words(
    crowd: Crowd, parameter: str
) -> None:
    errors = [
        check_same(crowd, name, getter, parameter, NO_WORDS[parameter])
        for name, getter in taking(parameter)
    ]
    assert sum("NotFoundException: error fetching" in error for error in errors) >= 4


@pytest.mark.parametrize("no_id", [0, 99_999_999, -1, GONE])
@pytest.mark.parametrize("getter", ["get_raw_series_by_id", "get_episodes_by_series"])
def test_the_caching_client_hears_that_there_are_no_data(
    crowd: Crowd, getter: str, no_id: int
) -> None:
    error = check_same(crowd, "tvdb_api_client", getter, "tvdb_id", no_id)
    assert error.startswith("LookupError")


@pytest.mark.parametrize("name", ["tvdb_v4_official", "aiotvdb"])
@pytest.mark.parametrize(
    ("getter", "args"),
    [("get_series_extended", [GONE]), ("get_movie", [DOUBLE]), ("get_updates", [1]),
     ("search", [""]), ("get_updates", ["soon"]), ("get_series_episodes", [SERIES, "odd"]),
     ("get_all_series", ["first"]), ("get_tags", ["no-such-entity"])],
)  # fmt: skip
def test_other_refusals_are_upstreams_own(
    crowd: Crowd, name: str, getter: str, args: list[Any]
) -> None:
    host = crowd.front.sample.artwork_host
    upstream = crowd.client(name, UPSTREAM).ask(getter, *args).at(host, host)
    assert upstream.error
    assert crowd.client(name, "off").ask(getter, *args).at(crowd.front.base, host) == upstream


def test_a_wrong_key_is_refused_as_upstream_does(front: Front) -> None:
    for bases in ((front.base, "0c7e"), (front.sample.artwork_host, "wrong")):
        with pytest.raises(Exception, match=r"^Code:HTTP Error 401: Unauthorized, InvalidAPIKey"):
            Official(*bases)
        outcome = closing_ask(Asynchronous(*bases), "get_user")
        assert outcome == "TVDBAuthError: login failed: InvalidAPIKey: apikey invalid"
        assert closing_ask(Cached(*bases), "get_raw_series_by_id", SERIES) == (
            "ConnectionRefusedError: Invalid credentials."
        )


def test_a_key_that_needs_a_pin_says_so_as_upstream_does(front: Front) -> None:
    key = front.key(pin="4711")
    for base, text in ((front.base, key), (front.sample.artwork_host, "needs-pin")):
        with pytest.raises(Exception, match=r"^Code:HTTP Error 400: Bad Request, InvalidValueTyp"):
            Official(base, text)
        outcome = closing_ask(Asynchronous(base, text), "get_user")
        assert outcome == "TVDBAuthError: login failed: InvalidValueType: pin required"
        for client in (Official, Asynchronous):
            assert closing_ask(client(base, text, "4711"), "get_user") == ""
        assert closing_ask(Cached(base, text, "4711"), "get", "user") == ""


def test_a_pin_of_null_is_none(front: Front) -> None:
    """The official client sends it so for ``pin=None``."""
    client = Official(front.base, front.key(), None)  # type: ignore[arg-type]
    assert client.ask("get_user").error == ""


def test_a_token_that_ended_is_renewed_by_the_client_itself(front: Front) -> None:
    key = front.key()
    client = Asynchronous(front.base, key)
    assert client.ask("get_user").error == ""
    client._client._token = "an.old.token"
    assert closing_ask(client, "get_user") == ""
    status, headers, body = ask(front.base, "/v4/user", Authorization="Bearer an.old.token")
    assert (status, json.loads(body)["message"]) == (401, "Unauthorized")
    assert headers["Content-Type"] == "application/json; charset=UTF-8"


def test_the_caching_client_reads_a_month_in_the_token(front: Front) -> None:
    _, _, body = ask(front.base, "/v4/login", "POST", json.dumps({"apikey": front.key()}).encode())
    token = json.loads(body)["data"]["token"]
    claims = token.split(".")[1]
    padded = claims + "=" * (4 - len(claims) % 4)
    assert Cached.kind._get_expiry(token) == json.loads(base64.urlsafe_b64decode(padded))["exp"]


def closing_ask(client: Any, getter: str, *args: Any) -> str:
    """The error of one call, of a client that is not asked again."""
    try:
        return str(client.ask(getter, *args).error)
    finally:
        client.close()
