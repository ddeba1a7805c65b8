"""What ``make chaos`` measures, and what it should come to: a row each in the last table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.reload import OURS, reload_under_load
from chaos.blows import Plan
from chaos.campaign import campaign
from chaos.cleanup_race import cleanup_race
from chaos.herd import herd
from chaos.recovery import recovery
from chaos.ticks import ticks
from chaos.writers import writers
from tests.fuzz.long_runs import ask_a_house, ask_a_server
from tests.fuzz.pictures import fuzz_pictures
from tests.fuzz.seeds import seeds
from tvdbproxy.errors import TvdbProxyError
from tvdbproxy.imaging.order import RenderOrder
from tvdbproxy.imaging.pool import ImagePool
from tvdbproxy.imaging.sizes import Size

Say = Callable[[str], None]

# The sample catalogue has a thousand pictures at this number of titles.
_TITLES, _PICTURES = 312, 1000
_RELOADS = 5
_MUTATIONS, _REQUESTS, _RAW_REQUESTS = 20_000, 50_000, 5_000


@dataclass(frozen=True)
class Goal:
    """One figure beside its target."""

    name: str
    figure: str
    target: str
    reached: bool


def campaign_goal(seed: int, say: Say) -> list[Goal]:
    """A thousand pictures under fire, with the settings that everybody has."""
    plan = Plan()
    outcome = campaign(
        titles=_TITLES, pictures=_PICTURES, plan=plan, seed=seed, settings={}, say=say
    )
    verdict = outcome.verdict
    blows = ", ".join(f"{count} x {name}" for name, count in sorted(outcome.blows.items()))
    seen = ", ".join(f"{count} {name}" for name, count in sorted(outcome.seen.items()))
    say(f"blows: {blows}")
    say(f"refused, as upstream broke them on purpose: {verdict.refused}")
    return [
        Goal(
            "a catalogue under fire: lost, twice, dangling, orphans, claims left",
            f"{verdict.unfinished + len(verdict.silent) + len(verdict.incomplete)}, "
            f"{len(verdict.twice)}, {len(verdict.dangling)}, {len(verdict.orphans)}, "
            f"{len(verdict.held)} of {verdict.pictures:,} pictures in {outcome.seconds:.0f} s",
            "0, 0, 0, 0, 0",
            outcome.survived and verdict.pictures >= _PICTURES,
        ),
        Goal(
            "pictures that a visitor saw meanwhile", seen, "0 wrong", not outcome.seen.get("wrong")
        ),
    ]


def recovery_goal(seed: int, say: Say) -> list[Goal]:
    """Ten kills, idle system, default settings."""
    seconds = sorted(recovery(kills=10).seconds)
    median = seconds[len(seconds) // 2]
    return [
        Goal(
            "recovery of a killed worker's picture",
            f"median {median:.0f} s, worst of {len(seconds)} {seconds[-1]:.0f} s",
            "worst 90 s",
            seconds[-1] <= 90,
        )
    ]


def herd_goal(seed: int, say: Say) -> list[Goal]:
    """200 clients, one cold picture."""
    seen = herd()
    return [
        Goal(
            f"{seen.clients} clients on one cold picture",
            f"{seen.fetches} fetch, {seen.answers} answer, {seen.whole} got it; p95 {seen.p95:.2f} "
            f"s, {seen.p95 / seen.alone:.1f}x one client alone",
            "1 fetch, 1 answer, at most 2x",
            (seen.fetches, seen.answers, seen.whole) == (1, 1, seen.clients)
            and seen.p95 <= 2 * seen.alone,
        )
    ]


def ticks_goal(seed: int, say: Say) -> list[Goal]:
    """Two scheduler processes."""
    seen = ticks()
    return [
        Goal(
            "two schedulers", f"{seen.sent} messages for {seen.due} ticks", "one a tick",
            seen.sent == seen.due,
        )
    ]  # fmt: skip


def race_goal(seed: int, say: Say) -> list[Goal]:
    """The cleanup without grace against a sync."""
    seen = cleanup_race()
    return [
        Goal(
            "cleanup against sync",
            f"{seen.lost} fresh objects lost in {seen.rounds:,} rounds, {seen.deleted:,} orphans "
            f"deleted in {seen.cleanups:,} cleanups",
            "0 lost",
            seen.lost == 0 and seen.deleted > 0,
        )
    ]


def writers_goal(seed: int, say: Say) -> list[Goal]:
    """SQLite under eight processes."""
    seen = writers()
    return [
        Goal(
            "8 processes write one SQLite file",
            f"{seen.failed} of {seen.tried} failed, {seen.lost} lost; p99 {seen.p99:.2f} s, worst "
            f"{seen.worst:.2f} s",
            "0, 0, p99 under 1 s",
            not (seen.failed or seen.lost) and seen.p99 < 1,
        )
    ]


def reload_goal(seed: int, say: Say) -> list[Goal]:
    """Reloads under load, with connections that are reused and with new ones."""
    reused, new = (reload_under_load(OURS, _RELOADS, keep_alive=kept) for kept in (True, False))
    lost = [sum(seen.lost.values()) for seen in (reused, new)]
    return [
        Goal(
            f"requests lost in {_RELOADS} reloads under load",
            f"{lost[0]} of {reused.answered:,} on reused connections, {lost[1]} of "
            f"{new.answered:,} on new ones",
            "0",
            not any(lost),
        )
    ]


def sound_pictures_goal(seed: int, say: Say) -> list[Goal]:
    """Every good picture that the fuzz begins with."""
    sound, refused = seeds(), []
    with ImagePool(2) as pool:
        for picture in sound:
            try:
                pool.render(picture.data, RenderOrder((Size("small", 64, 64),)))
            except TvdbProxyError as error:
                refused.append(f"{picture.name}: {error}")
                say(refused[-1])
    return [
        Goal(
            "good pictures of every kind wrongly refused",
            f"{len(refused)} of {len(sound)}",
            "at most 0.5 %",
            len(refused) <= 0.005 * len(sound),
        )
    ]


def pictures_goal(seed: int, say: Say) -> list[Goal]:
    """Spoilt pictures through real children."""
    seen = fuzz_pictures(_MUTATIONS, seed, report=say)
    say(f"refused: {dict(seen.refused)}")
    return [
        Goal(
            "spoilt pictures",
            f"{seen.rendered:,} rendered and {sum(seen.refused.values()):,} refused of "
            f"{seen.tried:,}; {len(seen.findings)} findings, {seen.crashed} crashes, "
            f"{seen.descriptors} descriptors left",
            "all; 0, 0, 0",
            seen.clean,
        ),
        Goal(
            "the worst of them",
            f"child {seen.worst_child_mb} MB, {seen.worst_seconds:.1f} s; parent grew "
            f"{seen.parent_growth_mb:.0f} MB",
            "1 GB, 10 s, under 20 MB",
            seen.worst_child_mb <= 1024 and seen.worst_seconds <= 10 and seen.parent_growth_mb < 20,
        ),
    ]


def requests_goal(seed: int, say: Say) -> list[Goal]:
    """Nasty requests to every door, and bytes that are hardly a request to a real server."""
    asked, sent = ask_a_house(_REQUESTS, seed, say), ask_a_server(_RAW_REQUESTS, seed, say)
    return [
        Goal(
            "nasty requests",
            f"{len(asked.findings)} wrong answers of {asked.tried:,} to {asked.doors} doors; "
            f"{asked.statuses.get(503, 0)} told to come again for what upstream fails with",
            "0",
            asked.clean,
        ),
        Goal(
            "bytes that are hardly a request",
            f"{len(sent.findings)} wrong ends of {sent.tried:,}; {sent.closed:,} hung up on",
            "0",
            sent.clean,
        ),
    ]


GOALS: dict[str, Callable[[int, Say], list[Goal]]] = {
    "campaign": campaign_goal,
    "recovery": recovery_goal,
    "herd": herd_goal,
    "ticks": ticks_goal,
    "cleanup-race": race_goal,
    "writers": writers_goal,
    "reload": reload_goal,
    "sound-pictures": sound_pictures_goal,
    "pictures": pictures_goal,
    "requests": requests_goal,
}
