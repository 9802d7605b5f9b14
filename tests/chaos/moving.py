"""A slot of a cluster moves to another primary while it is in use, as `valkey-cli --cluster reshard` has it:
for a while some of its keys are here and some there."""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING, Any

import redis

if TYPE_CHECKING:
    from tests.chaos.cluster import Nodes

KEYS = 4
"""Moved at once: few, so that others ask for the slot in between."""
WITHIN = 5000
"""Milliseconds for them."""
TRIES = 30
"""With a second between them: nodes die and hand over meanwhile."""


def move(nodes: Nodes, slot: int) -> bool:
    """To the next primary. Where a node dies meanwhile it is begun again; False: in vain.

    It is never left half moved: what could not follow is lost, as with a node.
    """
    for _ in range(TRIES):
        with contextlib.suppress(redis.exceptions.RedisError, LookupError):
            _moved(nodes, slot)
            return True
        time.sleep(1)
    for one in _primaries(nodes):
        with contextlib.suppress(redis.exceptions.RedisError):
            nodes.ask(one, "CLUSTER", "SETSLOT", slot, "STABLE")
    return False


def _moved(nodes: Nodes, slot: int) -> None:
    """LookupError: nobody has it now, or nobody else could."""
    primaries = _primaries(nodes)
    source = next(iter(one for one in primaries if nodes.has(one, slot)), None)
    if source is None or len(primaries) == 1:
        raise LookupError(slot)
    target = primaries[(primaries.index(source) + 1) % len(primaries)]
    here, there = (nodes.ask(one, "CLUSTER", "MYID").decode() for one in (source, target))
    nodes.ask(target, "CLUSTER", "SETSLOT", slot, "IMPORTING", here)
    nodes.ask(source, "CLUSTER", "SETSLOT", slot, "MIGRATING", there)
    to: tuple[Any, ...] = ("127.0.0.1", nodes.servers[target].port, "", 0, WITHIN, "REPLACE", "KEYS")
    while keys := nodes.ask(source, "CLUSTER", "GETKEYSINSLOT", slot, KEYS):
        nodes.ask(source, "MIGRATE", *to, *keys)
    for one in (target, source, *(one for one in primaries if one not in (source, target))):
        nodes.ask(one, "CLUSTER", "SETSLOT", slot, "NODE", there)


def _primaries(nodes: Nodes) -> list[int]:
    """Those that answer."""
    found = []
    for one in range(len(nodes.servers)):
        with contextlib.suppress(redis.exceptions.RedisError):
            found += [one] if nodes.role(one) == "master" else []
    return found
