"""Whose turn it is: pieces of work that wait for the one thread that does them."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from enum import IntEnum

Piece = Callable[[], None]


class Rank(IntEnum):
    """What goes first. A piece may be interrupted, between its steps, by one of a lower number."""

    URGENT = 0
    """Somebody waits at the keyboard."""
    USUAL = 1
    PATIENT = 2
    """Previews that are long, or of somebody who has had a good many of late."""
    BULK = 3
    """What is beyond somebody's share, and long texts."""


SHARE = {Rank.USUAL: 0.3, Rank.PATIENT: 0.2, Rank.BULK: 0.15}
"""Of the time of those that go first, what is due to one that waits meanwhile: nothing waits for ever."""

DUE, MOST_DUE = 0.5, 2.0
"""Seconds that must be due before a piece goes before its betters; and that are remembered at most."""


class Turns:
    """Pieces are added by any thread, and done in one. In order within a rank."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._waiting: dict[Rank, deque[Piece]] = {rank: deque() for rank in Rank}
        self._due: dict[Rank, float] = dict.fromkeys(SHARE, 0.0)
        self._doing: list[Rank] = []
        self._since = 0.0

    def add(self, rank: Rank, piece: Piece) -> None:
        """One more piece that waits."""
        self._waiting[rank].append(piece)

    def busy(self) -> bool:
        """Whether anything waits, or is interrupted, that is not bulk."""
        before = [rank for rank in Rank if rank is not Rank.BULK]
        return any(self._waiting[rank] for rank in before) or Rank.USUAL in self._doing

    def next(self) -> None:
        """Do the piece whose turn it is, if any."""
        rank = self._pick(list(Rank))
        if rank is not None:
            self._do(rank)

    def yield_to_urgent(self, after: Piece) -> None:
        """Within a piece: do what goes before it, unless something is due to it. Calls `after` after each."""
        mine = self._doing[-1]
        self._account()
        while self._due.get(mine, 0.0) < DUE:
            rank = self._pick([rank for rank in Rank if rank < mine])
            if rank is None:
                return
            self._do(rank)
            after()

    def _pick(self, ranks: list[Rank]) -> Rank | None:
        waiting = [rank for rank in ranks if self._waiting[rank]]
        due = [rank for rank in waiting if self._due.get(rank, 0.0) >= DUE]
        return due[-1] if due else next(iter(waiting), None)

    def _do(self, rank: Rank) -> None:
        self._account()
        self._doing.append(rank)
        try:
            self._waiting[rank].popleft()()
        finally:
            self._account()
            self._doing.pop()

    def _account(self) -> None:
        """Who has had the time since the last look, and to whom something is due for it."""
        now = self._clock()
        spent, self._since = now - self._since, now
        if not self._doing:
            return
        had = self._doing[-1]
        for rank in self._due:
            if rank == had:
                self._due[rank] = max(0.0, self._due[rank] - spent)
            elif not (self._waiting[rank] or rank in self._doing):
                self._due[rank] = 0.0
            elif rank > had:
                self._due[rank] = min(MOST_DUE, self._due[rank] + spent * SHARE[rank])
