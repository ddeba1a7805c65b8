"""Addresses to be called back at are judged when they are given."""

from __future__ import annotations

import pytest

from tests.fetch.spellings import hosts
from tests.house.receiver import SECRET
from tvdbproxy.errors import InvalidRequest
from tvdbproxy.fetch.fetcher import Fetcher
from tvdbproxy.fetch.listing import hosts_of
from tvdbproxy.fetch.policy import FetchPolicy
from tvdbproxy.ingest.callbacks.address import LONGEST, checked_callback_url
from tvdbproxy.ingest.callbacks.receivers import Webhooks
from tvdbproxy.settings.ingest import IngestSettings
from tvdbproxy.wiring.callbacks import webhook_policy


def webhooks(*private: str, secret: str = SECRET) -> Webhooks:
    policy = webhook_policy(IngestSettings(callback_private_hosts=private))
    return Webhooks(Fetcher(policy), secret)


PUBLIC = webhooks()


def refusal(url: str, receivers: Webhooks = PUBLIC) -> str:
    with pytest.raises(InvalidRequest) as raised:
        checked_callback_url(url, receivers)
    return raised.value.code


@pytest.mark.parametrize(
    ("url", "called"),
    [
        ("https://app.example.com/hooks/1?of=me", "https://app.example.com/hooks/1?of=me"),
        ("HTTPS://App.Example.com:443/#here", "https://app.example.com/"),
        ("http://app.example.com:8080", "http://app.example.com:8080/"),
        ("https://[2606:4700::1111]:8443/a", "https://[2606:4700::1111]:8443/a"),
        ("https://1.1.1.1/a", "https://1.1.1.1/a"),
        ("https://bücher.example.com/ü", "https://xn--bcher-kva.example.com/ü"),
    ],
)
def test_a_public_address_is_taken_as_it_will_be_called(url: str, called: str) -> None:
    assert checked_callback_url(url, webhooks()) == called


@pytest.mark.proves("S5")
@pytest.mark.parametrize(
    "url",
    [
        "",
        "app.example.com/hook",
        "//app.example.com/hook",
        "ftp://app.example.com/",
        "file:///etc/passwd",
        "gopher://app.example.com/",
        "javascript:alert(1)",
        "https://user@app.example.com/",
        "https://user:word@app.example.com/",
        "https://app.example.com:22/",
        "https://app.example.com:6379/",
        "https://app.example.com:0/",
        "https://app.example.com:99999/",
        "https://app.example.com/a b",
        "https://app.example.com/\r\nX-Injected: 1",
        "https://app.example.com\\@127.0.0.1/",
        "https://app.example.com/\x00",
        "https://" + "a" * LONGEST + ".example.com/",
        "https://app.example.com/" + "a" * LONGEST,
    ],
)
def test_what_is_never_called_is_refused_at_once(url: str) -> None:
    assert refusal(url) == "invalid_callback_url"


@pytest.mark.proves("S1", "S2", "S3")
def test_no_spelling_of_a_private_address_is_taken() -> None:
    for host in hosts():
        assert refusal(f"https://{host}/hook") == "invalid_callback_url", host


@pytest.mark.parametrize(
    "host", ["redis", "localhost", "db.localhost", "printer.local", "vault.internal", "nas.lan"]
)
def test_names_of_inner_networks_are_not_called(host: str) -> None:
    assert refusal(f"http://{host}/") == "invalid_callback_url"


@pytest.mark.parametrize("site", ["127.0.0.1:9000", "app.internal:80", "worker:3000"])
def test_private_hosts_that_the_settings_name_are_called(site: str) -> None:
    url = f"http://{site}/hook".replace(":80/", "/")
    assert checked_callback_url(url, webhooks(site)) == url
    assert refusal("http://127.0.0.1:9001/", webhooks(site)) == "invalid_callback_url"


def test_without_a_secret_nobody_is_called_back() -> None:
    with pytest.raises(InvalidRequest) as raised:
        checked_callback_url("https://app.example.com/", webhooks(secret=""))
    assert raised.value.code == "callbacks_closed"
    assert "CALLBACK_SECRET" in raised.value.public


def test_the_refusal_does_not_tell_of_our_network() -> None:
    said = set()
    for url in ("http://10.0.0.1/", "http://nowhere/", "http://app.example.com:22/", "x"):
        with pytest.raises(InvalidRequest) as raised:
            checked_callback_url(url, webhooks())
        said.add(raised.value.public)
    assert len(said) == 1


def test_no_name_is_looked_up() -> None:
    def look_up(*_: object, **__: object) -> list[tuple[object, ...]]:
        raise AssertionError("a name was looked up")

    policy = FetchPolicy(max_bytes=1, total_seconds=1, private_hosts=hosts_of(["a.test:80"]))
    fetcher = Fetcher(policy, resolver=look_up)
    assert checked_callback_url("https://app.example.com/", Webhooks(fetcher, SECRET))
