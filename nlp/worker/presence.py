"""Saying that this worker is alive: from a thread and a connection of its own, that load cannot silence."""

from __future__ import annotations

import logging
import threading

import redis

from service.wire.codec import encode
from service.wire.parts import ALIVE_FOR, BEAT_EVERY, Heartbeat
from service.wire.streams import heartbeat_key

log = logging.getLogger(__name__)


class Presence:
    """Keeps the latest heartbeat alive in the broker until withdrawn."""

    def __init__(self, url: str, name: str) -> None:
        self._client = redis.Redis.from_url(url, socket_timeout=3, socket_connect_timeout=3)
        self._heartbeat = Heartbeat(part="worker", name=name, ready=False, detail="starting")
        self._key = heartbeat_key("worker", name)
        self._news, self._ended = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="presence", daemon=True)

    def start(self) -> None:
        """Begin to beat."""
        self._thread.start()

    def say(
        self,
        detail: str,
        *,
        ready: bool = False,
        pairs: tuple[tuple[str, str], ...] = (),
        rough: tuple[tuple[str, str], ...] = (),
    ) -> None:
        """What the heartbeat says from now on; told at once."""
        self._heartbeat = Heartbeat(
            part="worker", name=self._heartbeat.name, ready=ready, detail=detail, pairs=pairs, rough=rough
        )
        self._news.set()

    def withdraw(self) -> None:
        """Stop beating and take the key away. Waits a few seconds at most; the key expires in any case."""
        self._ended.set()
        self._news.set()
        self._thread.join(timeout=7)
        try:
            self._client.delete(self._key)
        except redis.exceptions.RedisError as error:
            log.info("heartbeat not withdrawn (%s); it expires by itself", type(error).__name__)
        self._client.close()

    def _run(self) -> None:
        failing = False
        while not self._ended.is_set():
            self._news.clear()
            try:
                self._client.set(self._key, encode(self._heartbeat), ex=ALIVE_FOR)
                failing = False
            except redis.exceptions.RedisError as error:
                if not failing:
                    log.warning("no heartbeat: %s", error)
                failing = True
            self._news.wait(BEAT_EVERY)
