"""What holds for each command, whichever it is: help, exit codes, JSON, a quick start."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from inspect import cleandoc
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from tests.house.house import OpenHouse
from tests.house.pictures import poster
from tests.house.processes import CHECKOUT
from tvdbproxy.access import keys
from tvdbproxy.access.traits import Traits
from tvdbproxy.cli.exits import MEANINGS, code_of
from tvdbproxy.cli.main import group
from tvdbproxy.cli.sections import HIDDEN, SECTIONS, entries
from tvdbproxy.db.models import Origin
from tvdbproxy.embedded.environment import default_values
from tvdbproxy.errors import Kind, TvdbProxyError
from tvdbproxy.ingest.given import Given

# Commands that print no data: they run until they are stopped, or print for a shell or a page.
NO_DATA = {"up", "serve", "worker", "scheduler", "completion", "manual"}
HIDDEN_NAMES = {entry.name for entry in HIDDEN}


def _commands() -> Iterator[tuple[str, click.Command]]:
    """Every command that does something, by the words that call it."""
    context = click.Context(group)
    for name in entries():
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from ((f"{name} {sub}", one) for sub, one in command.commands.items())
        else:
            yield name, command


COMMANDS = dict(_commands())


@pytest.fixture(autouse=True)
def _alone(clean_environment: None) -> None:
    """Only what a test sets counts."""


def _help(words: str) -> str:
    return CliRunner().invoke(group, [*words.split(), "--help"], prog_name="tvdbproxy").output


@pytest.mark.parametrize("words", COMMANDS)
def test_a_command_says_what_it_does_and_how_it_ends(words: str) -> None:
    of_group = _help(words.split()[0])
    text = _help(words)
    assert text.startswith("Usage: tvdbproxy ")
    assert "Exits 0" in f"{text}{of_group}" or words.split()[0] in HIDDEN_NAMES
    assert COMMANDS[words].help


@pytest.mark.parametrize("words", COMMANDS)
def test_exit_codes_that_help_names_are_those_of_the_table(words: str) -> None:
    said = re.search(r"Exits (.*?)(?:\n\n|\Z)", cleandoc(COMMANDS[words].help or ""), re.S)
    codes = re.findall(r"(?:^|, |otherwise )(\d+)\b", said[1]) if said else []
    assert {int(code) for code in codes} <= MEANINGS.keys()


@pytest.mark.parametrize("words", [words for words in COMMANDS if words not in NO_DATA])
def test_what_prints_data_prints_json(words: str) -> None:
    options = {option for one in COMMANDS[words].params for option in one.opts}
    assert "--json" in options


@pytest.mark.parametrize("name", entries())
def test_the_list_of_commands_has_the_first_sentence_of_each_help(name: str) -> None:
    command = group.get_command(click.Context(group), name)
    assert command is not None
    first = " ".join(cleandoc(command.help or "").split("\n\n")[0].split())
    assert first == entries()[name].summary


def test_help_has_sections_environment_exit_codes_and_examples() -> None:
    text = CliRunner().invoke(group, ["--help"], prog_name="tvdbproxy").output
    for title in (*SECTIONS, "Environment", "Exit codes", "Examples"):
        assert re.search(rf"^{re.escape(title)}.*:$", text, re.M)
    for name in entries():
        assert (re.search(rf"^  {re.escape(name)} ", text, re.M) is None) is (name in HIDDEN_NAMES)


def test_every_example_is_a_command_with_options_that_it_has() -> None:
    text = CliRunner().invoke(group, ["--help"], prog_name="tvdbproxy").output
    examples = re.findall(r"^  tvdbproxy ((?:\S+ )*\S+)(?:  |$)", text.split("Examples:")[1], re.M)
    assert len(examples) >= 5
    for words in examples:
        name, *rest = words.split()
        found = f"{name} {rest[0]}" if rest and f"{name} {rest[0]}" in COMMANDS else name
        known = {option for one in COMMANDS[found].params for option in one.opts}
        assert {word for word in rest if word.startswith("--")} <= known


def test_the_table_of_exit_codes_is_total() -> None:
    class Failure(TvdbProxyError):
        pass

    for kind in Kind:
        Failure.kind = kind
        assert code_of(Failure("It failed.")) in MEANINGS


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_is_told_how_to_complete(shell: str) -> None:
    script = CliRunner().invoke(group, ["completion", shell]).output
    assert f"_TVDBPROXY_COMPLETE={shell}_complete" in script


def test_completion_knows_commands_without_importing_any() -> None:
    """As the shell asks, in a process of its own."""
    code = (
        "import sys; from tvdbproxy.cli import main\n"
        "try: main()\n"
        "finally: print('sqlalchemy' in sys.modules, 'tvdbproxy.wiring' in sys.modules)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code],
        env={
            **os.environ,
            "PYTHONPATH": str(CHECKOUT),
            "_TVDBPROXY_COMPLETE": "bash_complete",
            "COMP_WORDS": "tvdbproxy v",
            "COMP_CWORD": "1",
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert ended.stdout.splitlines() == ["plain,verify", "False False"]


def test_help_starts_without_what_only_commands_need() -> None:
    """Which is what keeps it quick."""
    code = (
        "import sys; sys.argv = ['tvdbproxy', '--help']; from tvdbproxy.cli import main\n"
        "try: main()\n"
        "finally: print({'sqlalchemy', 'pydantic', 'flask', 'redis', 'rich'} & {*sys.modules})"
    )
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    ended = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )
    assert ended.stdout.splitlines()[-1] == "set()"


def test_every_setting_is_told_in_json() -> None:
    told = json.loads(CliRunner().invoke(group, ["settings", "--json"]).output)
    assert {"name", "section", "default", "meaning"} == set(told[0])
    named = re.findall(r"^#([A-Z0-9_]+)=", Path(CHECKOUT, ".env.example").read_text(), re.M)
    assert [one["name"] for one in told] == named


def test_the_document_of_the_commands_is_what_they_say() -> None:
    printed = CliRunner().invoke(group, ["manual"]).output
    assert Path(CHECKOUT, "docs/cli.md").read_text() == printed


def _calls(tmp_path: Path, key_id: str, job_id: str) -> dict[str, list[str]]:
    """For each command that prints data: what else it needs to do so."""
    (tmp_path / "export.json").write_text(
        '{"format": "tvdbproxy-export", "version": 1, "made_by": "", "settings": {}, "keys": [], '
        '"made_at": "2026-01-01T00:00:00Z", "left_out": []}'
    )
    with sqlite3.connect(tmp_path / "application.db") as application:
        application.execute("CREATE TABLE people (id INTEGER PRIMARY KEY, face TEXT)")
    place = ["--table", "people", "--column", "face"]
    return {
        "migrate": [],
        "storage init": [],
        "storage check": [],
        "settings": [],
        "export": [],
        "import": [str(tmp_path / "export.json")],
        "sync": ["series", "1"],
        "cleanup": ["--dry-run"],
        "verify": [],
        "jobs list": [],
        "jobs show": [job_id],
        "jobs retry": ["--failed"],
        "jobs cancel": [job_id],
        "cdn purge": ["/images/series/1/*"],
        "cdn status": [],
        "cdn retry": [],
        "callbacks list": [],
        "callbacks retry": ["--dead"],
        "replace-urls": ["--database", f"sqlite:///{tmp_path}/application.db", *place],
        "doctor": ["--seconds", "30"],
        "stats": [],
        "keys create": ["ann"],
        "keys list": [],
        "keys show": [key_id],
        "keys change": [key_id, "--name", "bob"],
        "keys rotate": [key_id],
        "keys revoke": [key_id],
        "token": ["--sub", "ann"],
        "sign": ["rs:fill:30:20/plain/tvdb://series/1/poster"],
        "imgproxy-test": ["--base-url", "https://images.example.com"],
    }


def test_what_prints_json_prints_one_document_and_nothing_else(
    open_house: OpenHouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = "0123456789abcdef" * 4
    services = open_house(
        broker_url="redis://127.0.0.1:9/0",
        jwt_secret_key=secret,
        imgproxy_key=(secret,),
        imgproxy_salt=(secret,),
        smart_media_base_url="https://images.example.com/api/images",
        cdn_purge="http",
        cdn_purge_urls=("http://127.0.0.1:9",),
    )
    for name, value in default_values(services.settings).items():
        monkeypatch.setenv(name, value)
    with services.database.write() as session:
        key_id = keys.create(session, Traits(name="ann")).key.id
    given = Given("ann", Origin.UPLOAD, "tests", "upload")
    job_id = services.ingest.reception.accept(given, poster()).job_id
    calls = _calls(tmp_path, key_id, job_id)
    assert calls.keys() == {words for words in COMMANDS if words.split()[0] not in NO_DATA}
    for words, more in calls.items():
        ended = CliRunner().invoke(group, [*words.split(), *more, "--json"], prog_name="tvdbproxy")
        assert ended.exit_code in (0, 1), (words, ended.output)
        assert json.loads(ended.stdout) is not None, words
