"""Values replaced in the bytes of a document, judged by parsing it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tvdbproxy.urls.members import IMAGES, LINKS, Members
from tvdbproxy.urls.rewrite import cut, image_values, rewrite
from tvdbproxy.urls.rewrite_tree import image_places, rewrite_tree

KEYS = sorted(IMAGES.keys)


def marked(value: str) -> str | None:
    """A replacement that shows in which values were asked about; none for every other one."""
    return f'new "{value}"\\ \u00e9/' if len(value) % 2 else None


@pytest.mark.parametrize("key", KEYS)
def test_the_value_of_every_image_key_is_replaced(key: str) -> None:
    assert rewrite(f'{{"{key}": "x"}}'.encode(), lambda _: "y") == f'{{"{key}": "y"}}'.encode()


DOCUMENTS = [
    b'{"image":"x"}',
    b'\r\n{ "image" \t:\n "x" }\n',
    b'{"image":"https:\\/\\/host\\/a.jpg","image":"\\u002fbanners\\u002fa.jpg"}',
    b'{"\\u0069mage":"x","im\\u0061ge" : "y"}',
    b'{"image_\\u0075rl":"x","poster\\u0073":["a","b"]}',
    b'{"overview":"say \\"image\\": \\"x\\" to \\\\","image":"x"}',
    b'{"a\\"image":"x","a\\\\":"y","\\"image":"z"}',
    b'{"image":"ends in a backslash\\\\","thumbnail":"\\""}',
    b'{"a":"image","b":["image","x"],"image":"x"}',
    b'{"image":null,"thumbnail":1.50,"poster":true,"personImgURL":"","image_url":[]}',
    b'{"image":{"image":"x","thumbnail":["y"]},"poster":["z",{"poster":"x"}]}',
    b'{"posters":"x"}',
    b'{"posters":["a", "b" ,"[{\\"c","abc"],"image":"x"}',
    b'{"posters":[],"a":{"posters":[null,"a",1]}}',
    b'{"posters":["a",{"image":"b","posters":["c"]}],"image":"d"}',
    b'{"posters":["a",["b"]],"slug":"posters"}',
    b'{"posters":["a"],"personName":null,"image":"b","x":[{"image":"c"}]}',
    b'[["image","x"],{"image":"x"}]',
    b'"image"',
    b'["posters",["a"]]',
    b"17",
    b"null",
    b'{"imageType":7,"images":"x","Image":"x","image ":"x","myimage":"x"}',
    '{"name":"\u96ea","image":"\u96ea.jpg","overview":"\\ud83d\\ude00"}'.encode(),
    b'{"image":"\\ud800 is half a pair"}',
    b'{"deep":' + b'[{"a":' * 90 + b'{"image":"x"}' + b"}]" * 90 + b"}",
]


@pytest.mark.parametrize("body", DOCUMENTS, ids=lambda body: body.decode()[:40])
@pytest.mark.parametrize("spare", [False, True])
def test_bytes_and_tree_agree(body: bytes, spare: bool) -> None:
    _agree(body, spare)


def test_all_that_is_no_replaced_value_stays_byte_for_byte() -> None:
    body = b'{ "score" : 1.50e+02,"image":"x" ,"name":"\\u00e9\\/","n":-0,"image" : "keep\\/" }\n'
    new = rewrite(body, lambda value: "y" if value == "x" else None)
    assert new == body.replace(b'"x"', b'"y"')


@pytest.mark.parametrize("odd", ["\n", 'a"', "a\\", "\x00", "/", "\u00e9", "\U0001f600\ud800", ""])
def test_a_replacement_is_written_as_json(odd: str) -> None:
    assert json.loads(rewrite(b'{"image":"x"}', lambda _: odd)) == {"image": odd}


@pytest.mark.parametrize("body", DOCUMENTS, ids=lambda body: body.decode()[:40])
def test_values_are_decoded_and_in_their_order(body: bytes) -> None:
    places = image_places(json.loads(body))
    # A key that comes twice in one object is one member of a parsed one, and is seen twice here.
    assert {place.value for place in places} <= set(image_values(body))
    asked: list[str] = []
    rewrite(body, lambda value: asked.append(value))
    assert asked == image_values(body)


def test_each_value_has_its_key() -> None:
    for body in (
        b'{"image":"a","b":{"thumbnail" : "b"},"poster":"c"}',
        b'{"image":"a","b":{"thumbn\\u0061il" : "b"},"poster":"c"}',
    ):
        found = cut(body)
        assert list(zip(found.keys, found.values, strict=True)) == [
            ("image", "a"), ("thumbnail", "b"), ("poster", "c"),
        ]  # fmt: skip


CHARACTER = b'{"id":1,"image":"a","peopleType":"Actor","series":{"image":"b"},"personImgURL":"c"}'


def test_characters_can_keep_their_own_pictures() -> None:
    body = b'{"image":"d","characters":[' + CHARACTER + b',{"image":"e"}]}'
    assert image_values(body, spare_characters=True) == ["d", "b", "e"]
    assert image_values(body) == ["d", "a", "b", "c", "e"]


@pytest.mark.parametrize("sign", ["personName", "peopleType", "personImgURL", "personN\\u0061me"])
def test_whatever_a_character_is_known_by_it_is_one(sign: str) -> None:
    body = f'{{"image":"a","{sign}":null}}'.encode()
    assert rewrite(body, lambda _: "y", spare_characters=True) == body


PAGE = (
    b'{"status":"success","data":[{"self":"no","next":"no"}],"links":{"prev":null,'
    b'"self":"https://a/v4/series?page=0","next":"https://a/v4/series?page=1","total_items":2}}'
)


def test_links_are_replaced_inside_of_links_alone() -> None:
    new = json.loads(rewrite(PAGE, lambda value: value.replace("https://a", "https://b"), LINKS))
    assert new["data"] == [{"self": "no", "next": "no"}]
    assert new["links"] == {
        "prev": None,
        "self": "https://b/v4/series?page=0",
        "next": "https://b/v4/series?page=1",
        "total_items": 2,
    }


LINKED = [
    PAGE,
    PAGE.replace(b'"links"', b'"link\\u0073"'),
    PAGE.replace(b'"links":', b'"a\\"links":'),
    b'{"links":null,"self":"a"}',
    b'{"links":[{"self":"a"}],"next":"b"}',
    b'{"links":{"links":{"self":"a"},"self":"b","x":{"next":"c"},"prev":"d"}}',
    b'{"links":{"x":[{"self":"a"},"}"],"s\\u0065lf":"b"},"links":{"self":"}c{"}}',
    b'["links",{"self":"a"}]',
]


@pytest.mark.parametrize("body", LINKED)
def test_members_of_an_owner_are_those_of_the_parsed_object(body: bytes) -> None:
    new = json.loads(rewrite(body, marked, LINKS))
    assert new == _links_marked(json.loads(body))


def test_other_members_can_be_meant() -> None:
    names = Members(frozenset({"name", "a|b."}))
    assert rewrite(b'{"name":"x","a|b.":"y","a":"z","bx":"z"}', lambda _: "n", names) == (
        b'{"name":"n","a|b.":"n","a":"z","bx":"z"}'
    )


TEXTS = st.text(max_size=5) | st.sampled_from(
    [
        "image",
        '"image"',
        '"image":"x"',
        "\\",
        '\\"',
        "[{",
        "}",
        "/banners/a.jpg",
        "\\u0069",
        "\u2028",
    ]
)
NAMES = st.sampled_from([*KEYS, "personName", "peopleType", "links", "self", "next", "id"]) | TEXTS
LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXTS
TREES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(NAMES, inner, max_size=5)
        | st.dictionaries(NAMES, st.lists(TEXTS, max_size=3), max_size=3)
    ),
    max_leaves=25,
)


def _escaped(text: str, every: int) -> str:
    """A JSON string in which every so many'th character is written as an escape."""
    parts = []
    for at, letter in enumerate(text):
        plain = json.dumps(letter, ensure_ascii=False)[1:-1]
        is_escaped = every and at % every == 0 and len(plain) == 1 and ord(letter) < 0x10000
        parts.append(f"\\u{ord(letter):04x}" if is_escaped else plain)
    return '"' + "".join(parts) + '"'


