"""Organisations that are gone from the service: their rows go, also those that come late. Needs no Polars.

Each is remembered by a file of its own, so that collectors on several hosts need not agree.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote, unquote

from analytics.errors import LakeUnwritable
from analytics.files import as_open_as
from analytics.upkeep import remove_organisation

FOLDER = "organisations_removed"


def remember(root: Path, organisation_id: str) -> None:
    """From now on `sweep` removes what there is of it. Again changes nothing.

    Raises:
        LakeUnwritable: the lake cannot be written to.
    """
    try:
        (root / FOLDER).mkdir(parents=True, exist_ok=True)
        mark = root / FOLDER / quote(organisation_id, safe="")
        mark.touch()
        as_open_as(root, mark)
    except OSError as error:
        raise LakeUnwritable(f"cannot write {root / FOLDER}: {error}") from error


def sweep(root: Path) -> int:
    """Remove all that is there of organisations that are gone. How many files it was."""
    if not (root / FOLDER).is_dir():
        return 0
    return sum(remove_organisation(root, unquote(mark.name)) for mark in sorted((root / FOLDER).iterdir()))
