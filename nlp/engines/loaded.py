"""Models in memory: loaded at first use, a bounded number over all engines, the longest unused out first.

How an engine uses it (one `Pool` is shared by all engines of a translator; `nlp.engines.build` makes it):

    model = self._pool.get(Key(NAME, "en-de"), load, size=lambda: bytes_of_files)   # before every use

`load()` makes the model. Whatever lets go of it is `unload(model)`; where dropping the last reference is
enough, as it is for fxtranslate, torch and CTranslate2, leave it out. `get` may unload another model, so
take a model out right before it is used, and do not hold it. `close` of an engine is `pool.drop(NAME)`.

A pool belongs to the thread that first calls `get`, as its models do: another thread is refused. A pool that
nobody closed may be found by the garbage collector in any thread at all, where an fxtranslate model cannot be
dropped: its models are put aside, and go when their own thread next makes or asks a pool.
"""

from __future__ import annotations

import logging
import threading
import time
import weakref
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeVar

import msgspec

from nlp.engines import memory

log = logging.getLogger(__name__)

T = TypeVar("T")

ROOM = 6
"""Models kept where nobody says otherwise; the setting `loaded_models`."""

_PLAUSIBLE = (0.5, 8.0)
"""What resident memory may have grown by, in sizes of the files, to be believed: another thread may have
allocated meanwhile, and a library may have taken pages that were free."""


class Key(NamedTuple):
    """Names one model: the engine, and what the engine calls it."""

    engine: str
    model: str


class Loaded(msgspec.Struct, frozen=True, kw_only=True):
    """What one model costs in memory."""

    engine: str
    model: str
    memory: int
    """Bytes; 0 where nothing could be told."""
    how: Literal["measured", "files"]
    """"measured": growth of resident memory while it loaded; for the first model of an engine that includes
    the libraries it needs. "files": the size of its files."""
    seconds: float
    """Time that loading took."""


class _Held(NamedTuple):
    thing: Any
    unload: Callable[[Any], None] | None
    facts: Loaded


class _Stranded(NamedTuple):
    thread: threading.Thread | None
    held: OrderedDict[Key, _Held]


def in_memory() -> list[Loaded]:
    """All models that this process has in memory; any thread may ask."""
    return [one for pool in list(_POOLS) for one in pool.loaded()]


class Pool:
    """At most `room` models. `notes` is a file where measured sizes are kept for `duologue doctor`."""

    def __init__(self, room: int = ROOM, notes: Path | None = None) -> None:
        self._room, self._notes = max(1, room), notes
        self._held: OrderedDict[Key, _Held] = OrderedDict()
        self._thread: threading.Thread | None = None
        _free_stranded()
        _POOLS.add(self)

    def __del__(self) -> None:
        """Not closed, and collected by another thread than its own: put aside what only that one may drop."""
        if self._held and self._thread is not threading.current_thread():
            _STRANDED.append(_Stranded(self._thread, self._held))

    def get(
        self,
        key: Key,
        load: Callable[[], T],
        unload: Callable[[T], None] | None = None,
        size: Callable[[], int] = int,
    ) -> T:
        """The model of `key`, loaded if it is not here; the longest unused one goes where there is no room.

        Args:
            key: engine and model.
            load: makes the model; whatever it raises goes to the caller, and nothing is kept.
            unload: called before the model is dropped, in the same thread.
            size: gives the bytes of its files, told instead of memory where memory cannot be measured.
        """
        self._check_thread()
        _free_stranded()
        held = self._held.get(key)
        if held is None:
            while len(self._held) >= self._room:
                self._evict(next(iter(self._held)), "to make room")
            held = self._held[key] = self._load(key, load, unload, size())
        self._held.move_to_end(key)
        thing: T = held.thing
        return thing

    def loaded(self) -> tuple[Loaded, ...]:
        """What is in memory now, the longest unused first."""
        return tuple(held.facts for held in list(self._held.values()))  # a copy: another thread may ask

    def drop(self, engine: str) -> None:
        """Let go of all models of one engine. Idempotent."""
        for key in [key for key in self._held if key.engine == engine]:
            self._evict(key, "engine closed")
        if not self._held:
            self._thread = None

    def _check_thread(self) -> None:
        here = threading.current_thread()
        self._thread = self._thread or here
        if self._thread is not here:
            raise RuntimeError("models belong to the thread that loaded them; this is another one")

    def _load(self, key: Key, load: Callable[[], T], unload: Callable[[T], None] | None, size: int) -> _Held:
        before, began = memory.resident(), time.perf_counter()
        thing = load()
        seconds, after = time.perf_counter() - began, memory.resident()
        taken, how = _told(before, after, size)
        facts = Loaded(engine=key.engine, model=key.model, memory=taken, how=how, seconds=round(seconds, 3))
        total = taken + sum(held.facts.memory for held in self._held.values())
        log.info(
            "loaded %s %s: %.0f MB (%s) in %.2f s; %d of at most %d models, %.0f MB",
            key.engine, key.model, taken / 1e6, how, seconds, len(self._held) + 1, self._room, total / 1e6,
        )  # fmt: skip
        if self._notes is not None:
            memory.note(self._notes, f"{key.engine}/{key.model}", memory.Note(memory=taken, how=how))
        return _Held(thing, unload, facts)

    def _evict(self, key: Key, why: str) -> None:
        held = self._held.pop(key)
        if held.unload is not None:
            held.unload(held.thing)
        facts = held.facts
        del held  # the last reference: the model goes here, in its own thread
        memory.give_back()
        log.info(
            "dropped %s %s, %s: %.0f MB (%s) free; %d of at most %d models left",
            key.engine, key.model, why, facts.memory / 1e6, facts.how, len(self._held), self._room,
        )  # fmt: skip


def _told(before: int | None, after: int | None, size: int) -> tuple[int, Literal["measured", "files"]]:
    if before is None or after is None:
        return size, "files"
    grown = after - before
    plausible = grown > 0 if size == 0 else _PLAUSIBLE[0] * size <= grown <= _PLAUSIBLE[1] * size
    return (grown, "measured") if plausible else (size, "files")


_POOLS: weakref.WeakSet[Pool] = weakref.WeakSet()
_STRANDED: list[_Stranded] = []
"""Of pools that died in another thread. What belongs to a thread that has ended stays: nobody may drop it."""


def _free_stranded() -> None:
    here = threading.current_thread()
    for one in [one for one in _STRANDED if one.thread is here]:
        _STRANDED.remove(one)
        one.held.clear()
