"""The recipes of `deploy/` as they are committed, run by the real programs.

Nothing is changed of them but addresses, ports and folders, each of which has to be there.
"""

from __future__ import annotations

import shutil
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.servers.absent import absent
from tvdbproxy.embedded.ports import LOOPBACK, FreePorts
from tvdbproxy.embedded.program import Program
from tvdbproxy.embedded.start import start_and_wait

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"

_NGINX = """\
user root;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
worker_processes 1;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/tvdbproxy.conf;
}}
"""


@contextmanager
def nginx(
    folder: Path, origin: str, objects: str = "127.0.0.1:9", bucket: str = "none"
) -> Iterator[tuple[str, str]]:
    """nginx before the service at ``origin`` and the bucket of the S3 server at ``objects`` (both
    ``host:port``); the addresses of both."""
    program = _found("nginx")
    folder.mkdir()
    free = FreePorts()
    port, cdn = free.one(), free.one()
    recipe = _recipe("nginx/tvdbproxy.conf", {
        "server 127.0.0.1:8000;": f"server {origin};",
        "server 127.0.0.1:9000;": f"server {objects};",
        "tvdb-images-thumbnails": bucket,
        "/var/cache/nginx/tvdbproxy": str(folder / "cache"),
        "listen 80;\n    server_name images.example.com;":
            f"listen {LOOPBACK}:{port};\n    server_name images.example.com;",
        "listen 80;\n    server_name cdn.example.com;":
            f"listen {LOOPBACK}:{cdn};\n    server_name cdn.example.com;",
    })  # fmt: skip
    (folder / "tvdbproxy.conf").write_text(recipe)
    main = folder / "nginx.conf"
    main.write_text(_NGINX.format(folder=folder))
    with _running(
        "nginx", folder, port, program, "-p", str(folder), "-e", "stderr", "-c", str(main)
    ):
        yield f"http://{LOOPBACK}:{port}", f"http://{LOOPBACK}:{cdn}"


@contextmanager
def varnish(folder: Path, origin: str, port: int | None = None) -> Iterator[str]:
    """Varnish before the service at ``origin``; its address, on this port if one is named."""
    program = _found("varnishd", "varnish")
    folder.mkdir()
    host, _, behind = origin.partition(":")
    recipe = _recipe("varnish/tvdbproxy.vcl", {
        '.host = "127.0.0.1";\n    .port = "8000";': f'.host = "{host}";\n    .port = "{behind}";',
    })  # fmt: skip
    file = folder / "tvdbproxy.vcl"
    file.write_text(recipe)
    port = port or FreePorts().one()
    arguments = ["-F", "-j", "none", "-a", f"{LOOPBACK}:{port}", "-f", str(file)]
    arguments += ["-n", str(folder / "state"), "-s", "malloc,64m", "-T", "none"]
    with _running("varnish", folder, port, program, *arguments):
        yield f"http://{LOOPBACK}:{port}"


@contextmanager
def caddy(folder: Path, cache: str) -> Iterator[tuple[str, Path]]:
    """Caddy before the cache at ``cache``: its address, and the certificate that vouches for it."""
    program = _found("caddy")
    folder.mkdir()
    free = FreePorts()  # one for all of them: two would at times draw the same
    admin, plain, port = (free.one() for _ in range(3))
    environment = {
        "CADDY_ADMIN": f"{LOOPBACK}:{admin}",
        "CADDY_HTTP_PORT": str(plain),
        "CADDY_HTTPS_PORT": str(port),
        "TVDBPROXY_SITE": "localhost",
        "TVDBPROXY_CACHE": cache,
        "XDG_DATA_HOME": str(folder / "data"),
        "XDG_CONFIG_HOME": str(folder / "config"),
        "HOME": str(folder),
    }
    arguments = ["run", "--config", str(DEPLOY / "caddy" / "Caddyfile")]
    with _running("caddy", folder, port, program, *arguments, environment=environment):
        authority = folder / "data" / "caddy" / "pki" / "authorities" / "local" / "root.crt"
        yield f"https://localhost:{port}", authority


def _recipe(name: str, changes: Mapping[str, str]) -> str:
    text = (DEPLOY / name).read_text()
    for here, there in changes.items():
        assert text.count(here) == 1, f"{name} does not say {here!r} once"
        text = text.replace(here, there)
    return text


def _found(program: str, package: str | None = None) -> str:
    found = shutil.which(program, path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
    package = package or program
    return found or absent(f"apt-get install --no-install-recommends {package}, to try its recipe")


@contextmanager
def _running(
    name: str,
    folder: Path,
    port: int,
    *argv: str,
    environment: Mapping[str, str] | None = None,
) -> Iterator[None]:
    process = start_and_wait(
        Program(
            name=name,
            argv=argv,
            log=folder / f"{name}.log",
            environment=environment or {},
            is_ready=lambda: _listens(port),
            ready_seconds=60,
        )
    )
    try:
        yield
    finally:
        process.stop()


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((LOOPBACK, port)) == 0
