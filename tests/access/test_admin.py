"""Who may use the admin doors."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.access.conftest import ADDRESS, MakeKey
from tvdbproxy.access import keys
from tvdbproxy.access.admin import check_admin
from tvdbproxy.access.doorkeeper import Doorkeeper
from tvdbproxy.db.database import Database
from tvdbproxy.errors import Forbidden, Unauthorized

KEY = "a-long-admin-key"


def test_the_key_opens_and_names_its_caller_without_telling_the_key(
    doorkeeper: Doorkeeper,
) -> None:
    caller = check_admin(KEY, KEY, doorkeeper)
    assert caller == check_admin(KEY, KEY, doorkeeper) != check_admin("other", "other", doorkeeper)
    assert caller not in KEY
    assert len(caller) == 12


@pytest.mark.parametrize("configured", [KEY, ""])
def test_a_key_with_the_role_opens_and_its_id_names_the_caller(
    doorkeeper: Doorkeeper, make_key: MakeKey, configured: str
) -> None:
    issued = make_key(role="admin")
    assert check_admin(issued.text, configured, doorkeeper) == issued.key.id


@pytest.mark.proves("A3")
def test_any_other_text_is_no_key(doorkeeper: Doorkeeper) -> None:
    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
    @given(st.text(alphabet=st.characters(exclude_categories=())).filter(lambda text: text != KEY))
    @example("\ud800")
    def try_(text: str) -> None:
        with pytest.raises(Unauthorized):
            check_admin(text, KEY, doorkeeper)

    try_()


@pytest.mark.proves("A3")
@pytest.mark.parametrize("configured", [KEY, ""])
def test_a_key_of_another_role_is_known_and_may_not(
    doorkeeper: Doorkeeper, make_key: MakeKey, configured: str
) -> None:
    make_key(role="admin")
    with pytest.raises(Forbidden) as caught:
        check_admin(make_key().text, configured, doorkeeper)
    assert caught.value.code == "forbidden"


@pytest.mark.proves("A3")
@pytest.mark.parametrize("end", [keys.revoke, keys.rotate])
def test_an_admin_key_that_was_ended_is_refused_at_once(
    database: Database, doorkeeper: Doorkeeper, make_key: MakeKey, end
) -> None:
    issued = make_key(role="admin")
    assert check_admin(issued.text, KEY, doorkeeper)
    with database.write() as session:
        end(session, issued.key.id)
    with pytest.raises(Unauthorized):
        check_admin(issued.text, KEY, doorkeeper)


@pytest.mark.proves("A3")
def test_a_token_is_no_admin_key(doorkeeper: Doorkeeper, make_key: MakeKey) -> None:
    issued = make_key(role="admin")
    with pytest.raises(Unauthorized):
        check_admin(doorkeeper.log_in(issued.text, None, ADDRESS), KEY, doorkeeper)


@pytest.mark.proves("A3")
@pytest.mark.parametrize("given_key", [None, ""])
def test_nobody_is_asked_for_a_key(doorkeeper: Doorkeeper, given_key: str | None) -> None:
    with pytest.raises(Unauthorized, match="Send the admin key"):
        check_admin(given_key, KEY, doorkeeper)


@pytest.mark.proves("A3")
@pytest.mark.parametrize("given_key", [None, "", KEY, "a client's"])
def test_without_any_admin_key_the_doors_are_closed(
    database: Database, doorkeeper: Doorkeeper, make_key: MakeKey, given_key: str | None
) -> None:
    client, ended = make_key(), make_key(role="admin")
    with database.write() as session:
        keys.revoke(session, ended.key.id)
    given_key = client.text if given_key == "a client's" else given_key
    with pytest.raises(Forbidden) as caught:
        check_admin(given_key, "", doorkeeper)
    assert caught.value.code == "admin_closed"
