"""The code of a commit in a folder of its own, for as long as it is needed."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.peers.load import ROOT


@contextmanager
def tree_of(commit: str) -> Iterator[Path]:
    """A worktree of the commit, removed afterwards. CalledProcessError where there is no such commit."""
    with tempfile.TemporaryDirectory(prefix="duo-compare-", ignore_cleanup_errors=True) as folder:
        tree = Path(folder) / "tree"
        _git("worktree", "add", "--detach", str(tree), commit)
        try:
            yield tree
        finally:
            _git("worktree", "remove", "--force", str(tree))


def _git(*words: str) -> None:
    subprocess.run(["git", *words], cwd=ROOT, check=True, capture_output=True)
