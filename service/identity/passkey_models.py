"""What is said of passkeys: between a browser and the service, and to their person."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec

Encoded = Annotated[str, msgspec.Meta(min_length=1, max_length=12_000, pattern="^[A-Za-z0-9_-]+$")]
"""Bytes in base64url without padding, as WebAuthn gives them."""
Code = Annotated[str, msgspec.Meta(max_length=40)]


class Passkey(msgspec.Struct, frozen=True, kw_only=True):
    """One of mine. `name`: as I call it; `site`: the host that it works at."""

    id: str
    name: str
    site: str
    created_at: datetime
    last_used_at: datetime | None


class PasskeyAsked(msgspec.Struct, frozen=True, kw_only=True):
    """What a browser asks a device with. `site`: the host for which a passkey holds."""

    challenge: str
    site: str
    user_id: str = ""
    """Mine, where one is made."""
    handle: str = ""
    known: tuple[str, ...] = ()
    """Passkeys that this account has: no second one is made on the same device."""


class Attested(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new passkey, as the browser gives it, and what I call it."""

    name: Annotated[str, msgspec.Meta(max_length=100)]
    id: Encoded
    client_data: Encoded
    attestation: Encoded


class Asserted(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a passkey has signed."""

    id: Encoded
    client_data: Encoded
    authenticator_data: Encoded
    signature: Encoded


class Proof(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """My password and, where I have a second factor, a code (of the app, or for recovery) or a passkey."""

    password: str
    code: Code | None = None
    passkey: Asserted | None = None


class PasskeyAdded(msgspec.Struct, frozen=True, kw_only=True):
    """A new one; with recovery codes, shown this once, where it is the first second factor."""

    passkey: Passkey
    codes: tuple[str, ...] = ()
