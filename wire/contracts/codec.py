"""Events to bytes and back. One decoder per event, made once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import msgspec

from wire.contracts.errors import DecodeError

T = TypeVar("T")

encode: Callable[[object], bytes] = msgspec.json.Encoder().encode


def decoder(kind: type[T]) -> Callable[[bytes], T]:
    """A function that reads one event of `kind` (a struct or a union of tagged structs).

    The function raises DecodeError, with the bytes, where the body is not such an event.
    """
    inner = msgspec.json.Decoder(kind)

    def decode(body: bytes) -> T:
        try:
            return inner.decode(body)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise DecodeError(f"not a {getattr(kind, '__name__', kind)}: {error}", body) from error

    return decode
