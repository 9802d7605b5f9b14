"""Debian packages unpacked into a folder: no root, and nothing of the machine is touched."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

from benchmarks.peers.install import run
from benchmarks.peers.servers.base import Missing


def unpack(packages: list[str], folder: Path) -> None:
    """These packages, and whatever of their dependencies the machine lacks, below `folder`. Missing."""
    if shutil.which("apt-get") is None:
        raise Missing("not a Debian machine: no apt-get")
    try:
        wanted = _wanted(packages, folder)
    except Missing:
        if os.geteuid():
            raise
        run(["apt-get", "update", "-q"], folder)  # its lists were empty
        wanted = _wanted(packages, folder)
    files = folder / "packages"
    files.mkdir()
    run(["apt-get", "download", "-q", *wanted], files)
    for file in files.glob("*.deb"):
        run(["dpkg", "-x", str(file), str(folder)], files)
    shutil.rmtree(files)


def _wanted(packages: list[str], folder: Path) -> list[str]:
    """By a rehearsal of the installation. One that is installed already is unpacked all the same."""
    said = run(["apt-get", "install", "-s", "--no-install-recommends", *packages], folder)
    return sorted({*packages, *re.findall(r"^Inst (\S+)", said, re.M)})
