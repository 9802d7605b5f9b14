"""Argon2 in a thread, a few at a time: a rush of sign-ins waits here and not on the event loop."""

from __future__ import annotations

import asyncio
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from service.errors import Unavailable

LONGEST_WAIT = 10.0
"""Seconds that a sign-in may wait for its turn."""


@cache
def _hasher() -> PasswordHasher:
    return PasswordHasher(parallelism=1)  # one core each; the semaphore says how many at once


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


async def fits(gate: asyncio.Semaphore, stored: str | None, password: str) -> bool:
    """Whether a password belongs to a stored hash (None: no such person). Unavailable when too many wait."""
    await _enter(gate)
    try:
        return await asyncio.to_thread(_verify, stored, password)
    finally:
        gate.release()


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
