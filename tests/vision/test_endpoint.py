"""What either endpoint does with a server that misbehaves, and with settings."""

from __future__ import annotations

import logging
import traceback

import pytest

from tests.vision.conftest import KEY, PICTURE, PROVIDERS, OpenEndpoint, VisionServer
from tvdbproxy.errors import (
    ConfigurationError,
    InvalidRequest,
    SourceNotAllowed,
    TooLarge,
    TvdbProxyError,
    UpstreamBad,
    UpstreamDenied,
    UpstreamLimited,
    UpstreamTimeout,
    UpstreamUnavailable,
)
from tvdbproxy.settings.ingest import IngestSettings
from tvdbproxy.vision.chat import ChatVision
from tvdbproxy.vision.endpoint import MAX_PICTURE_BYTES, UNREADABLE, VisionEndpoint, may_pass
from tvdbproxy.vision.google import GoogleVision
from tvdbproxy.vision.open import open_vision

MEBIBYTE = 1024 * 1024


@pytest.mark.parametrize(
    ("status", "error", "passes"),
    [
        (400, UpstreamBad, False),
        (401, UpstreamDenied, False),
        (403, UpstreamDenied, False),
        (404, UpstreamBad, False),
        (413, UpstreamBad, False),
        (422, UpstreamBad, False),
        (429, UpstreamLimited, True),
        (500, UpstreamUnavailable, True),
        (502, UpstreamUnavailable, True),
        (503, UpstreamUnavailable, True),
    ],
)
def test_each_status_is_an_error_that_says_whether_to_try_again(
    endpoint: VisionEndpoint,
    vision_server: VisionServer,
    status: int,
    error: type[TvdbProxyError],
    passes: bool,
) -> None:
    vision_server.answer({"error": {"message": "There is no such model."}}, status)
    with pytest.raises(error) as raised:
        endpoint.describe(PICTURE, "image/jpeg")
    assert may_pass(raised.value) is passes
    assert raised.value.upstream_status == status
    if status in (400, 404, 413, 422):
        assert raised.value.code == "vision_refused"
        assert raised.value.detail == "There is no such model."


@pytest.mark.proves("F24")
def test_who_wants_to_be_left_alone_is(
    endpoint: VisionEndpoint, vision_server: VisionServer
) -> None:
    vision_server.answer({}, 429, Retry_After="77")
    waits = []
    for _ in range(2):
        with pytest.raises(UpstreamLimited) as raised:
            endpoint.describe(PICTURE, "image/jpeg")
        waits.append(raised.value.retry_after or 0)
    assert waits[0] == 77
    assert 0 < waits[1] <= 77
    assert len(vision_server.asked) == 1


@pytest.mark.proves("F26")
@pytest.mark.parametrize("provider", PROVIDERS)
def test_one_that_thinks_too_long_is_left_in_time(
    open_endpoint: OpenEndpoint, vision_server: VisionServer, provider: str
) -> None:
    vision_server.gate.clear()
    hasty = open_endpoint(provider, vision_seconds=0.2)
    with pytest.raises(UpstreamTimeout) as raised:
        hasty.describe(PICTURE, "image/jpeg")
    assert may_pass(raised.value)


@pytest.mark.proves("F30")
@pytest.mark.parametrize("status", [200, 400])
@pytest.mark.parametrize("declared", [True, False])
def test_ten_mebibytes_are_not_read_to_the_end(
    endpoint: VisionEndpoint, vision_server: VisionServer, declared: bool, status: int
) -> None:
    vision_server.answer(b" " * 10 * MEBIBYTE, status)
    if not declared:
        vision_server.headers = {"Content-Length": "", "Connection": "close"}
    with pytest.raises(UpstreamBad) as raised:
        endpoint.describe(PICTURE, "image/jpeg")
    assert raised.value.code == UNREADABLE


@pytest.mark.proves("F31")
@pytest.mark.parametrize(
    "body",
    [b"", b"<html>", b"\xff\xfe", b"[]", b"7", b'{"a": NaN}', b'{"a":' * 10**5, b"[" * 10**6],
)
def test_garbage_is_an_unreadable_answer(
    endpoint: VisionEndpoint, vision_server: VisionServer, body: bytes
) -> None:
    vision_server.answer(body)
    with pytest.raises(UpstreamBad) as raised:
        endpoint.describe(PICTURE, "image/jpeg")
    assert raised.value.code == UNREADABLE


