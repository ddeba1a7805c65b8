"""The example that walks through the descriptions finds every promise kept, and is strict."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from types import ModuleType
from typing import Any

import pytest

from tests.flows.conftest import MakeWorld
from tests.house.processes import CHECKOUT, worker_here
from tests.house.served import served
from tests.house.uploads import SECRET
from tvdbproxy.db.database import Database

WALK = CHECKOUT / "examples" / "walk_documents.py"


def test_all_that_the_descriptions_promise_is_there(
    make_world: MakeWorld, sqlite_database: Database
) -> None:
    world = make_world(sqlite_database, jwt_secret_key=SECRET, media_api_key="the-media-key")
    with served(world.services) as base, worker_here(world.services):
        walked = subprocess.run(
            [sys.executable, str(WALK)],
            env={"BASE_URL": base, "JWT_SECRET_KEY": SECRET, "MEDIA_API_KEY": "the-media-key"},
            capture_output=True,
            text=True,
            timeout=120,
        )
    told = walked.stdout[-2000:] + walked.stderr[-2000:]
    assert walked.returncode == 0, told
    assert walked.stdout.endswith("all that is promised is there\n"), told


@pytest.fixture(scope="module")
def walk() -> ModuleType:
    spec = importlib.util.spec_from_file_location("walk_documents", WALK)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("promise", "answer"),
    [
        ({"a": int}, {}),
        ({"a": int}, {"a": "1"}),
        ({"a": int}, {"a": True}),
        ({"a": bool}, {"a": 1}),
        ({"a": re.compile("x+")}, {"a": "xxy"}),
        ({"a": re.compile("x+")}, {"a": None}),
        ({"a": "completed"}, {"a": "failed"}),
        ({"a": (type(None), int)}, {"a": "1"}),
        ({"a": [{"b": int}]}, {"a": []}),
        ({"a": [{"b": int}]}, {"a": [{"b": 1}, {"b": None}]}),
        ({"a": ["x", "y"]}, {"a": ["x"]}),
        ({"a": {"b": int}}, {"a": 1}),
    ],
)
def test_another_answer_than_was_promised_is_noticed(
    walk: ModuleType, promise: Any, answer: Any
) -> None:
    assert list(walk.absent(promise, answer))


def test_more_than_was_promised_is_well(walk: ModuleType) -> None:
    promise = {"a": [{"b": (type(None), int)}], "c": ["x"], "d": True}
    answer = {"a": [{"b": None}, {"b": 2, "more": 1}], "c": ["x"], "d": True, "e": 0}
    assert list(walk.absent(promise, answer)) == []
