"""How near one picture is to another, measured in the peers' environment."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

from benchmarks._peers import FOLDER

Likeness = Callable[[Image.Image, Image.Image], tuple[float, float]]
"""Reference and candidate into SSIM (1 is the same) and SSIMULACRA2 (100 is)."""


@contextmanager
def likeness(python: Path) -> Iterator[Likeness]:
    """A process that compares pictures, for as long as the ``with`` lasts."""
    with (
        TemporaryDirectory() as name,
        subprocess.Popen(
            [python, FOLDER / "_peer_quality.py"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        ) as process,
    ):
        assert process.stdin is not None
        assert process.stdout is not None
        orders, answers = process.stdin, process.stdout
        paths = [Path(name) / "reference.png", Path(name) / "candidate.png"]

        def compare(reference: Image.Image, candidate: Image.Image) -> tuple[float, float]:
            for path, image in zip(paths, (reference, candidate), strict=True):
                image.save(path, compress_level=1)
            orders.write("\t".join(map(str, paths)) + "\n")
            ssim, ssimulacra2 = answers.readline().split()
            return float(ssim), float(ssimulacra2)

        yield compare
        orders.close()
