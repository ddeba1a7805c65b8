"""What docs/callbacks.md shows to receivers in other languages is true."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.house.processes import CHECKOUT
from tests.servers.absent import absent
from tvdbproxy import webhooks

SECRET = "a secret of both"
BODY = '{"id":"7","data":{"name":"ü"}}\n'.encode()


def shown(language: str) -> str:
    """The one example in that language that computes a signature."""
    text = (CHECKOUT / "docs/callbacks.md").read_text()
    blocks = re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)
    (example,) = [block for block in blocks if "hmac" in block.lower()]
    return str(example)


def run(folder: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    path = {"PATH": "/usr/local/bin:/usr/bin:/bin"}
    return subprocess.run(
        words, cwd=folder, env=path | environment, capture_output=True, text=True, check=False
    )


def test_the_shell_computes_the_signature_that_we_send(tmp_path: Path) -> None:
    if shutil.which("openssl") is None:
        absent("install openssl")
    (tmp_path / "body.json").write_bytes(BODY)
    headers = webhooks.signed_headers(SECRET, BODY, "7", "image.completed", timestamp=1_800_000_000)
    said = run(
        tmp_path, "sh", "-c", shown("sh"), TIMESTAMP="1800000000", CALLBACK_SECRET=SECRET
    ).stdout
    assert said.strip() == headers[webhooks.SIGNATURE]


@pytest.mark.parametrize(
    ("change", "genuine"),
    [
        ({}, True),
        ({webhooks.SIGNATURE: "v2=ff, {}"}, True),
        ({webhooks.SIGNATURE: "v1=ff"}, False),
        ({webhooks.SIGNATURE: ""}, False),
        ({webhooks.TIMESTAMP: "1"}, False),
        ({webhooks.TIMESTAMP: "later"}, False),
    ],
)
def test_node_verifies_as_we_do(tmp_path: Path, change: dict[str, str], genuine: bool) -> None:
    if shutil.which("node") is None:
        absent("install nodejs")
    (tmp_path / "verify.mjs").write_text(shown("js"))
    now = 1_800_000_000
    headers = webhooks.signed_headers(SECRET, BODY, "7", "image.completed", timestamp=now)
    changed = {name: text.format(headers[name]) for name, text in change.items()}
    given = {name.lower(): value for name, value in (headers | changed).items()}
    program = f"""
        import {{ verify }} from "./verify.mjs";
        Date.now = () => {now + 100} * 1000;
        const body = Buffer.from({json.dumps(list(BODY))});
        console.log(verify({json.dumps(SECRET)}, {json.dumps(given)}, body).data.name);
    """
    (tmp_path / "run.mjs").write_text(program)
    ended = run(tmp_path, "node", "run.mjs")
    assert (ended.returncode == 0) is genuine, ended.stderr
    assert ended.stdout.strip() == ("ü" if genuine else "")


def test_node_refuses_what_is_late(tmp_path: Path) -> None:
    if shutil.which("node") is None:
        absent("install nodejs")
    (tmp_path / "verify.mjs").write_text(shown("js"))
    headers = webhooks.signed_headers(SECRET, BODY, "7", "image.completed", timestamp=1_700_000_000)
    given = {name.lower(): value for name, value in headers.items()}
    program = f"""
        import {{ verify }} from "./verify.mjs";
        Date.now = () => 1700000301 * 1000;
        verify({json.dumps(SECRET)}, {json.dumps(given)}, Buffer.from({json.dumps(list(BODY))}));
    """
    (tmp_path / "run.mjs").write_text(program)
    assert run(tmp_path, "node", "run.mjs").returncode != 0
