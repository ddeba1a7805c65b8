"""Multipart forms, read by us: the framework would take a field that looks like JSON apart."""

from __future__ import annotations

from io import BytesIO
from typing import IO, Any

from flask import Request, request
from pydantic import BaseModel
from werkzeug.datastructures import FileStorage

from tvdbproxy.errors import InvalidRequest

# Bodies that may be longer than this are kept on disk while they are read.
_IN_MEMORY_BYTES = 32 * 1024 * 1024

_BINARY = {"type": "string", "format": "binary"}


class InMemory(Request):
    """A request whose files go nowhere near a disk, where its body is bounded so that all of
    it fits into memory."""

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        most = self.max_content_length
        if most is not None and most <= _IN_MEMORY_BYTES:
            return BytesIO()
        return super()._get_file_stream(
            total_content_length, content_type, filename, content_length
        )


def form_body(
    model: type[BaseModel], files: dict[str, bool], *, all_files: bool = True
) -> dict[str, Any]:
    """What the OpenAPI document says of a form: the fields of ``model``, and ``files`` by name,
    each one or (true) several; ``all_files`` says that none may be left out."""
    of_fields = model.model_json_schema()
    of_files = {
        name: {"type": "array", "items": _BINARY} if several else _BINARY
        for name, several in files.items()
    }
    schema = of_fields | {"properties": of_fields["properties"] | of_files}
    if all_files:
        schema["required"] = [*schema.get("required", []), *files]
    return {"requestBody": {"content": {"multipart/form-data": {"schema": schema}}}}


def one_file(name: str) -> FileStorage:
    """The file of a form. Raises ``InvalidRequest`` (``file_missing``)."""
    files = several_files(name)
    if len(files) > 1:
        raise InvalidRequest(f"{name}: send one file.", code="too_many_files")
    return files[0]


def several_files(name: str) -> list[FileStorage]:
    """All files of that name, at least one. Raises ``InvalidRequest`` (``file_missing``)."""
    files = request.files.getlist(name)
    if not files:
        raise InvalidRequest(
            f"{name}: send a file of this name, as multipart/form-data.", code="file_missing"
        )
    return files


def fields(model: type[BaseModel]) -> dict[str, str]:
    """The fields of the form that the model knows, as they came; the first one where one was
    sent twice."""
    return {name: request.form[name] for name in model.model_fields if name in request.form}
