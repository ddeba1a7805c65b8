"""What the documents call by name is there: settings, commands, error codes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from handbook import codes, commands
from tests.house.processes import CHECKOUT
from tvdbproxy.cli.sections import HIDDEN
from tvdbproxy.embedded.environment import ALWAYS_PUBLISHED
from tvdbproxy.settings import SECTIONS

PAGES = [CHECKOUT / "README.md", *sorted((CHECKOUT / "docs").rglob("*.md"))]
SETTINGS = {name.upper() for section in SECTIONS.values() for name in section.model_fields}
# Of other programs, of our own tools, and former names of ours.
OTHERS = {
    "MAIN_IMAGE", "MEDIA_TYPE_MAPPING",
    "OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_HEADERS", "OTEL_RESOURCE_ATTRIBUTES",
    "OTEL_SERVICE_NAME", "OTEL_TRACES_SAMPLER", "TVDBPROXY_CACHE", "TVDBPROXY_SITE",
    "AWS_ENDPOINT_URL_S3", "AWS_SESSION_TOKEN", "HTTPS_PROXY", "IMGPROXY_URL",
    "MINIO_API_CORS_ALLOW_ORIGIN", "MINIO_KMS_SECRET_KEY", "NODE_EXTRA_CA_CERTS",
    "PROMETHEUS_MULTIPROC_DIR", "QUEUE_DIR",
    "REQUESTS_CA_BUNDLE", "SO_REUSEPORT", "SSL_CERT_FILE", "WEBP_QUALITY",
}  # fmt: skip
_SETTING = re.compile(r"`\$?([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)(?:=[^`]*)?`")
# At the beginning of a command, and not as somebody's user, namespace or folder.
_COMMAND = re.compile(
    r"(?:^|[`(;&|] ?|\$ |=\S* |/bin/)tvdbproxy ([a-z][a-z0-9-]*(?: [a-z][a-z0-9-]*)?)", re.M
)


def page_name(page: Path) -> str:
    return str(page.relative_to(CHECKOUT))


@pytest.mark.parametrize("page", PAGES, ids=page_name)
def test_a_setting_that_a_page_names_is_one(page: Path) -> None:
    known = SETTINGS | OTHERS | set(ALWAYS_PUBLISHED)
    there = page.read_text("utf-8").partition("## What is missing")[0]
    assert sorted(set(_SETTING.findall(there)) - known) == []


@pytest.mark.parametrize("page", PAGES, ids=page_name)
def test_a_command_in_code_is_one(page: Path) -> None:
    text = page.read_text("utf-8")
    code = "\n".join(
        [*re.findall(r"```(?:sh|console)\n(.*?)```", text, re.S), *re.findall(r"`[^`\n]+`", text)]
    )
    assert [name for name in _COMMAND.findall(code) if not is_command(name)] == []


def is_command(words: str) -> bool:
    """Whether the words lead to a command; the second one may be its argument."""
    first, _, second = words.partition(" ")
    if first in commands.groups():
        return not second or words in commands.names()
    return first in commands.names() | {entry.name for entry in HIDDEN}


def test_the_reference_knows_every_code_that_is_raised_by_name() -> None:
    source = (CHECKOUT / "tvdbproxy").rglob("*.py")
    raised = {
        code
        for file in source
        if not {"embedded", "client"} & set(file.parts)
        for code in re.findall(r"\bcode=\"([a-z0-9_]+)\"", file.read_text("utf-8"))
    }
    assert len(raised) > 80
    assert sorted(raised - codes.every_code()) == []


@pytest.mark.parametrize("page", PAGES, ids=page_name)
def test_an_error_code_in_a_table_of_statuses_is_one(page: Path) -> None:
    named = set()
    for line in page.read_text("utf-8").splitlines():
        if re.match(r"\| (4\d\d|5\d\d)[ ,|]", line):
            named |= set(re.findall(r"`([a-z]+(?:_[a-z]+)+)`", line))
    assert sorted(named - codes.every_code()) == []


def test_the_reference_has_every_command() -> None:
    assert {"up", "keys create", "storage check"} <= commands.names()
    manual = (CHECKOUT / "docs" / "cli.md").read_text("utf-8")
    assert [name for name in commands.names() if f"tvdbproxy {name}" not in manual] == []
