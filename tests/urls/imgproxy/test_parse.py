"""Whole addresses: what is an option, what is the source; and nothing but our errors."""

from __future__ import annotations

import base64
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.urls.imgproxy.test_options import NOW, SOURCE, SPEC, WRONG
from tvdbproxy.errors import Forbidden, NotFound
from tvdbproxy.urls.imgproxy.options.table import OPTIONS
from tvdbproxy.urls.imgproxy.parse import Grammar
from tvdbproxy.urls.imgproxy.request import TransformRequest
from tvdbproxy.urls.imgproxy.values import FORMATS

GRAMMAR = Grammar()
ENCODED = base64.urlsafe_b64encode(SOURCE.encode()).rstrip(b"=").decode()


@pytest.mark.parametrize(
    "path",
    [
        f"/{ENCODED}",
        f"//{ENCODED}",
        f"/plain/{SOURCE}",
        f"//plain/{SOURCE}",
        f"/w:0/plain/{SOURCE}",
        f"/w:0/{ENCODED[:16]}/{ENCODED[16:]}",
    ],
)
def test_options_end_where_a_segment_has_no_colon(path: str) -> None:
    request = GRAMMAR.parse(path, NOW)
    assert request == TransformRequest(request.spec, SOURCE)


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "//",
        "/w:300",
        "/w:300/",
        "/w:300/h:200",
        f"/w:300//h:200/plain/{SOURCE}",
        f"///plain/{SOURCE}",
        f"/w/plain/{SOURCE}",
        f"/w:300/-/h:200/plain/{SOURCE}",
        "/plain",
        "/w:300/plain/",
        f"/w:300/enc/{ENCODED}",
    ],
)
def test_what_has_no_source_or_no_sense_is_not_found(path: str) -> None:
    with pytest.raises(NotFound) as refused:
        GRAMMAR.parse(path, NOW)
    assert refused.value.code == "invalid_url"


@pytest.mark.parametrize("kind", ["fit", "fill", "fill-down", "force", "auto", "crop"])
def test_the_form_of_old_is_not_found_with_a_word_of_advice(kind: str) -> None:
    with pytest.raises(NotFound, match="rs:fill:300:200") as refused:
        GRAMMAR.parse(f"/{kind}/300/200/no/1/plain/{SOURCE}", NOW)
    assert refused.value.code == "invalid_url"


@pytest.mark.parametrize("name", FORMATS)
def test_an_extension_is_the_format_and_wins(name: str) -> None:
    for source in (f"plain/{SOURCE}@{name}", f"{ENCODED}.{name}"):
        request = GRAMMAR.parse(f"/f:gif/{source}", NOW)
        assert request.spec.format == FORMATS[name]
        assert request.explicit_format


@pytest.mark.parametrize("extension", ["xyz", "JPG", "best", "j%70g"])
def test_an_extension_that_is_no_format_is_not_found(extension: str) -> None:
    with pytest.raises(NotFound, match="extension"):
        GRAMMAR.parse(f"/plain/{SOURCE}@{extension}", NOW)


def test_raw_pictures_have_no_extension() -> None:
    request = Grammar(allow_raw=True).parse(f"/raw:1/plain/{SOURCE}@png", NOW)
    assert not request.explicit_format
    assert request.spec.format is None


def test_a_colon_that_a_proxy_escaped_is_the_same_address() -> None:
    signature, path = GRAMMAR.split(f"/sig/rs%3Afill%3a3:2/plain/{SOURCE}?x=1")
    assert signature == "sig"
    assert GRAMMAR.parse(path, NOW).spec.width == 3


words = st.sampled_from(
    [*OPTIONS, "preset", "pr", "plain", "enc", "fit", "default", "thumbnail", "nothing", "", "-"]
)
texts = st.one_of(
    st.sampled_from([a for rows in (*SPEC.values(), *WRONG.values()) for a in rows]),
    st.text(max_size=12),
    st.text(alphabet="0123456789.-+eE:x", max_size=12),
    st.sampled_from(["nan", "inf", "-0", "1e9", "1e10", "9" * 30, "%", "@", "\udc80", "\x00"]),
)
segments = st.one_of(
    st.tuples(words, texts).map(":".join),
    texts,
    words,
    st.sampled_from([ENCODED, "plain", SOURCE, f"{ENCODED}.png", f"{SOURCE}@webp"]),
)
targets = st.lists(segments, max_size=6).map("/".join)
GRAMMARS = [
    Grammar(only_presets=only, allow_raw=leave, allow_security_options=leave)
    for only, leave in product([False, True], repeat=2)
]


@settings(deadline=None, max_examples=500)
@given(st.one_of(targets, st.text(max_size=60)), st.sampled_from(GRAMMARS))
def test_no_address_is_a_fault(target: str, grammar: Grammar) -> None:
    try:
        _, path = grammar.split(f"/signature/{target}")
        request = grammar.parse(path, NOW)
    except (NotFound, Forbidden) as error:
        assert error.code in ("invalid_url", "url_expired", "option_not_permitted")  # noqa: PT017
    else:
        assert request.source
        assert request.spec.width <= 10**9
