"""Where frames of a WebSocket end in what has come, by RFC 6455, 5.2: their heads alone are looked at."""

from __future__ import annotations

LONGEST_HEAD = 14
_MASKED, _LENGTH = 0x80, 0x7F
_MORE = {126: 2, 127: 8}
"""Bytes of the length of what is longer than a head's second byte says."""


class FrameBorders:
    """Follows all that comes on a connection. `between`: what has come so far ends with a whole frame."""

    __slots__ = ("_head", "_owed", "between")

    def __init__(self) -> None:
        self._owed, self._head = 0, b""
        self.between = True

    def follow(self, data: bytes) -> None:
        """So much more has come."""
        at = self._step(data, 0)
        while at < len(data):
            before, self._head = len(self._head), self._head + data[at : at + LONGEST_HEAD - len(self._head)]
            size = size_of(self._head)
            if size is None:
                break
            self._owed, self._head = size - before, b""
            at = self._step(data, at)
        self.between = not (self._owed or self._head)

    def _step(self, data: bytes, at: int) -> int:
        """Past what belongs to the frame that has begun."""
        step = min(self._owed, len(data) - at)
        self._owed -= step
        return at + step


def size_of(head: bytes) -> int | None:
    """Bytes of a frame with its head; None where more of the head is needed to know."""
    if len(head) < 2:
        return None
    length = head[1] & _LENGTH
    more = _MORE.get(length, 0)
    if len(head) < 2 + more:
        return None
    if more:
        length = int.from_bytes(head[2 : 2 + more], "big")
    return 2 + more + (4 if head[1] & _MASKED else 0) + length
