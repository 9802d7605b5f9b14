"""How far one client has got, by conversation."""

from __future__ import annotations

MAX_AHEAD = 1000


class Positions:
    """Per conversation the highest `rev` up to which everything was sent. Never above what the client has."""

    def __init__(self) -> None:
        self._at: dict[str, int] = {}
        self._ahead: dict[str, set[int]] = {}
        self._known: set[str] = set()

    def __getitem__(self, conversation_id: str) -> int:
        return self._at.get(conversation_id, 0)

    def __contains__(self, conversation_id: str) -> bool:
        """What the client has of it is known."""
        return conversation_id in self._known

    def reached(self, conversation_id: str, rev: int) -> None:
        """Everything up to `rev` was sent."""
        self._known.add(conversation_id)
        self._at[conversation_id] = max(rev, self[conversation_id])
        self._close_up(conversation_id)

    def sent(self, conversation_id: str, rev: int) -> None:
        """One change was sent, perhaps before an earlier one."""
        if rev == self[conversation_id] + 1 and not self._ahead.get(conversation_id):
            self._at[conversation_id] = rev
            return
        ahead = self._ahead.setdefault(conversation_id, set())
        if rev > self[conversation_id] and len(ahead) < MAX_AHEAD:
            ahead.add(rev)
        self._close_up(conversation_id)

    def _close_up(self, conversation_id: str) -> None:
        ahead, at = self._ahead.get(conversation_id, set()), self[conversation_id]
        while at + 1 in ahead:
            at += 1
        self._at[conversation_id] = at
        self._ahead[conversation_id] = {rev for rev in ahead if rev > at}
