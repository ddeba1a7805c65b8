"""Exactly one text signs a path, whatever is tried; and the door is closed by default."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import string

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tvdbproxy.errors import Forbidden
from tvdbproxy.settings import TransformSettings
from tvdbproxy.urls.imgproxy.canonical import split_target
from tvdbproxy.urls.imgproxy.signature import Signatures

PAIR = (b"key of the house", b"salt")
OTHER = (b"another key", b"pepper")
PATH = "/rs:fill:300:200/g:no/plain/https://img.example.com/a/b.jpg@webp"
URL_SAFE = string.ascii_letters + string.digits + "-_"


def signed(path: str = PATH, size: int = 32, pair: tuple[bytes, bytes] = PAIR) -> str:
    """Independently of the code under test."""
    digest = hmac.new(pair[0], pair[1] + path.encode(), hashlib.sha256).digest()[:size]
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def refused(signatures: Signatures, signature: str, path: str = PATH) -> str:
    with pytest.raises(Forbidden) as error:
        signatures.check(signature, path)
    return error.value.code


def test_a_path_is_signed_as_a_client_library_signs_it() -> None:
    """Recorded from `imgproxy` 1.0.0 of PyPI."""
    key = bytes.fromhex("943b421c9eb07c830af81030552c86009268de4e532ba2ee2eab8247c6da0881")
    salt = bytes.fromhex("520f986b998545b4785e0defbc4f3c1203f22de2374a3d53cb7a7fe9fea309c5")
    path = "/g:ce/rs:auto:800:400:0/czM6Ly9waWN0dXJlcy9wb3N0ZXJzLzkxMDAwMS5qcGc"
    assert Signatures(((key, salt),)).sign(path) == "ERZRM0DnD7U_NsHe3Kbl8pYe-MBqqBmMfdp5fS2Sff4"


@pytest.mark.parametrize("size", range(1, 33))
def test_what_is_signed_passes_at_every_size(size: int) -> None:
    signatures = Signatures((PAIR,), size=size)
    assert signatures.sign(PATH) == signed(size=size)
    signatures.check(signed(size=size), PATH)
    other = size - 1 if size > 1 else 2
    assert refused(signatures, signed(size=other)) == "signature_invalid"


@pytest.mark.proves("G1")
@pytest.mark.parametrize(
    "signature",
    [
        "",
        signed()[:-1],
        signed() + "A",
        signed(pair=OTHER),
        signed(pair=(PAIR[0], OTHER[1])),
        signed("/w:1/plain/s3://a/b"),
        signed(PATH[1:]),
        signed().swapcase(),
        "unsafe",
        "insecure",
        "_",
        base64.b64encode(b"x" * 32).decode(),
    ],
)
def test_any_other_signature_is_forbidden(signature: str) -> None:
    assert refused(Signatures((PAIR,)), signature) == "signature_invalid"


@pytest.mark.proves("G1")
@pytest.mark.parametrize(
    "path",
    [
        PATH + "/",
        "/" + PATH,
        PATH.replace("/g:no", "//g:no"),
        PATH.replace("300:200", "200:300"),
        PATH.replace("rs:fill:300:200/g:no", "g:no/rs:fill:300:200"),
        PATH.upper(),
        PATH.replace("https", "HTTPS"),
        PATH.replace("plain", "%70lain"),
        PATH.replace(":", "%253A"),
        PATH.replace("a/b", "a%2Fb"),
        PATH.replace("@webp", "@png"),
        PATH.removesuffix("@webp"),
    ],
)
def test_a_signature_does_not_fit_another_path(path: str) -> None:
    assert refused(Signatures((PAIR,)), signed(), path) == "signature_invalid"


@pytest.mark.proves("G2")
def test_one_text_alone_stands_for_a_digest() -> None:
    """All of these decode to the same bytes with a lenient decoder."""
    good = signed()
    last = URL_SAFE.index(good[-1])
    spellings = [good[:-1] + letter for letter in URL_SAFE if letter != good[-1]]
    assert last % 4 == 0  # the others that differ in the two loose bits are among them
    spellings += [f"{good}=", f"{good}==", f" {good}", f"{good}\n", f"{good[:5]}!{good[5:]}"]
    spellings += [good.replace("-", "+").replace("_", "/") + "+"]
    for spelling in spellings:
        assert refused(Signatures((PAIR,)), spelling) == "signature_invalid"


@pytest.mark.proves("G3")
@pytest.mark.parametrize("signature", ["é", "\udcff" * 43, "☃", signed()[:-1] + "\xff", "\x00"])
def test_a_signature_beyond_ascii_is_forbidden_and_no_fault(signature: str) -> None:
    assert refused(Signatures((PAIR,)), signature) == "signature_invalid"
    assert refused(Signatures((PAIR,), trusted=("open",)), signature) == "signature_invalid"


@pytest.mark.proves("G4")
def test_every_comparison_is_of_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[object, object]] = []
    real = hmac.compare_digest

    def watched(one: bytes, other: bytes) -> bool:
        seen.append((one, other))
        return real(one, other)

    monkeypatch.setattr(hmac, "compare_digest", watched)
    Signatures((PAIR, OTHER), trusted=("open",)).check(signed(), PATH)
    given = signed().encode()
    assert seen == [
        (given, b"open"),
        (given, given),
        (given, signed(pair=OTHER).encode()),
    ]


@pytest.mark.proves("G6")
def test_old_and_new_keys_count_and_a_removed_one_does_not() -> None:
    both = Signatures((OTHER, PAIR))
    both.check(signed(), PATH)
    both.check(signed(pair=OTHER), PATH)
    assert both.sign(PATH) == signed(pair=OTHER)
    assert refused(Signatures((OTHER,)), signed()) == "signature_invalid"
    # Key and salt belong together.
    assert refused(both, signed(pair=(PAIR[0], OTHER[1]))) == "signature_invalid"


def test_trusted_texts_pass_as_they_stand_and_no_others() -> None:
    signatures = Signatures((PAIR,), trusted=("letmein", "and:me"))
    signatures.check("letmein", PATH)
    signatures.check("and:me", "/anything")
    assert refused(signatures, "letmei") == "signature_invalid"
    Signatures(trusted=("letmein",)).check("letmein", PATH)


@pytest.mark.proves("G7")
@pytest.mark.parametrize("signature", ["unsafe", "insecure", "_", signed(), "rs:fill:1:1"])
def test_without_keys_the_door_is_closed(signature: str) -> None:
    closed = Signatures.of(TransformSettings(_env_file=None))
    assert refused(closed, signature) == "transforms_closed"


def test_without_keys_anything_passes_where_it_is_permitted_but_an_option() -> None:
    open_ = Signatures(allow_unsigned=True)
    for signature in ("unsafe", "insecure", "_", "whatever", signed()):
        open_.check(signature, PATH)
    assert refused(open_, "rs:fill:300:200") == "signature_missing"
    assert open_.sign(PATH) == "unsafe"


def test_with_keys_a_forgotten_signature_is_told_apart() -> None:
    with pytest.raises(Forbidden, match="looks like an option") as error:
        Signatures((PAIR,)).check("rs:fill:300:200", "/plain/s3://a/b")
    assert error.value.code == "signature_missing"


def test_with_keys_and_leave_only_the_usual_words_pass_unsigned() -> None:
    lenient = Signatures((PAIR,), allow_unsigned=True)
    for signature in ("unsafe", "insecure", "_", "-", signed()):
        lenient.check(signature, PATH)
    assert refused(lenient, signed()[:-1]) == "signature_invalid"


def test_the_settings_are_read_pair_by_pair() -> None:
    given = TransformSettings(
        imgproxy_key="aa,bb", imgproxy_salt="cc,dd", imgproxy_signature_size=8, _env_file=None
    )
    signatures = Signatures.of(given)
    assert signatures.pairs == ((b"\xaa", b"\xcc"), (b"\xbb", b"\xdd"))
    assert signatures.sign(PATH) == signed(size=8, pair=(b"\xaa", b"\xcc"))


edits = st.tuples(
    st.sampled_from(["insert", "delete", "replace"]),
    st.integers(0, 200),
    st.characters(min_codepoint=1, max_codepoint=0x2FF),
)


def edited(text: str, edit: tuple[str, int, str]) -> str:
    how, place, letter = edit
    at = place % len(text)
    if how == "insert":
        return text[:at] + letter + text[at:]
    return text[:at] + (letter if how == "replace" else "") + text[at + 1 :]


@pytest.mark.proves("G2")
@settings(deadline=None, max_examples=500)
@given(edits)
def test_no_signature_with_one_letter_changed_passes(edit: tuple[str, int, str]) -> None:
    changed = edited(signed(), edit)
    assume(changed != signed())
    with pytest.raises(Forbidden):
        Signatures((PAIR,)).check(changed, PATH)


@pytest.mark.proves("G1")
@settings(deadline=None, max_examples=500)
@given(edits)
def test_no_path_with_one_letter_changed_passes(edit: tuple[str, int, str]) -> None:
    """But where proxies break addresses: what was mended is the same path."""
    # The slash before it belongs to no edit: without it nothing is left to take apart, and
    # nothing is left behind a question mark that is put there.
    changed = edited(PATH[1:], edit)
    assume(not changed.startswith("?"))
    _, path = split_target(f"/{signed()}/{changed}")
    assume(path != PATH)
    with pytest.raises(Forbidden):
        Signatures((PAIR,)).check(signed(), path)


@settings(deadline=None, max_examples=200)
@given(st.text(min_size=1, max_size=200), st.integers(1, 32))
def test_whatever_is_signed_passes_the_check(path: str, size: int) -> None:
    signatures = Signatures(((secrets.token_bytes(32), secrets.token_bytes(32)),), size=size)
    signatures.check(signatures.sign(path), path)
