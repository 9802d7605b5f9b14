"""Frames from the client: read, and refused where they are none."""

from __future__ import annotations

from typing import TypeVar

import msgspec

from service.api.error_responses import wrong_field
from service.api.errors import InvalidJson
from service.errors import InvalidInput
from service.realtime.bot_frames import Answer
from service.realtime.frames import FromClient, Hello, Ping

Frame = TypeVar("Frame")
FromBot = Hello | Answer | Ping

_decoder: msgspec.json.Decoder[FromClient] = msgspec.json.Decoder(FromClient)
_of_bots: msgspec.json.Decoder[FromBot] = msgspec.json.Decoder(FromBot)


class _Ref(msgspec.Struct):
    ref: str | None = None


_refs = msgspec.json.Decoder(_Ref)


def read(body: str | bytes) -> FromClient:
    """One frame.

    Raises:
        InvalidJson: it is not JSON in UTF-8.
        InvalidInput: there is no such frame, or a field is missing or wrong.
    """
    return _read(_decoder, body)


def read_of_bot(body: str | bytes) -> FromBot:
    """One frame of a bot. Raises as `read`."""
    return _read(_of_bots, body)


def _read(decoder: msgspec.json.Decoder[Frame], body: str | bytes) -> Frame:
    try:
        return decoder.decode(body)
    except msgspec.ValidationError as error:
        raise _refused(str(error)) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InvalidJson("The frame is not JSON in UTF-8.") from error


def ref_of(body: str | bytes) -> str | None:
    """The `ref` of a frame that cannot be read, so that its sender learns which it was."""
    try:
        return _refs.decode(body).ref
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def _refused(said: str) -> InvalidInput:
    """Which field did not fit; what msgspec says repeats tags and names but no text of a field."""
    said, _, path = said.partition(" - at `$")
    where = path.rstrip("`").lstrip(".")
    if "field `" in said or where:
        return wrong_field(said, where)
    return InvalidInput(f"No such frame: {said.rstrip('.')[:200]}.")
