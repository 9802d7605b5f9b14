"""Argon2 in a thread, a few at a time: a rush of sign-ins waits here and not on the event loop."""

from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import Any

import precis_i18n
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from service.errors import InvalidInput, Unavailable
from service.text import validation
from service.text.visible import is_blank

LONGEST_WAIT = 10.0
"""Seconds that a sign-in may wait for its turn."""

LENGTH = range(8, 257)
"""Characters of a password, in the form in which it is hashed."""

PASSES = 3
MEMORY_KIB = 65_536
"""What one hash costs, in passes and memory: the second recommendation of RFC 9106."""

_PROFILE: Any = precis_i18n.get_profile("OpaqueString")


def password(text: str) -> str:
    """A new password in its one form, RFC 8265 (OpaqueString): the same from every keyboard. InvalidInput."""
    if len(validation.storable(text, "password")) > LENGTH[-1]:
        raise _refused("long", f"A password has at most {LENGTH[-1]} characters.")
    opaque = _opaque(text) if text else ""
    if opaque is None or (opaque and is_blank(opaque)):
        raise _refused("characters", "A password cannot have characters that do not show.")
    if len(opaque) not in LENGTH:
        raise _refused("long" if len(opaque) > LENGTH[-1] else "short", "A password has 8 to 256 characters.")
    return opaque


def forms(text: str) -> list[str]:
    """All forms in which a password may have been hashed, the one of today first.

    Before OpaqueString it was hashed as its keyboard sent it, composed or decomposed. Of ASCII there is one.
    """
    text = text.encode(errors="replace").decode()[: LENGTH[-1] + 1]
    if text.isascii():
        return [text]
    older = (text, unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text))
    return list(dict.fromkeys(one for one in (_opaque(text), *older) if one is not None))


def _opaque(text: str) -> str | None:
    try:
        made: str = _PROFILE.enforce(text)
    except ValueError:  # UnicodeEncodeError is one
        return None
    return made


def _refused(reason: str, sentence: str) -> InvalidInput:
    return InvalidInput(sentence, field="password", reason=reason)


@cache
def _hasher() -> PasswordHasher:
    # One core each; the semaphore says how many at once.
    return PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=1)


@cache
def _nobody() -> str:
    """A hash that fits no password, checked where there is no such person, so that both take as long."""
    return _hasher().hash("nobody has this password, for it is checked against itself only")


async def hash_of(gate: asyncio.Semaphore, password: str) -> str:
    """The hash to store. Unavailable when too many wait."""
    await _enter(gate)
    try:
        return await asyncio.to_thread(_hasher().hash, password)
    finally:
        gate.release()


async def fits(gate: asyncio.Semaphore, stored: str | None, tried: Sequence[str]) -> str | None:
    """The first of these that belongs to a stored hash (None: no such person); None where none does.

    A hash that is not there takes as long as one that fits nothing. Unavailable when too many wait.
    """
    await _enter(gate)
    try:
        return await asyncio.to_thread(_first, stored, tried)
    finally:
        gate.release()


def _first(stored: str | None, tried: Sequence[str]) -> str | None:
    return next((one for one in tried if _verify(stored, one)), None)


def _verify(stored: str | None, password: str) -> bool:
    try:
        _hasher().verify(stored or _nobody(), password)
    except (VerifyMismatchError, InvalidHashError):
        return False
    return stored is not None


async def _enter(gate: asyncio.Semaphore) -> None:
    try:
        async with asyncio.timeout(LONGEST_WAIT):
            await gate.acquire()
    except TimeoutError as error:
        raise Unavailable("Too many people sign in right now; try again in a moment.") from error
