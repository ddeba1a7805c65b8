"""What the web server says it lacks, as one line for the person who waits for it."""

from __future__ import annotations

from tvdbproxy.embedded.loopback import json_from


def problems_told_by(ready_url: str) -> str:
    """The sentences of a ``/readyz`` that is not ready; empty where it tells none."""
    answer = json_from(ready_url, expected_status=503)
    problems = answer.get("problems") if isinstance(answer, dict) else None
    if not isinstance(problems, dict):
        return ""
    return " ".join(f"{name}: {sentence}" for name, sentence in sorted(problems.items()))
