"""Who is measured, in which order, with how many pairs."""

from __future__ import annotations

from msgspec import Struct

from benchmarks.peers.servers.base import Server
from benchmarks.peers.servers.duologue import Duologue
from benchmarks.peers.servers.ejabberd import Ejabberd
from benchmarks.peers.servers.relay import Relay
from benchmarks.peers.servers.socketio import SocketIO
from benchmarks.peers.servers.synapse import Synapse


class Entry(Struct, frozen=True):
    """A server, and with how many pairs it is measured, one after the other."""

    server: Server
    pairs: tuple[int, ...]


FEW, USUAL = (10,), (50,)
MANY = (200, 500, 2000)
"""Pairs with which Duologue is measured again in a full run: sockets should not make it slower."""


def line_up(quick: bool) -> list[Entry]:
    """Peers first, then Duologue; in a full run in more ways, and with more pairs too."""
    servers: list[Server] = [
        Relay(),
        SocketIO(),
        Ejabberd("mnesia"),
        Synapse(),
        Duologue(worker=False),
        Duologue(worker=True),
        Duologue(worker=False, postgres=True),
    ]
    if quick:
        return [Entry(one, FEW) for one in servers]
    servers[3:3] = [Ejabberd("sql")]
    servers += [Duologue(worker=True, postgres=True)]
    servers += [Duologue(worker=False, postgres=True, cluster=True)]
    return [Entry(one, USUAL) for one in servers] + [Entry(Duologue(worker=False), MANY)]
