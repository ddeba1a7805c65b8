"""Picture formats: written and read again in a child, as every picture is."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from tvdbproxy.errors import TvdbProxyError
from tvdbproxy.imaging.formats import Format
from tvdbproxy.imaging.order import RenderOrder
from tvdbproxy.imaging.pool import ImagePool
from tvdbproxy.imaging.sizes import Size
from tvdbproxy.imaging.specimen import specimen
from tvdbproxy.ops.doctor.finding import Finding, failed, ok, skipped, warning
from tvdbproxy.ops.doctor.patient import Patient, reason

NAMES = {
    "codec.webp": "A drawn picture is written as WebP, and read again.",
    "codec.avif": "Likewise as AVIF.",
    "codec.jpeg": "Likewise as JPEG.",
    "codec.png": "Likewise as PNG.",
    "children": "Children that decode may not take more memory than IMAGE_CHILD_MEMORY_MB.",
    "children.memory": "The machine has the memory that they may take together.",
}

_SIDE = 64
_SIZES = (Size("specimen"),)
_MEBIBYTE = 1024 * 1024
# What the system says of memory: all of it, or what a container may have of it.
_MACHINE = Path("/proc/meminfo")
_CONTAINER = Path("/sys/fs/cgroup/memory.max")


def look(patient: Patient) -> Iterator[Finding]:
    """A child of a pool of its own does it."""
    images = patient.settings.images
    with patient.open_pool() as pool:
        for form in (Format.WEBP, Format.AVIF, Format.JPEG, Format.PNG):
            yield _both_ways(pool, form)
        yield _held(pool, images.image_child_memory_mb)
    if sys.platform == "linux":
        yield _memory(images.image_children * images.image_child_memory_mb)


def _both_ways(pool: ImagePool, form: Format) -> Finding:
    name = f"codec.{form.value}"
    try:
        made = pool.render(specimen(_SIDE), RenderOrder(_SIZES, (form,), effort="fast"))
        seen = pool.render(made.variants[0].data, RenderOrder(()))
    except TvdbProxyError as error:
        return failed(name, reason(error), "Install Pillow from its wheel: `make` does.")
    picture = (seen.picture.format, seen.picture.width, seen.picture.height)
    if picture != (form, _SIDE, _SIDE):
        return failed(name, f"What was written was read as {picture}.", "Install Pillow anew.")
    return ok(name, f"{len(made.variants[0].data)} bytes were written and read.")


def _held(pool: ImagePool, megabytes: int) -> Finding:
    """As the system itself has it of a child that has just worked."""
    if sys.platform != "linux":
        return warning(
            "children",
            "This system does not hold a process to its memory.",
            "Run it on Linux where pictures come from strangers.",
        )
    limits = [_address_space(pid) for pid in pool.pids()]
    if not limits:
        return skipped("children", "None could be started.")
    if any(limit is None or limit > megabytes * _MEBIBYTE for limit in limits):
        return failed(
            "children",
            "A child may take more memory than IMAGE_CHILD_MEMORY_MB.",
            "Let processes lower their own limits (RLIMIT_AS): a sandbox may forbid it.",
        )
    return ok("children", f"A child may take {megabytes:,} MiB and no more.")


def _address_space(pid: int) -> int | None:
    """In bytes; ``None`` where there is no limit, or the child is gone."""
    try:
        lines = Path(f"/proc/{pid}/limits").read_text("ascii").splitlines()
    except OSError:
        return None
    soft = next(line.split()[3] for line in lines if line.startswith("Max address space"))
    return int(soft) if soft.isdigit() else None


def _memory(wanted: int) -> Finding:
    most = _available()
    if wanted > most:
        return warning(
            "children.memory",
            f"The children of one process may take {wanted:,} MiB, and there are {most:,}.",
            "Lower IMAGE_CHILDREN or IMAGE_CHILD_MEMORY_MB, or add memory.",
        )
    return ok("children.memory", f"Together they may take {wanted:,} of {most:,} MiB.")


def _available() -> int:
    """MiB."""
    lines = dict(line.split(":", 1) for line in _MACHINE.read_text("ascii").splitlines())
    all_of_it = int(lines["MemTotal"].split()[0]) // 1024
    try:
        return min(all_of_it, int(_CONTAINER.read_text("ascii")) // _MEBIBYTE)
    except (OSError, ValueError):  # no such file, or `max`
        return all_of_it
