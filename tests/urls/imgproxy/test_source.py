"""Which picture an address is about, plain and in base64, with its extension."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tvdbproxy.errors import ConfigurationError, NotFound
from tvdbproxy.urls.imgproxy.replacements import Rewriting
from tvdbproxy.urls.imgproxy.source import read_source

URL = "https://img.example.com/a/b.jpg"


def encoded(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


def pieces(text: str, size: int = 16) -> list[str]:
    return [text[at : at + size] for at in range(0, len(text), size)]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (encoded(URL), (URL, "")),
        (encoded(URL) + ".png", (URL, "png")),
        (encoded(URL) + ".", (URL, "")),
        (encoded("s3://a/b") + "=", ("s3://a/b", "")),
        ("/".join(pieces(encoded(URL))), (URL, "")),
        ("/".join(pieces(encoded(URL) + ".webp")), (URL, "webp")),
        ("/".join(pieces(encoded(URL), 1)), (URL, "")),
        (encoded("s3://a/?>~é"), ("s3://a/?>~é", "")),
        ("plain/s3://a/b.jpg", ("s3://a/b.jpg", "")),
        ("plain/s3://a/b.jpg@png", ("s3://a/b.jpg", "png")),
        ("plain/s3://a/b.jpg@", ("s3://a/b.jpg", "")),
        ("plain/s3://a/b%40c@png", ("s3://a/b@c", "png")),
        ("plain/s3://a/b+c%20d%2Be", ("s3://a/b+c d+e", "")),
        ("plain/http://a/b%3Fv=1%26w%3d2%23x", ("http://a/b?v=1&w=2#x", "")),
        ("plain/s3%3A%2F%2Fa%2F%C3%A9", ("s3://a/é", "")),
        ("plain/s3://a/%25", ("s3://a/%", "")),
        ("plain/s3://a/\xc3\xa9", ("s3://a/é", "")),
        ("plain/s3://a//b/", ("s3://a//b/", "")),
        ("plain/plain/x", ("plain/x", "")),
        ("plain/w:300/x", ("w:300/x", "")),
    ],
)
def test_a_source_is_read(path: str, expected: tuple[str, str]) -> None:
    assert read_source(path.split("/")) == expected


@pytest.mark.parametrize(
    "path",
    [
        "",
        ".png",
        "plain",
        "plain/",
        "plain/@png",
        "plain/s3://a/b@c@png",
        "plain/s3://a/%",
        "plain/s3://a/%2",
        "plain/s3://a/%zz",
        "plain/s3://a/%ff",
        "plain/s3://a/\xff",
        "plain/s3://a/☃",
        "plain/s3://a/%00",
        "plain/s3://a/%0d%0aX:1",
        encoded(URL) + ".png.webp",
        encoded(URL) + "!",
        encoded(URL) + "/w:300",
        encoded("s3://a/b") + "=A",
        base64.b64encode(b"s3://a/?>~>>>???").decode(),
        "A",
        "_w",
        encoded("s3://a/\n"),
        f"enc/{encoded(URL)}",
        "é",
    ],
)
def test_what_is_no_source_is_not_found(path: str) -> None:
    with pytest.raises(NotFound) as refused:
        read_source(path.split("/"))
    assert refused.value.code == "invalid_url"


def test_no_source_at_all_is_not_found() -> None:
    with pytest.raises(NotFound, match="source is missing"):
        read_source([])


def test_a_name_for_search_engines_is_left_out_where_it_is_expected() -> None:
    segments = [*pieces(encoded(URL)), "my-nice-poster.jpg"]
    assert read_source(segments, with_filename=True) == (URL, "")
    assert read_source([f"{encoded(URL)}.png"], with_filename=True) == (URL, "png")
    with pytest.raises(NotFound):
        read_source(segments)
    assert read_source(["plain", "s3:", "", "a", "b"], with_filename=True) == ("s3://a/b", "")


@given(st.text(st.characters(min_codepoint=0x20, exclude_categories=["Cs"]), min_size=1))
def test_whatever_is_encoded_is_read_again(text: str) -> None:
    source = f"s3://{text}".replace("\x7f", "")
    assert read_source(pieces(encoded(source))) == (source, "")


@pytest.mark.parametrize(
    ("replacements", "base", "source", "expected"),
    [
        ("", "", "s3://a/b", "s3://a/b"),
        ("", "https://img.example.com/", "a/b.jpg", "https://img.example.com/a/b.jpg"),
        ("", "https://img.example.com/", f"{URL}", URL),
        ("mys3://=s3://pictures/", "", "mys3://a/b", "s3://pictures/a/b"),
        ("mys3://=s3://pictures/", "", "x/mys3://a/b", "x/mys3://a/b"),
        ("b://*/=s3://${1}/x/", "", "b://one/two/three", "s3://one/x/two/three"),
        ("b://*/*/=s3://${2}-${1}/", "", "b://one/two/three", "s3://two-one/three"),
        ("b://*/=s3://${1}/", "", "b://", "b://"),
        ("a=b;b=c;", "", "a/x", "c/x"),
        ("a.c=x", "", "abc", "abc"),
        ("a=b=c", "", "a/x", "b=c/x"),
        ("x://=posters/", "tvdb://", "x://1", "tvdb://posters/1"),
        (r"x=\1\g<0>", "", "x/y", r"\1\g<0>/y"),
    ],
)
def test_sources_are_rewritten_as_the_operator_wants(
    replacements: str, base: str, source: str, expected: str
) -> None:
    assert Rewriting.of(replacements, base)(source) == expected


@pytest.mark.parametrize("text", ["abc", "=x", "a=b;c", "a=${1}", "a*=${2}", "a*=${0}"])
def test_a_replacement_that_is_none_stops_the_start(text: str) -> None:
    with pytest.raises(ConfigurationError, match="IMGPROXY_URL_REPLACEMENTS"):
        Rewriting.of(text, "")
