"""The blocks of commands that pages show, and what a comment before one says about it.

<!-- not run: why -->      it cannot be run here
<!-- fails: why -->        it is there to show a refusal
<!-- before: commands -->  what a reader has done by himself, such as choosing a file
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

_SHELLS = ("sh", "console")
_BLOCK = re.compile(
    r"(?P<marks>(?:^[ ]*<!--(?:(?!-->).)*-->\n)*)"
    r"^(?P<indent>[ ]*)```(?P<language>[a-z]*)[^\n]*\n(?P<text>.*?)^(?P=indent)```[ ]*$",
    re.M | re.S,
)
_MARK = re.compile(r"<!-- (not run|fails|before): (.*?) -->", re.S)


@dataclass(frozen=True)
class Block:
    """``text`` is what to type, without prompts and answers. ``line`` is in the page, and
    ``heading`` that of the section, empty before the first one."""

    page: Path
    line: int
    language: str
    text: str
    marks: dict[str, str]
    heading: str

    @property
    def is_shell(self) -> bool:
        """Whether it is to be typed into a shell."""
        return self.language in _SHELLS

    @property
    def is_run(self) -> bool:
        """Whether a test runs it."""
        return (self.is_shell or self.language == "python") and "not run" not in self.marks


def blocks_of(page: Path) -> list[Block]:
    """All fenced blocks of a page, in their order."""
    text = page.read_text("utf-8")
    return [_block(page, text, found) for found in _BLOCK.finditer(text)]


def _block(page: Path, text: str, found: re.Match[str]) -> Block:
    indent, inside = found["indent"], found["text"]
    lines = [line.removeprefix(indent) for line in inside.splitlines()]
    shown = "\n".join(_typed(lines) if found["language"] == "console" else lines)
    line = text.count("\n", 0, found.start("text"))
    marks = dict(_MARK.findall(found["marks"]))
    headings = re.findall(r"^## (.*)$", text[: found.start()], re.M)
    return Block(page, line, found["language"], shown, marks, (headings or [""])[-1])


def _typed(lines: list[str]) -> list[str]:
    """What follows prompts, and goes on while lines end in a backslash."""
    typed: list[str] = []
    for line in lines:
        if line.startswith("$ "):
            typed.append(line[2:])
        elif typed and typed[-1].endswith("\\"):
            typed.append(line)
    return typed
