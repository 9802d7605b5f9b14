"""Peers are installed into a cache folder of the user, each version once, never into the product's .venv."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.peers.servers.base import Missing

PATIENCE = 300
"""Seconds that one command of an installation may take."""


def cache() -> Path:
    """`$DUOLOGUE_PEERS`, or a folder in the user's cache; removing it removes all that was installed."""
    named = os.environ.get("DUOLOGUE_PEERS")
    return Path(named) if named else Path.home() / ".cache" / "duologue-peers"


def installed(name: str, make: Callable[[Path], None]) -> Path:
    """The folder `name`, made by `make` if it is not there. Half of it is never taken for the whole."""
    folder = cache() / name
    if not folder.exists():
        part = folder.with_name(f"{name}.part")
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        make(part)
        part.rename(folder)
    return folder


def run(command: Sequence[str], folder: Path) -> str:
    """What it prints. Missing, with the last line of what it said, where it fails or takes too long."""
    try:
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, timeout=PATIENCE, check=True
        )
    except subprocess.CalledProcessError as error:
        said = [line for line in f"{error.stdout}\n{error.stderr}".splitlines() if line.strip()]
        raise Missing(
            f"`{' '.join(command[:3])}` failed: {said[-1] if said else error.returncode}"
        ) from error
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Missing(f"`{' '.join(command[:3])}`: {error}") from error
    return done.stdout
