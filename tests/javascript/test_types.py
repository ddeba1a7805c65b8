"""The client's types, as those who use it check their code with them."""

from __future__ import annotations

from pathlib import Path

from tests.servers.node import CLIENT, Node

_TSC = "node_modules/typescript/bin/tsc"


def test_the_types_that_are_shipped_are_those_of_the_code(
    node: Node, npm_packages: Path, tmp_path: Path
) -> None:
    node.run(_TSC, "--project", "tsconfig.json", "--outDir", str(tmp_path))
    made = {path.name: path.read_text("utf-8") for path in tmp_path.glob("*.d.ts")}
    shipped = {path.name: path.read_text("utf-8") for path in (CLIENT / "types").glob("*.d.ts")}
    written = {"element-entry.d.ts", "react-entry.d.ts"}
    assert made == {name: text for name, text in shipped.items() if name not in written}


def test_users_code_is_checked_as_they_expect(node: Node, npm_packages: Path) -> None:
    node.run(_TSC, "--project", "tsconfig.test.json")
