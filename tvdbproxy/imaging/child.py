"""The disposable process: orders come in by stdin, results leave by stdout.

Started by ``process``; arguments are the parent's pid, MiB of memory and CPU seconds a
picture. Ends at the end of stdin. An error that no decoder is known to raise ends it with
a traceback, which the parent reads and logs.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from types import MappingProxyType

from tvdbproxy.errors import TvdbProxyError
from tvdbproxy.imaging.analysis import messages as analyses
from tvdbproxy.imaging.analysis.analyse import analyse
from tvdbproxy.imaging.background import messages as cut_outs
from tvdbproxy.imaging.background.remove import cut_out
from tvdbproxy.imaging.confinement import (
    allow_cpu,
    confine,
    die_with_parent,
    ignore_polite_signals,
    resident_mb,
)
from tvdbproxy.imaging.decode import distrust_everything
from tvdbproxy.imaging.frames import Header, read_frame, write_frame
from tvdbproxy.imaging.messages import header_to_order, refusal_to_header, rendered_to_frame
from tvdbproxy.imaging.render import render
from tvdbproxy.imaging.transform import messages as transforms
from tvdbproxy.imaging.transform.pipeline import transform


def main(parent: int, memory_mb: int, cpu_seconds: float) -> None:
    """Work off orders until there are no more."""
    ignore_polite_signals()
    die_with_parent(parent)
    orders = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not get between the frames
    confine(memory_mb)
    while (frame := read_frame(orders)) is not None:
        allow_cpu(cpu_seconds)
        header, body = _answer(*frame)
        write_frame(answers, {**header, "resident_mb": resident_mb()}, body)


def _answer(header: Header, body: bytes) -> tuple[Header, bytes]:
    work = next((work for mark, work in _WORK.items() if mark in header), _rendered)
    try:
        return work(header, body)
    except TvdbProxyError as error:
        return {"refusal": refusal_to_header(error)}, b""


def _rendered(header: Header, source: bytes) -> tuple[Header, bytes]:
    order = header_to_order(header)
    distrust_everything(order.limits)
    return rendered_to_frame(render(source, order))


def _transformed(header: Header, body: bytes) -> tuple[Header, bytes]:
    order, source = transforms.frame_to_order(header, body)
    distrust_everything(order.limits)
    return transforms.transformed_to_frame(transform(source, order))


def _analysed(header: Header, source: bytes) -> tuple[Header, bytes]:
    order = analyses.header_to_order(header)
    distrust_everything(order.limits)
    return analyses.analysis_to_frame(analyse(source, order))


def _cut_out(header: Header, source: bytes) -> tuple[Header, bytes]:
    order = cut_outs.header_to_order(header)
    distrust_everything(order.limits)
    return cut_outs.cut_out_to_frame(cut_out(source, order))


_WORK: Mapping[str, Callable[[Header, bytes], tuple[Header, bytes]]] = MappingProxyType(
    {transforms.MARK: _transformed, analyses.MARK: _analysed, cut_outs.MARK: _cut_out}
)
"""By the key that an order's header has; an order without one is a render."""


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]))
