"""What the web server says it lacks, over real HTTP."""

from __future__ import annotations

import json

import pytest

from tests.embedded.test_progress import Serve, serve
from tvdbproxy.embedded.readiness import problems_told_by

__all__ = ["serve"]

PATH = "/api/v1/progress"  # the one that the test's server knows


def test_its_sentences_are_one_line(serve: Serve) -> None:
    problems = {"queue": "It is away.", "database": "It is locked."}
    base_url = serve(503, json.dumps({"status": "unready", "problems": problems}).encode())
    assert problems_told_by(base_url + PATH) == "database: It is locked. queue: It is away."


@pytest.mark.parametrize(("status", "body"), [(200, b"{}"), (503, b"<html>"), (503, b"[]")])
def test_any_other_answer_is_no_complaint(serve: Serve, status: int, body: bytes) -> None:
    assert problems_told_by(serve(status, body) + PATH) == ""
