"""Parts of an earlier version, from git's history: what an installation is brought up from."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import IO

from tests.chaos.parts import Process, Starter
from tests.processes import ROOT

CLIENT = Path("service/client/dist")
"""Built, and not in git: the page of today will do, for nobody opens one."""


def unpacked(commit: str, folder: Path) -> Path:
    """The tree of a commit. CalledProcessError: this is no clone, or it has no such commit."""
    if not folder.exists():
        packed = subprocess.run(["git", "archive", commit], cwd=ROOT, capture_output=True, check=True)
        folder.mkdir(parents=True)
        subprocess.run(["tar", "-x", "-C", str(folder)], input=packed.stdout, check=True)
        shutil.copytree(ROOT / CLIENT, folder / CLIENT, dirs_exist_ok=True)
    return folder


def of_tree(tree: Path) -> Starter:
    """Starts the parts of that tree, with the libraries of today."""

    def begin(part: str, environ: Mapping[str, str], log: IO[bytes]) -> Process:
        command = [sys.executable, "-m", "service.cli", part]
        return subprocess.Popen(command, cwd=tree, env=dict(environ), stdout=log, stderr=log)

    return begin
