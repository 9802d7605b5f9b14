"""Codes of authenticator apps (RFC 6238: six digits, thirty seconds), and how an app gets a secret."""

from __future__ import annotations

import hmac
from datetime import UTC, datetime

import msgspec
import pyotp
import segno

SECONDS = 30
"""For which one code is shown."""
NEIGHBOURS = (0, -1, 1)
"""Steps beside the one of now whose code is taken: clocks differ, and typing takes its time."""
ISSUER = "Duologue"
QUIET = 4
"""Light modules around a QR code."""


class Picture(msgspec.Struct, frozen=True, kw_only=True):
    """A QR code: `path` draws its dark modules on a square of `size`, as `d` of an SVG path."""

    size: int
    path: str


def now() -> datetime:
    """By this host's clock, as apps go by theirs."""
    return datetime.now(UTC)


def new_secret() -> str:
    """160 random bits in base32, as the RFC recommends."""
    return pyotp.random_base32()


def is_code(typed: str) -> bool:
    """Whether this is such a code, and no recovery code."""
    return len(typed) == 6 and typed.isascii() and typed.isdecimal()


def fitting_step(secret: str, code: str) -> int | None:
    """The step whose code this is; null: of none near now."""
    if not is_code(code):  # digests of other letters cannot be compared
        return None
    codes, step = pyotp.TOTP(secret), int(now().timestamp()) // SECONDS
    near = [step + one for one in NEIGHBOURS]
    fits = [one for one in near if hmac.compare_digest(codes.generate_otp(one), code)]
    return fits[0] if fits else None


def address(secret: str, handle: str) -> str:
    """What an app reads from the QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=handle, issuer_name=ISSUER)


def picture(text: str) -> Picture:
    """A text as a QR code."""
    made = segno.make(text, error="m", micro=False)
    rows = list(enumerate(made.matrix))
    runs = [f"M{x + QUIET} {y + QUIET}h1v1h-1z" for y, row in rows for x, module in enumerate(row) if module]
    return Picture(size=len(rows) + 2 * QUIET, path="".join(runs))
