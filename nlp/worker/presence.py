"""Saying that this worker is alive: from a thread and a connection of its own, that load cannot silence."""

from __future__ import annotations

import logging
import threading

import redis.exceptions
from msgspec import structs

from nlp.worker.ports import Skills
from wire.broker.heartbeats import BEAT, BEAT_EVERY, WITHDRAW, Heartbeat, beating, withdrawing
from wire.broker.sync import SyncClient

log = logging.getLogger(__name__)

TIMEOUT = 3.0


class Presence:
    """Keeps the latest heartbeat alive in the broker until withdrawn."""

    def __init__(self, url: str, name: str, run: str = "") -> None:
        self._client = SyncClient(url, TIMEOUT)
        self._heartbeat = Heartbeat(part="worker", name=name, run=run, ready=False, detail="starting")
        self._news, self._ended = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="presence", daemon=True)

    def start(self) -> None:
        """Begin to beat."""
        self._thread.start()

    def loading(self, detail: str) -> None:
        """Say from now on what is being done before work can begin; told at once."""
        self._say(structs.replace(self._heartbeat, ready=False, detail=detail))

    def ready(self, skills: Skills) -> None:
        """Say from now on that this worker works, and what it can do; told at once."""
        said = {"detail": str(skills), "pairs": skills.pairs, "rough": skills.rough}
        self._say(structs.replace(self._heartbeat, ready=True, **said))

    def _say(self, heartbeat: Heartbeat) -> None:
        self._heartbeat = heartbeat
        self._news.set()

    def withdraw(self) -> None:
        """Stop beating and take the key away. Waits a few seconds at most; the key expires in any case."""
        self._ended.set()
        self._news.set()
        self._thread.join(timeout=7)
        try:
            self._client.eval(WITHDRAW, *withdrawing("worker", self._heartbeat.name))
        except redis.exceptions.RedisError as error:
            log.info("heartbeat not withdrawn (%s); it expires by itself", type(error).__name__)
        self._client.close()

    def _run(self) -> None:
        failing = False
        while not self._ended.is_set():
            self._news.clear()
            try:
                self._client.eval(BEAT, *beating(self._heartbeat))
                failing = False
            except redis.exceptions.RedisError as error:
                if not failing:
                    log.warning("no heartbeat: %s", error)
                failing = True
            self._news.wait(BEAT_EVERY)
