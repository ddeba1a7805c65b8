"""The token's life by the clock: renewed ahead, kept where renewal has to wait."""

from __future__ import annotations

import base64
import json
from threading import Event, Thread

import pytest

from tvdbproxy.errors import UpstreamDenied, UpstreamTimeout, UpstreamUnavailable
from tvdbproxy.upstream.expiry import expiry_of
from tvdbproxy.upstream.token import TokenKeeper

DAY = 86400.0


class World:
    """A clock, and a login that gives out tokens of thirty days or fails."""

    def __init__(self, jwt) -> None:
        self.now = 1_800_000_000.0
        self.jumped = 0.0
        self.logins = 0
        self.life = 30 * DAY
        self.trouble: Exception | None = None
        self._jwt = jwt

    def log_in(self) -> str:
        self.logins += 1
        if self.trouble:
            raise self.trouble
        return self._jwt(self.now + self.jumped + self.life, self.logins)

    def keeper(self) -> TokenKeeper:
        wall = lambda: self.now + self.jumped  # noqa: E731
        return TokenKeeper(self.log_in, clock=lambda: self.now, wall=wall)


@pytest.fixture
def world(jwt) -> World:
    return World(jwt)


def test_a_token_is_kept_until_a_day_before_its_end(world: World) -> None:
    keeper = world.keeper()
    first = keeper.current()

    world.now += 29 * DAY - 1
    assert keeper.current() == first
    world.now += 1
    assert keeper.current() != first
    assert world.logins == 2


def test_a_short_token_is_kept_for_most_of_its_life(world: World) -> None:
    world.life = 1000
    keeper = world.keeper()
    first = keeper.current()

    world.now += 899
    assert keeper.current() == first
    world.now += 1
    assert keeper.current() != first


@pytest.mark.proves("F42")
def test_a_token_that_seems_to_have_ended_already_is_used_for_a_while(world: World) -> None:
    """Clocks disagree; logging in before every question would help nobody."""
    world.life = -DAY
    keeper = world.keeper()

    assert keeper.current() == keeper.current()
    assert world.logins == 1


@pytest.mark.parametrize("trouble", [UpstreamUnavailable("down"), UpstreamTimeout("slow")])
def test_an_early_renewal_that_fails_waits_a_minute(world: World, trouble: Exception) -> None:
    keeper = world.keeper()
    first = keeper.current()
    world.now += 29 * DAY
    world.trouble = trouble

    assert [keeper.current() for _ in range(5)] == [first] * 5
    assert world.logins == 2
    world.now += 60
    keeper.current()
    assert world.logins == 3


def test_a_token_past_its_end_is_not_used(world: World) -> None:
    keeper = world.keeper()
    keeper.current()
    world.now += 31 * DAY
    world.trouble = UpstreamUnavailable("down")

    with pytest.raises(UpstreamUnavailable):
        keeper.current()


@pytest.mark.proves("F43")
@pytest.mark.parametrize("jump", [-365 * DAY, 365 * DAY])
def test_a_clock_that_jumps_changes_no_tokens_life(world: World, jump: float) -> None:
    keeper = world.keeper()
    first = keeper.current()
    world.jumped = jump
    assert keeper.current() == first
    world.now += 29 * DAY
    assert keeper.current() != first


@pytest.mark.proves("F43")
def test_a_clock_that_is_set_back_makes_no_rest_longer(world: World) -> None:
    keeper, world.trouble = world.keeper(), UpstreamDenied("no")
    with pytest.raises(UpstreamDenied):
        keeper.current()
    world.now, world.jumped, world.trouble = world.now + 60, -DAY, None
    assert keeper.current()


def test_a_refused_key_is_tried_again_after_a_minute(world: World) -> None:
    keeper, world.trouble = world.keeper(), UpstreamDenied("no")
    for _ in range(3):
        with pytest.raises(UpstreamDenied):
            keeper.current()
    assert world.logins == 1

    world.now, world.trouble = world.now + 60, None

    assert keeper.current()


def test_a_renewal_that_another_thread_has_done_is_not_done_again(world: World) -> None:
    keeper = world.keeper()
    first = keeper.current()

    second = keeper.renewed(first)

    assert keeper.renewed(first) == second
    assert world.logins == 2


def test_a_renewal_done_between_look_and_leap_is_not_done_again(world: World) -> None:
    """Another thread renews after this one has seen that the token is due."""
    others: list[str] = []

    def clock() -> float:
        if others == ["due"]:
            others[0] = "busy"
            others[0] = keeper.renewed(first)
        return world.now

    keeper = TokenKeeper(world.log_in, clock=clock, wall=lambda: world.now)
    first = keeper.current()
    world.now += 31 * DAY
    others.append("due")

    assert keeper.current() == others[0] != first
    assert world.logins == 2


def test_those_who_wait_for_a_login_share_its_failure(world: World) -> None:
    asked, answer, outcomes = Event(), Event(), []

    def hang() -> str:
        world.logins += 1
        asked.set()
        answer.wait(10)
        raise UpstreamUnavailable("down")

    keeper = TokenKeeper(hang)

    def want() -> None:
        try:
            keeper.current()
        except UpstreamUnavailable as error:
            outcomes.append(error)

    threads = [Thread(target=want) for _ in range(10)]
    for thread in threads:
        thread.start()
    asked.wait(10)
    answer.set()
    for thread in threads:
        thread.join()

    assert len(outcomes) == 10


def _with_claims(claims: object) -> str:
    return f"a.{base64.urlsafe_b64encode(json.dumps(claims).encode()).decode()}.c"


@pytest.mark.parametrize("claims", [{"exp": 1234}, {"exp": 1234.0}, {"exp": "1234"}])
def test_the_end_is_read_from_the_token(claims: object) -> None:
    assert expiry_of(_with_claims(claims), now=0) == 1234


@pytest.mark.parametrize(
    "token",
    ["", "opaque", "a.b", "a..c", "a.!!!.c", "a.e30.c", "ä.ö.ü"]
    + [_with_claims(claims) for claims in (None, [], {"exp": None}, {"exp": []}, {"exp": "soon"})]
    + [_with_claims({"exp": 10**400}), "a." + "W1tb" * 50_000 + ".c"],
)
def test_a_token_that_does_not_say_is_good_for_a_day(token: str) -> None:
    assert expiry_of(token, now=1000) == 1000 + DAY
