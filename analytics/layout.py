"""Where the files of the lake lie: `TABLE/origin=live|demo/organisation=ID|none/day=YYYY-MM-DD/`.

`none` is of direct conversations, and of what belongs to no conversation. Before there were organisations
files lay in `TABLE/origin=…/day=…/`, with the rows of all; they are read as well until `analytics.moving` has
moved what is in them. Needs no Polars.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote, unquote

NO_ORGANISATION = "none"
"""Stands for an organisation where there is none; no id is like it."""

DAYS = ("*/origin=*/organisation=*/day=*", "*/origin=*/day=*")
"""Patterns of the folders with files, under the root: as they are made now, and as they were."""


def folder_of(root: Path, table: str, origin: str, organisation_id: str | None, day: str) -> Path:
    """Where the rows of one organisation, or of none, and of one day lie. `origin`: live, demo."""
    return root / table / f"origin={origin}" / whose(organisation_id) / f"day={day}"


def whose(organisation_id: str | None) -> str:
    """Name of an organisation's folder. Quoted, so that an id stays one folder whatever is in it."""
    return f"organisation={NO_ORGANISATION if organisation_id is None else quote(organisation_id, safe='')}"


def organisation_of(day: Path) -> str | None:
    """Whose a folder of a day is: an organisation's, or `none`; null: everybody's, as they were before."""
    name = day.parent.name
    return unquote(name.removeprefix("organisation=")) if name.startswith("organisation=") else None
