"""Signing up, in and out, and who a token belongs to."""

from __future__ import annotations

from service.domain import Me, SignedIn
from service.store import Store


async def sign_up(
    store: Store, *, handle: str, name: str, password: str, language: str, demo: bool = False
) -> SignedIn:
    """Make a person and sign in. HandleTaken, InvalidInput."""
    raise NotImplementedError


async def sign_in(store: Store, *, handle: str, password: str) -> SignedIn:
    """A new token. WrongPassword."""
    raise NotImplementedError


async def sign_out(store: Store, token: str) -> None:
    """End a token; an unknown one is fine."""
    raise NotImplementedError


async def who(store: Store, token: str) -> Me:
    """Whose token this is. NotSignedIn."""
    raise NotImplementedError
