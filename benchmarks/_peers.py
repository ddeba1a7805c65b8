"""The virtual environment of the programs that we are measured beside or with.

They pin libraries of their own, so nothing of theirs may be in ours.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent
LIST = FOLDER / "peers.txt"
HOME = FOLDER.parent / ".venv" / "peers"


def peers_python() -> Path | None:
    """Their interpreter, with everything of ``peers.txt``; None where that cannot be had."""
    python, stamp = HOME / "bin" / "python", HOME / "installed.txt"
    if stamp.exists() and stamp.read_text() == LIST.read_text():
        return python
    print(f"installing {LIST.name} into {HOME.parent.name}/{HOME.name} (once)", flush=True)
    install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    try:
        subprocess.run([sys.executable, "-m", "venv", HOME], check=True)
        subprocess.run([python, *install, "--requirement", LIST], check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"Not measured: the peers, which could not be installed ({error}).")
        return None
    stamp.write_text(LIST.read_text())
    return python
