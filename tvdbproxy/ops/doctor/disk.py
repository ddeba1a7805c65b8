"""Room on the disks that we write to."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import make_url

from tvdbproxy.ops.doctor.finding import Finding, failed, ok, warning
from tvdbproxy.ops.doctor.patient import Patient, reason
from tvdbproxy.settings import Settings

NAMES = {
    "disk.database": "There is room where the SQLite file is.",
    "disk.objects": "There is room where objects are, with STORAGE_BACKEND=local.",
    "disk.temporary": "There is room for temporary files.",
}

_MEBIBYTE = 1024 * 1024
_LEAST, _LITTLE = 100 * _MEBIBYTE, 1024 * _MEBIBYTE
_FEW_FILES = 1000


def look(patient: Patient) -> Iterator[Finding]:
    """Free bytes, and free inodes where the file system counts them."""
    for name, folder in _folders(patient.settings).items():
        yield _room(name, folder)


def _folders(settings: Settings) -> dict[str, Path]:
    found = {"disk.temporary": Path(tempfile.gettempdir())}
    url = make_url(settings.database.database_url)
    if url.get_backend_name() == "sqlite" and url.database:
        found["disk.database"] = Path(url.database).absolute().parent
    if settings.storage.storage_backend == "local":
        found["disk.objects"] = settings.storage.storage_path.absolute()
    return found


def _room(name: str, folder: Path) -> Finding:
    there = next(path for path in (folder, *folder.parents) if path.exists())
    try:
        figures = os.statvfs(there)
    except OSError as error:
        return failed(name, reason(error), f"Make {folder} readable.")
    free, files = figures.f_bavail * figures.f_frsize, figures.f_favail
    seen = f"{free // _MEBIBYTE:,} MiB are free at {there}."
    is_counted = figures.f_files > 0
    if free < _LEAST or (is_counted and files < _FEW_FILES):
        less = seen if free < _LEAST else f"{files:,} files more may be made at {there}."
        return failed(name, less, f"Make room at {there}; `tvdbproxy cleanup` deletes orphans.")
    if free < _LITTLE:
        return warning(name, seen, f"Make room at {there} soon.")
    return ok(name, seen)
