"""Pages that import React and the client by name, as a bundler would have it, without a bundler.

npm's React is CommonJS: each of its files is wrapped into a module here, in its development build,
which complains of what applications do wrong.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from playwright.sync_api import Page, Route

from tests.servers.node import Node

_FILES = {
    "react": "react/cjs/react.development.js",
    "react/jsx-runtime": "react/cjs/react-jsx-runtime.development.js",
    "react-dom": "react-dom/cjs/react-dom.development.js",
    "react-dom/client": "react-dom/cjs/react-dom-client.development.js",
    "scheduler": "scheduler/cjs/scheduler.development.js",
}
_CLIENT = {
    "tvdbproxy-client": "index",
    "tvdbproxy-client/element": "element",
    "tvdbproxy-client/react": "react",
}
_TRANSPILE = """
import ts from "typescript";
import { readFileSync } from "node:fs";
const compilerOptions = { jsx: ts.JsxEmit.ReactJSX, module: "esnext", target: "es2023" };
console.log(ts.transpileModule(readFileSync(0, "utf8"), { compilerOptions }).outputText);
"""


def open_react_page(page: Page, address: str, packages: Path, body: str = "") -> None:
    """Go to an empty page of this origin, whose modules find React by its names."""
    names = {name: f"/from-npm/{name}.js" for name in _FILES}
    names |= {name: f"/clients/js/{file}.js" for name, file in _CLIENT.items()}
    head = f"<script type=importmap>{json.dumps({'imports': names})}</script>"
    html = f"<!doctype html><html lang=en>{head}<title>Page</title><main id=root>{body}</main>"

    def answer(route: Route) -> None:
        name = route.request.url.partition("/from-npm/")[2].removesuffix(".js")
        text = _module((packages / _FILES[name]).read_text("utf-8"))
        route.fulfill(body=text, content_type="text/javascript")

    # Else it recommends them to every page.
    page.add_init_script("window.__REACT_DEVTOOLS_GLOBAL_HOOK__ = { isDisabled: true }")
    page.route(f"{address}/from-npm/**", answer)
    page.route(f"{address}/page", lambda route: route.fulfill(body=html, content_type="text/html"))
    page.goto(f"{address}/page")


def run_module(page: Page, code: str) -> None:
    """Run this in the page as a module of its origin, to its end."""
    page.evaluate(
        """async (code) => {
          const address = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
          window.exported = await import(address);
        }""",
        code,
    )


def transpiled(node: Node, code: str) -> str:
    """JSX as JavaScript."""
    return node.run("--input-type=module", "--eval", _TRANSPILE, stdin=code)


def _module(text: str) -> str:
    """A CommonJS file as a module that exports what it does."""
    needed = sorted(set(re.findall(r'require\("([\w/-]+)"\)', text)))
    imports = "".join(f'import * as r{at} from "{name}";\n' for at, name in enumerate(needed))
    table = ", ".join(f'"{name}": r{at}' for at, name in enumerate(needed))
    names = sorted(set(re.findall(r"^\s+exports\.(\w+) =", text, re.M)))
    exports = "".join(f"export const {name} = exports.{name};\n" for name in names)
    return f"""{imports}
const exports = {{}}, module = {{ exports }}, process = {{ env: {{ NODE_ENV: "development" }} }};
const require = (name) => ({{ {table} }})[name];
{text}
{exports}"""
