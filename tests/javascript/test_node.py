"""The client on a server."""

from __future__ import annotations

from pathlib import Path

from tests.servers.node import Node


def test_it_signs_and_renders_in_node(node: Node, npm_packages: Path) -> None:
    told = node.run("--test", "--test-reporter=tap", "tests/server.test.js")
    assert "# fail 0" in told
    assert "# pass 0" not in told


def test_nothing_of_it_needs_another_package(node: Node) -> None:
    """React's entry apart, which needs React."""
    modules = ["index", "element", "imgproxy", "sign", "sign-node", "react-with"]
    program = "".join(f"await import('./src/{name}.js');" for name in modules)
    node.run("--input-type=module", "--eval", program + "console.log('loaded')")