@pytest.mark.proves("F27")
def test_an_answer_that_was_cut_may_be_whole_next_time(
    endpoint: VisionEndpoint, vision_server: VisionServer
) -> None:
    vision_server.answer(b'{"choices": [', Content_Length="1000", Connection="close")
    with pytest.raises(UpstreamBad) as raised:
        endpoint.describe(PICTURE, "image/jpeg")
    assert may_pass(raised.value)


@pytest.mark.proves("F33", "S4")
def test_pictures_are_sent_nowhere_else(
    endpoint: VisionEndpoint, vision_server: VisionServer
) -> None:
    elsewhere = VisionServer()
    try:
        vision_server.answer({}, 307, Location=elsewhere.url)
        with pytest.raises(UpstreamBad) as raised:
            endpoint.describe(PICTURE, "image/jpeg")
        assert not may_pass(raised.value)
        assert elsewhere.asked == []
    finally:
        elsewhere.close()


@pytest.mark.parametrize("provider", PROVIDERS)
def test_only_the_host_of_the_settings_is_asked(open_endpoint: OpenEndpoint, provider: str) -> None:
    endpoint = open_endpoint(provider)
    assert isinstance(endpoint, ChatVision | GoogleVision)
    with pytest.raises(SourceNotAllowed):
        endpoint.fetcher.get("http://127.0.0.1:1/")


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_server_that_is_away_may_come_back(
    open_endpoint: OpenEndpoint, vision_server: VisionServer, provider: str
) -> None:
    endpoint = open_endpoint(provider)
    vision_server.close()
    with pytest.raises(UpstreamUnavailable) as raised:
        endpoint.describe(PICTURE, "image/jpeg")
    assert may_pass(raised.value)


def test_what_cannot_be_shown_is_not_sent(
    endpoint: VisionEndpoint, vision_server: VisionServer
) -> None:
    with pytest.raises(InvalidRequest):
        endpoint.describe(PICTURE, "image/svg+xml")
    with pytest.raises(TooLarge):
        endpoint.describe(b"x" * (MAX_PICTURE_BYTES + 1), "image/jpeg")
    assert vision_server.asked == []


def test_a_large_variant_arrives(endpoint: VisionEndpoint, vision_server: VisionServer) -> None:
    vision_server.answer({"choices": [{"message": {"content": "{}"}}], "responses": [{}]})
    endpoint.describe(b"x" * MAX_PICTURE_BYTES, "image/jpeg")
    (asked,) = vision_server.asked
    assert int(asked.headers["content-length"]) > MAX_PICTURE_BYTES


@pytest.mark.parametrize("status", [200, 400, 401, 500])
def test_the_key_is_told_to_nobody_else(
    endpoint: VisionEndpoint,
    vision_server: VisionServer,
    caplog: pytest.LogCaptureFixture,
    status: int,
) -> None:
    caplog.set_level(logging.DEBUG)
    vision_server.answer(b"garbage", status)
    with pytest.raises(TvdbProxyError) as raised:
        endpoint.describe(PICTURE, "image/jpeg")
    told = "".join(traceback.format_exception(raised.value)) + caplog.text + repr(endpoint)
    assert KEY not in told


@pytest.mark.parametrize("provider", PROVIDERS)
def test_all_of_the_time_may_go_to_sending_or_to_thinking(
    open_endpoint: OpenEndpoint, provider: str
) -> None:
    endpoint = open_endpoint(provider, vision_seconds=77)
    assert isinstance(endpoint, ChatVision | GoogleVision)
    policy = endpoint.fetcher.policy
    assert (policy.total_seconds, policy.connect_seconds, policy.read_seconds) == (77, 77, 77)


def test_without_a_provider_there_is_none(clean_environment: None) -> None:
    assert open_vision(IngestSettings()) is None


@pytest.mark.parametrize(
    ("provider", "base"),
    [("openai", "https://api.openai.com/v1"), ("google", "https://vision.googleapis.com/v1")],
)
def test_a_provider_has_an_address_of_its_own(
    open_endpoint: OpenEndpoint, provider: str, base: str
) -> None:
    endpoint = open_endpoint(provider, vision_url="")
    assert isinstance(endpoint, ChatVision | GoogleVision)
    assert endpoint.base == base


def test_an_address_that_is_none_is_told_at_the_start(open_endpoint: OpenEndpoint) -> None:
    with pytest.raises(ConfigurationError):
        open_endpoint("openai", vision_url="http://")
