"""Handles: RFC 8265 (UsernameCaseMapped), of letters that everybody can type, and none misleads."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import Any

import precis_i18n

from service.errors import HandleReserved, InvalidInput
from service.identity.claims import LOOKS

_PROFILE: Any = precis_i18n.get_profile("UsernameCaseMapped")
_HANDLE = re.compile(r"[a-z0-9_.-]{2,32}")
_DEMO = "demo."

_PLACES_WORDS = """
    about account accounts api app assets blog canned conversations corrections demo docs download
    explore favicon glossary health help home index info languages legal live login logout mail me
    messages new news null people privacy register robots schema search sessions settings shop
    signin signout signup static status terms typing undefined user users web welcome www
"""
_PLACES = frozenset(_PLACES_WORDS.split())
"""Words that stand for a place, or for nobody in particular."""

_ROLES_WORDS = """
    abuse admin adminduologue administrator admins billing bot contact daemon developer duologue
    duologueadmin duologuesupport duologueteam everyone guest help helpdesk hostmaster info mod
    moderation moderator moderators nobody noreply notifications official operator owner postmaster
    root security service staff support supportteam sysadmin system team teamduologue webmaster
"""
_ROLES = frozenset(_ROLES_WORDS.split())
"""Words that claim to speak for the service, also where they are written as `4dm1n` or `a.d.m.i.n`."""

_PLAIN_ROLES = frozenset(one.translate(LOOKS) for one in _ROLES)


def mapped(text: str) -> str | None:
    """A handle as it is stored, whichever keyboard wrote it; None where nobody can have it."""
    text = text.strip().removeprefix("@")
    if not text.isascii():
        try:
            text = _PROFILE.enforce(text[:64])
        except ValueError:  # UnicodeEncodeError is one
            return None
    text = text.lower()
    return text if _HANDLE.fullmatch(text) else None


def handle(text: str, *, demo: bool = False) -> str:
    """A handle for somebody new; `demo` people may have those that are kept for them.

    Raises:
        InvalidInput: it has other characters than those, is too short or long, or begins, ends or consists of
            signs that are easily overlooked.
        HandleReserved: it would claim to speak for the service, or name a place.
    """
    known = mapped(text)
    if known is None or known[0] in ".-" or known[-1] in ".-" or not any(one.isalnum() for one in known):
        raise InvalidInput(
            "A handle has 2 to 32 of a-z 0-9 _ . - with a letter or digit, and no dot or hyphen at its ends.",
            field="handle",
        )
    if not demo and is_reserved(known):
        raise HandleReserved("This handle is reserved for the service; choose another.", handle=known)
    return known


def mark_of(known: str) -> str:
    """What stands in the place of a deleted person's handle: no handle begins so."""
    return "~" + sha256(known.encode()).hexdigest()[:31]


def is_reserved(known: str) -> bool:
    """Whether nobody may take this handle. Who has it already keeps it."""
    return known.startswith(_DEMO) or known in _PLACES or known.translate(LOOKS) in _PLAIN_ROLES
