"""The home and all in it are its owner's alone: nobody else on the machine reads passwords, texts, models.

Every part starts with `at_home`: what it and its children make then is private from its first byte, and what
was open before is closed.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from wire.contracts.errors import NotPrivate
from wire.contracts.settings import Settings

UMASK = 0o077
OTHERS = 0o077
"""Modes that give anything to anybody but the owner."""


def at_home() -> Settings:
    """The settings, with their home made private: what every command that writes begins with.

    Raises:
        SettingsError: a setting cannot be used.
        NotPrivate: the home cannot be made so.
    """
    settings = Settings.load()
    keep(settings)
    return settings


def keep(settings: Settings) -> None:
    """Make the home if it is not there, and give nobody else anything of it, now and from now on.

    Raises:
        NotPrivate: it is somebody else's, or lies where files have no modes; the text says what to do.
    """
    os.umask(UMASK)
    _make(settings.home)
    if not settings.redis_url and not settings.broker_socket.is_relative_to(settings.home):
        _make(settings.broker_socket.parent)
    for path in list(opened(settings.home)):
        _close(path)


def opened(home: Path) -> Iterator[Path]:
    """What others may do something with: the home first, then all within; links are not followed."""
    if _is_open(home):
        yield home
    for folder, folders, files in os.walk(home):
        for name in (*folders, *files):
            path = Path(folder, name)
            if _is_open(path):
                yield path


def owner(path: Path) -> int:
    """Number of the user that it belongs to."""
    return path.stat().st_uid


def _make(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise NotPrivate(
            f"{folder} cannot be made: {error.strerror}. Set DUOLOGUE_HOME to a folder of yours."
        ) from error
    if folder.is_symlink() or owner(folder) != os.geteuid():
        raise NotPrivate(
            f"{folder} belongs to user {owner(folder)}, and this is user {os.geteuid()}: who owns a folder "
            "may read what is in it. Start as that user, `chown -R` it, or set DUOLOGUE_HOME to another."
        )
    _close(folder)


def _close(path: Path) -> None:
    try:
        mode = stat.S_IMODE(path.lstat().st_mode)
        path.chmod(mode & ~OTHERS)
        still = _is_open(path)
    except FileNotFoundError:
        return  # another part has removed it
    except OSError as error:
        raise NotPrivate(
            f"{path} cannot be closed to others: {error.strerror}. `chown -R` its folder."
        ) from error
    if still:
        raise NotPrivate(
            f"{path} stays open to others: its file system keeps no modes. Set DUOLOGUE_HOME to a folder on "
            "another one, such as that of your home directory."
        )


def _is_open(path: Path) -> bool:
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return False
    return not stat.S_ISLNK(mode) and bool(mode & OTHERS)
