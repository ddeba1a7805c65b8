"""``python -m tvdbproxy.embedded.sample``: runs until SIGTERM or Ctrl-C."""

from __future__ import annotations

import argparse
import signal
import sys
import threading

from tvdbproxy.embedded.sample.server import start_sample


def main(arguments: list[str] | None = None) -> int:
    """Serve; says where on one line, then is quiet."""
    options = _parser().parse_args(arguments)
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    try:
        server = start_sample(
            options.host,
            options.port,
            options.controls,
            options.page_size,
            options.titles,
            options.big_kilobytes,
        )
    except OSError as error:
        where = f"{options.host}:{options.port}"
        sys.stderr.write(f"cannot listen on {where}: {error.strerror}; use another --port\n")
        return 1
    with server:
        sys.stdout.write(f"sample upstream: {server.base_url}\n")
        sys.stdout.flush()
        ended.wait()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tvdbproxy.embedded.sample", description="A stand-in for TheTVDB v4."
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, default=0, help="port to listen on; 0 takes a free one")
    parser.add_argument("--controls", action="store_true", help="open the back door for tests")
    parser.add_argument("--page-size", type=_positive, default=500, help="records on a page")
    parser.add_argument("--titles", type=_positive, default=None, help="titles in the catalogue")
    parser.add_argument(
        "--big-kilobytes", type=_positive, default=0, help="lengthen the first series' record"
    )
    return parser


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a positive number")
    return number


if __name__ == "__main__":
    sys.exit(main())
