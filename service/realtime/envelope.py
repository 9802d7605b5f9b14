"""What one web process tells the others about a person, on that person's channel."""

from __future__ import annotations

import msgspec

from service.realtime.send_queue import EncodedFrame
from wire.contracts.codec import decoder, encode

_NOTHING = b"null"
_NONE = msgspec.Raw(_NOTHING)


class Envelope(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A frame on its way, or the news that a session ended. `origin` skips its own."""

    origin: str
    frame: msgspec.Raw = _NONE
    conversation_id: str | None = None
    rev: int | None = None
    ended_session: str | None = None

    def encoded(self) -> EncodedFrame | None:
        """The frame, ready for a send queue."""
        body = bytes(self.frame)
        return None if body == _NOTHING else EncodedFrame(body, self.conversation_id, self.rev)


def pack(origin: str, one: EncodedFrame) -> bytes:
    """An encoded frame as envelope."""
    return encode(
        Envelope(origin=origin, frame=msgspec.Raw(one.body), conversation_id=one.conversation_id, rev=one.rev)
    )


def pack_ended(origin: str, session: str) -> bytes:
    """The news that a session ended."""
    return encode(Envelope(origin=origin, ended_session=session))


unpack = decoder(Envelope)
