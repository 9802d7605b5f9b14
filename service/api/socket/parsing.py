"""Frames from the client: read, and refused where they are none."""

from __future__ import annotations

import msgspec

from service.api.error_responses import wrong_field
from service.api.errors import InvalidJson
from service.errors import InvalidInput
from service.realtime.frames import FromClient

_decoder: msgspec.json.Decoder[FromClient] = msgspec.json.Decoder(FromClient)


class _Ref(msgspec.Struct):
    ref: str | None = None


_refs = msgspec.json.Decoder(_Ref)


def read(body: str | bytes) -> FromClient:
    """One frame.

    Raises:
        InvalidJson: it is not JSON in UTF-8.
        InvalidInput: there is no such frame, or a field is missing or wrong.
    """
    try:
        return _decoder.decode(body)
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
