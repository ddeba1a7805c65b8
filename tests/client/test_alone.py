"""The client in an application that has nothing else of ours, and its page of documentation."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.house.pictures import poster
from tests.house.processes import CHECKOUT, worker_here
from tests.house.uploads import token
from tvdbproxy import client as package
from tvdbproxy.wiring import Services

PAGE = (CHECKOUT / "docs" / "client.md").read_text()
EXAMPLES = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


def test_the_folder_works_in_another_application(
    address: str, services: Services, tmp_path: Path
) -> None:
    shutil.copytree(CHECKOUT / "tvdbproxy" / "client", tmp_path / "pictures")
    (tmp_path / "photo.jpg").write_bytes(poster())
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "from pictures import Client\n"
        "with Client(sys.argv[2], token=sys.argv[3]) as client:\n"
        "    job_id = client.upload(sys.argv[1] + '/photo.jpg', bucket='tests').job_id\n"
        "    assert client.job(job_id).status == 'pending'\n"
        "print([name for name in sys.modules if name.split('.')[0] in ('tvdbproxy', 'pydantic')])\n"
    )
    argv = [sys.executable, "-I", "-c", code, str(tmp_path), address, token()]
    assert subprocess.check_output(argv, text=True).strip() == "[]"


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_the_examples_of_its_page_run(
    number: int, address: str, services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("photo.jpg", "a.jpg", "b.jpg"):
        Path(name).write_bytes(poster())  # in the folder of this test
    monkeypatch.setenv("PICTURES_URL", address)
    monkeypatch.setenv("PICTURES_TOKEN", token())
    names: dict[str, Any] = {}
    with worker_here(services):
        for example in EXAMPLES[: number + 1]:
            exec(example, names)


def test_the_page_names_all_there_is() -> None:
    methods = [name for name in vars(package.Client) if not name.startswith("_")]
    names = set(package.__all__) - {"Picture"}  # a name for what its text says
    assert [name for name in [*methods, *sorted(names)] if name not in PAGE] == []
