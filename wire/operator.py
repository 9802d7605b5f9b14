"""The way of who runs an installation into its dashboard: a link that opens once, and the pass it gives.

Whoever may write in the home is its operator: a link is a file there, named by the hash of its code, and so
is a pass. What the files are named by opens nothing, and removing them ends what they stand for.
"""

from __future__ import annotations

import secrets
import time
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

LINK_HOLDS = timedelta(minutes=15)
PASS_HOLDS = timedelta(hours=12)
ENTER = "/enter"
"""Path of the dashboard that a link leads to."""

_LINK, _PASS = ".link", ".pass"
_HOLD = {_LINK: LINK_HOLDS, _PASS: PASS_HOLDS}


def folder(home: Path) -> Path:
    """Where links and passes lie."""
    return home / "dashboard"


def new_link(home: Path, board: str) -> str:
    """A link to the dashboard at `board`, which opens it once, soon. What has expired is cleared away.

    Raises:
        OSError: the home cannot be written to.
    """
    place = folder(home)
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    for path in (*place.glob(f"*{_LINK}"), *place.glob(f"*{_PASS}")):
        if not _fresh(path):
            path.unlink(missing_ok=True)
    return f"{board}{ENTER}?code={_made(place, _LINK)}"


def entered(home: Path, code: str) -> str | None:
    """A pass for the code of a link; None: there is no such link, it was used, or it has expired."""
    link = _path(folder(home), code, _LINK)
    fresh = _fresh(link)
    try:
        link.unlink()  # of two at once one finds it
    except FileNotFoundError:
        return None
    return _made(link.parent, _PASS) if fresh else None


def holds(home: Path, token: str) -> bool:
    """Whether this is a pass, still."""
    return _fresh(_path(folder(home), token, _PASS))


def _made(place: Path, kind: str) -> str:
    token = secrets.token_urlsafe(32)
    _path(place, token, kind).touch(mode=0o600)
    return token


def _path(place: Path, token: str, kind: str) -> Path:
    return place / (sha256(token.encode(errors="replace")).hexdigest() + kind)


def _fresh(path: Path) -> bool:
    try:
        age = time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return False
    return age < _HOLD[path.suffix].total_seconds()
