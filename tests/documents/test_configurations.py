"""What pages and files of ours have others read: nginx, compose, YAML, TOML, settings."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from handbook import commands
from tests.documents.blocks import Block, blocks_of
from tests.documents.test_names import PAGES, SETTINGS
from tests.house.processes import CHECKOUT
from tests.servers.absent import absent
from tvdbproxy.embedded.ports import FreePorts

NGINX = "events {{}}\nhttp {{\naccess_log off;\n{}\n}}\n"


def blocks_in(language: str) -> list[Any]:
    found = [block for page in PAGES for block in blocks_of(page) if block.language == language]
    assert found
    return [pytest.param(block, id=f"{block.page.name}:{block.line}") for block in found]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with ``any.crt`` and ``any.key``."""
    folder = tmp_path_factory.mktemp("certificate")
    request = "req -x509 -newkey rsa:2048 -nodes -subj /CN=any -keyout any.key -out any.crt"
    subprocess.run(["openssl", *request.split()], cwd=folder, check=True, capture_output=True)
    return folder


@pytest.mark.parametrize("block", blocks_in("nginx"))
def test_nginx_takes_what_a_page_tells_it(block: Block, certificate: Path, tmp_path: Path) -> None:
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if nginx is None:
        absent("install nginx")
    text = re.sub(r"/etc/nginx/\w+\.(crt|key)", rf"{certificate}/any.\1", block.text)
    text = text.replace("/var/cache/nginx", str(tmp_path))
    free = FreePorts()
    text = re.sub(r"listen \d+", lambda _: f"listen 127.0.0.1:{free.one()}", text)
    (tmp_path / "nginx.conf").write_text(NGINX.format(text))
    argv = [nginx, "-t", "-p", str(tmp_path), "-c", "nginx.conf", "-e", "stderr"]
    argv += ["-g", f"pid {tmp_path / 'pid'};"]
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("block", blocks_in("nginx"))
def test_nginx_passes_on_whom_we_believe(block: Block) -> None:
    """Where it tells of the client, it does not pass on what clients say of themselves."""
    assert "proxy_set_header Host" in block.text
    assert "$proxy_add_x_forwarded_for" not in block.text


@pytest.mark.parametrize("block", blocks_in("ini"))
def test_lines_for_the_settings_are_settings(block: Block) -> None:
    names = [line.split("=", 1)[0] for line in block.text.splitlines()]
    assert names
    assert sorted(set(names) - set(SETTINGS)) == []


@pytest.mark.parametrize("block", blocks_in("yaml"))
def test_yaml_in_a_page_can_be_read(block: Block) -> None:
    assert isinstance(yaml.safe_load(block.text), dict)


@pytest.mark.parametrize("block", blocks_in("toml"))
def test_toml_in_a_page_can_be_read(block: Block) -> None:
    assert tomllib.loads(block.text)


def test_compose_runs_commands_of_ours_with_settings_of_ours() -> None:
    composed = yaml.safe_load((CHECKOUT / "compose.yaml").read_text())
    ours = {n: s for n, s in composed["services"].items() if s.get("image") == "tvdbproxy"}
    assert set(ours) == {"setup", "web", "worker", "scheduler"}
    for name, service in ours.items():
        assert sorted(set(service["environment"]) - set(SETTINGS)) == []
        (line,) = service["command"]
        for command in line.split(" && "):
            words = " ".join(word for word in shlex.split(command) if word != "tvdbproxy")
            assert words in commands.names(), name
    (port,) = ours["web"]["ports"]
    assert port.endswith(f":{ours['web']['environment']['PORT']}")


def test_the_image_has_what_the_compose_file_and_the_manifests_start() -> None:
    dockerfile = (CHECKOUT / "Dockerfile").read_text()
    assert re.search(r"^HEALTHCHECK .*\n.*/healthz", dockerfile, re.M)
    for needed in re.findall(r"^COPY (?!--from)(.*) \S+$", dockerfile, re.M):
        for path in needed.split():
            assert (CHECKOUT / path).exists(), path
