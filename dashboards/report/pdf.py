"""A report as PDF, printed by the Chromium of the machine."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

PROGRAMS = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
PATIENCE = 120.0
"""Seconds that it may take: some on a quiet machine."""


class CannotPrint(Exception):
    """There is no PDF; the text says why."""


def pdf(page: str) -> bytes:
    """The page as A4. CannotPrint: there is no Chromium, or it has failed."""
    program = next((found for name in PROGRAMS if (found := shutil.which(name))), None)
    if program is None:
        raise CannotPrint(
            "A PDF is printed by Chromium, which is not here: install it, or print the HTML file."
        )
    with tempfile.TemporaryDirectory(prefix="duologue-report-") as folder:
        source, target = Path(folder, "report.html"), Path(folder, "report.pdf")
        source.write_text(page, encoding="utf-8")
        _print(program, source, target)
        if not target.is_file():
            raise CannotPrint("Chromium made no PDF.")
        return target.read_bytes()


def _print(program: str, source: Path, target: Path) -> None:
    words = [
        program, "--headless", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
        "--disable-background-networking", "--no-pdf-header-footer",
        f"--user-data-dir={source.parent / 'profile'}", f"--print-to-pdf={target}", source.as_uri(),
    ]  # fmt: skip
    if os.geteuid() == 0:  # its sandbox does not run as root; the page is ours, and loads nothing
        words.insert(1, "--no-sandbox")
    try:
        subprocess.run(words, check=True, capture_output=True, timeout=PATIENCE)
    except (OSError, subprocess.SubprocessError) as error:
        raise CannotPrint(f"Chromium could not print: {type(error).__name__}") from error
