"""Who may use the admin doors."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tvdbproxy.access.admin import check_admin
from tvdbproxy.errors import Forbidden, Unauthorized

KEY = "a-long-admin-key"


def test_the_key_opens_and_names_its_caller_without_telling_the_key() -> None:
    caller = check_admin(KEY, KEY)
    assert caller == check_admin(KEY, KEY) != check_admin("other", "other")
    assert caller not in KEY
    assert len(caller) == 12


@pytest.mark.proves("A3")
@given(st.text(alphabet=st.characters(exclude_categories=())).filter(lambda text: text != KEY))
@example("\ud800")
def test_any_other_text_is_no_key(text: str) -> None:
    with pytest.raises(Unauthorized):
        check_admin(text, KEY)


@pytest.mark.proves("A3")
@pytest.mark.parametrize("given_key", [None, ""])
def test_nobody_is_asked_for_a_key(given_key: str | None) -> None:
    with pytest.raises(Unauthorized, match="Send the admin key"):
        check_admin(given_key, KEY)


@pytest.mark.proves("A3")
@pytest.mark.parametrize("given_key", [None, "", KEY])
def test_without_a_configured_key_the_doors_are_closed(given_key: str | None) -> None:
    with pytest.raises(Forbidden) as caught:
        check_admin(given_key, "")
    assert caught.value.code == "admin_closed"
