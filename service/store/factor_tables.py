"""Tables of what people prove themselves with besides a password."""

from __future__ import annotations

from sqlalchemy import Column, LargeBinary, String, Table, Text, UniqueConstraint

from service.store.schema import ID, metadata, owned_by
from service.store.types import Counter, Instant

second_factors = Table(  # an authenticator app (RFC 6238); one of an account
    "second_factors",
    metadata,
    Column("account_id", ID, owned_by("accounts.id"), primary_key=True),
    Column("secret", Text, nullable=False),  # sealed: `service.store.seal`
    Column("created_at", Instant, nullable=False),
    Column("confirmed_at", Instant),  # null: begun, and no code of it was seen yet
    Column("last_step", Counter, nullable=False),  # of the newest code that was used: none works twice
)

recovery_codes = Table(  # for who has lost what is proven with
    "recovery_codes",
    metadata,
    Column("code_hash", String(64), primary_key=True),  # SHA-256 in hex, with the account's id
    Column("account_id", ID, owned_by("accounts.id"), nullable=False, index=True),
)

passkeys = Table(  # WebAuthn: of each the public half; an account has several
    "passkeys",
    metadata,
    Column("id", ID, primary_key=True),
    Column("account_id", ID, owned_by("accounts.id"), nullable=False, index=True),
    Column("credential_id", String(1400), nullable=False, unique=True),  # base64url; 1,023 bytes at most
    Column("public_key", LargeBinary, nullable=False),  # COSE
    Column("sign_count", Counter, nullable=False),  # as its device has counted; 0: it does not count
    Column("site", String(255), nullable=False),  # the host that it was made for, and works at
    Column("name", String(100), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("last_used_at", Instant),  # null: nobody has signed in with it yet
)

identities = Table(  # who somebody is at an identity provider (OpenID Connect)
    "identities",
    metadata,
    Column("id", ID, primary_key=True),
    Column("account_id", ID, owned_by("accounts.id"), nullable=False, index=True),
    Column("issuer", String(500), nullable=False),
    Column("subject", String(255), nullable=False),  # theirs there, for good
    Column("name", String(200), nullable=False),  # what they were called there at last; empty: not said
    Column("created_at", Instant, nullable=False),
    Column("last_used_at", Instant, nullable=False),
    UniqueConstraint("issuer", "subject"),
)

flows = Table(  # sign-ins at the provider that have begun here, and did not come back
    "flows",
    metadata,
    Column("state", String(64), primary_key=True),  # hash of what comes back with the browser
    Column("browser", String(64), nullable=False),  # hash of the cookie of the browser that began
    Column("nonce", String(64), nullable=False),
    Column("verifier", String(64), nullable=False),
    Column("site", String(300), nullable=False),  # origin of the page
    Column("back", String(20), nullable=False),  # page that it goes back to
    Column("language", String(35), nullable=False),  # of who is new
    Column("account_id", ID, owned_by("accounts.id"), index=True),  # who adds it; null: to sign in
    Column("session", String(64)),  # hash of the token with which that was asked; null: to sign in
    Column("expires_at", Instant, nullable=False, index=True),
)

challenges = Table(  # what devices were asked to sign, and have not answered
    "challenges",
    metadata,
    Column("challenge", String(64), primary_key=True),  # base64url of 32 random bytes
    Column("site", String(255), nullable=False),
    Column("account_id", ID, owned_by("accounts.id"), index=True),  # who adds a passkey; null: to sign in
    Column("session", String(64)),  # hash of the token with which that was asked; null: to sign in
    Column("expires_at", Instant, nullable=False, index=True),
)
