"""Parts that cost little: forked where imports end, and a worker that understands nothing."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from typing import IO

from tests.chaos.parts import Process, as_shipped
from tests.processes import ROOT, start


def with_capitals(part: str, environ: Mapping[str, str], log: IO[bytes]) -> Process:
    """As shipped, but for the worker."""
    if part != "work":
        return as_shipped(part, environ, log)
    command = [sys.executable, "-m", "tests.chaos.capitals"]
    return subprocess.Popen(command, cwd=ROOT, env=dict(environ), stdout=log, stderr=log)


def quickly(part: str, environ: Mapping[str, str], log: IO[bytes]) -> Process:
    """For `make test`: of the shipped parts `serve`, `jobs` in a hurry and `collect`."""
    if part == "collect":  # polars must not be forked
        command = [sys.executable, "-m", "tests.chaos.hurried", "collect"]
        return subprocess.Popen(command, cwd=ROOT, env=dict(environ), stdout=log, stderr=log)
    module, words, imports = {
        "serve": ("service.cli", ("serve",), "service.api.serve"),
        "jobs": ("tests.chaos.hurried", ("jobs",), "service.jobs.part"),
        "work": ("tests.chaos.capitals", (), "nlp.worker.main"),
    }[part]
    return start(module, *words, imports=imports, environ=environ, out=log, err=log)
