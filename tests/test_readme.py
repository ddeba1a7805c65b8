"""The README and ``.env.example`` say what the code says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tvdbproxy.cli.settings import env_lines, markdown_lines

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text()


def test_the_readme_has_the_settings_of_the_code() -> None:
    table = README.split("--format markdown` -->\n")[1].split("<!-- end of settings -->")[0]
    assert table.splitlines() == list(markdown_lines())


def test_the_example_environment_has_the_settings_of_the_code() -> None:
    assert (ROOT / ".env.example").read_text().splitlines() == list(env_lines())


@pytest.mark.parametrize("target", sorted(set(re.findall(r"\]\(([^)#]+)\)", README))))
def test_every_local_link_of_the_readme_leads_somewhere(target: str) -> None:
    assert (ROOT / target).exists()


@pytest.mark.parametrize("command", sorted(set(re.findall(r"^make (\w+)", README, re.M))))
def test_every_make_target_of_the_readme_exists(command: str) -> None:
    assert re.search(rf"^{command}:", (ROOT / "Makefile").read_text(), re.M)


@pytest.mark.parametrize("page", ["README.md", *(f"docs/{p.name}" for p in ROOT.glob("docs/*.md"))])
def test_after_make_up_the_program_is_called_where_it_is(page: str) -> None:
    """Who has run ``make up`` has it on no path."""
    blocks = re.findall(r"```sh\n(.*?)```", (ROOT / page).read_text(), re.S)
    sourced = [block for block in blocks if "data/env" in block]
    calls = [line for block in sourced for line in re.findall(r"\S*\btvdbproxy (?=\w)", block)]
    assert [call for call in calls if not call.endswith(".venv/bin/tvdbproxy ")] == []
