"""Every command that a page shows is run as it stands, or says why it cannot be."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.documents.blocks import Block, blocks_of
from tests.documents.test_names import page_name
from tests.house.pictures import poster
from tests.house.processes import CHECKOUT
from tests.servers.absent import absent
from tests.servers.stack import NEEDS_THE_STACK, WholeStack

PAGES = [CHECKOUT / "README.md", *sorted((CHECKOUT / "docs").rglob("*.md"))]
RUN = [page for page in PAGES if any(block.is_run for block in blocks_of(page))]
# A page's whole shell: a command that fails ends it, and so does an answer that is an error.
HEAD = """
set -eo pipefail
curl() { command curl --fail-with-body "$@"; }
. data/env
"""
# Only what hangs takes so long: a command takes a second, and half a minute on a crowded machine.
SECONDS = 900
# What pages use and not every machine has.
PROGRAMS = ("basenc", "curl", "jq", "openssl", "rclone", "sqlite3", "xxd")


@NEEDS_THE_STACK
@pytest.mark.parametrize("page", RUN, ids=page_name)
def test_the_commands_of_a_page_run_one_after_the_other(
    page: Path, whole_stack: WholeStack, tmp_path: Path
) -> None:
    text = "".join(map(as_script, blocks_of(page)))
    for program in PROGRAMS:
        if re.search(rf"\b{program}\b", text) and shutil.which(program) is None:
            absent(f"install {program}")
    furnish(tmp_path, whole_stack)
    script = tmp_path / "page.sh"
    script.write_text(HEAD + text)
    done = subprocess.run(
        ["bash", str(script)],
        cwd=tmp_path,
        env={**os.environ, "PATH": f"{CHECKOUT / '.venv/bin'}:{os.environ['PATH']}"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=SECONDS,
        text=True,
        errors="replace",
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:]


def furnish(folder: Path, stack: WholeStack) -> None:
    """What a reader has beside the checkout that he stands in: a service, and pictures."""
    (folder / "data").symlink_to(stack.data_dir)
    (folder / ".venv").symlink_to(Path(sys.prefix))
    for name in ("docs", "deploy", "examples"):
        (folder / name).symlink_to(CHECKOUT / name)
    for name in ("photo.jpg", "cat.jpg", "my-photo.jpg"):
        (folder / name).write_bytes(poster())


def as_script(block: Block) -> str:
    """The block, with a line that says where it stands."""
    if not block.is_run:
        return ""
    lines = [f"\necho '--- {block.page.name}:{block.line}'", block.marks.get("before", "")]
    if block.language == "python":
        lines += ["python - <<'PROGRAM'", block.text, "PROGRAM"]
    elif "fails" in block.marks:
        lines += ["if (", block.text, "); then echo 'it did not fail'; exit 1; fi"]
    else:
        lines += [block.text]
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("page", PAGES, ids=page_name)
def test_a_block_that_is_not_run_says_why(page: Path) -> None:
    for block in blocks_of(page):
        for mark in ("not run", "fails"):
            reason = block.marks.get(mark)
            assert reason is None or len(reason.split()) >= 3, f"{page.name}:{block.line}"


@pytest.mark.parametrize("page", PAGES, ids=page_name)
def test_a_comment_before_a_block_is_one_that_we_know(page: Path) -> None:
    """A mark with a misspelt word would be a block that is run, or none."""
    text = page.read_text("utf-8")
    found = re.findall(r"<!-- ((?:(?!-->).)*) -->\n+ *```", text, re.S)
    assert [mark for mark in found if not re.match(r"(not run|fails|before): ", mark)] == []


def test_most_blocks_are_run() -> None:
    shown = [block for page in PAGES for block in blocks_of(page) if block.is_shell]
    run = [block for block in shown if block.is_run]
    assert len(run) > 30
    assert len(run) > len(shown) / 2