def _written(tree: Any, space: str, every: int) -> str:
    """A document with white space wherever it may be, and escapes where they need not be."""
    if isinstance(tree, str):
        return _escaped(tree, every)
    if isinstance(tree, list):
        return f"[{space}" + f"{space},".join(_written(v, space, every) for v in tree) + f"{space}]"
    if isinstance(tree, dict):
        members = (
            f"{_escaped(key, every)}{space}:{space}{_written(value, space, every)}"
            for key, value in tree.items()
        )
        return f"{{{space}" + f"{space},{space}".join(members) + f"{space}}}"
    return json.dumps(tree)


DOCUMENT = st.builds(
    lambda tree, space, every: _written(tree, space, every).encode("utf-8", "surrogatepass"),
    TREES,
    st.sampled_from(["", " ", "\n\t", "\r\n "]),
    st.integers(0, 3),
)


@given(DOCUMENT, st.booleans())
def test_bytes_and_tree_agree_on_any_document(body: bytes, spare: bool) -> None:
    _agree(body, spare)


@given(DOCUMENT)
def test_links_agree_on_any_document(body: bytes) -> None:
    assert json.loads(rewrite(body, marked, LINKS)) == _links_marked(json.loads(body))


@given(DOCUMENT, st.booleans())
def test_with_nothing_to_replace_no_byte_changes(body: bytes, spare: bool) -> None:
    nothing: Callable[[str], None] = lambda _: None  # noqa: E731
    assert rewrite(body, nothing, spare_characters=spare) == body
    assert rewrite(body, nothing, LINKS) == body


def _agree(body: bytes, spare: bool) -> None:
    by_bytes = json.loads(rewrite(body, marked, spare_characters=spare))
    assert by_bytes == rewrite_tree(json.loads(body), marked, spare_characters=spare)


def _links_marked(document: Any, key: str | None = None) -> Any:
    """The same by the plainest of means."""
    if isinstance(document, list):
        return [_links_marked(value) for value in document]
    if not isinstance(document, dict):
        return document
    new = {name: _links_marked(value, name) for name, value in document.items()}
    if key == "links":
        for name in LINKS.keys & new.keys():
            if isinstance(new[name], str):
                new[name] = marked(new[name]) or new[name]
    return new
