"""Checking what authenticators say (WebAuthn), by the library `webauthn`. Nothing is stored here.

In a thread: the library takes its time to load, and what is signed may be signed in some slow way.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable
from typing import Any, TypeVar

import msgspec

from service.identity.errors import PasskeyRefused
from service.identity.passkey_models import Asserted, Attested

T = TypeVar("T")

NO_FIT = "This passkey does not fit."
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{1,128}")
"""As `challenges` writes them: strangers may put anything there, and stores do not take every string."""


class Site(msgspec.Struct, frozen=True):
    """Where a browser has the page from: passkeys hold for a host, and are asked for on an origin."""

    host: str
    origin: str


class Made(msgspec.Struct, frozen=True):
    """A passkey as it is stored: its public half."""

    credential_id: str
    public_key: bytes
    sign_count: int


def challenge_in(client_data: str) -> str:
    """What was asked, as the answer has it. PasskeyRefused."""

    def read() -> str:
        from webauthn.helpers import base64url_to_bytes

        challenge = json.loads(base64url_to_bytes(client_data))["challenge"]
        if not (isinstance(challenge, str) and _CHALLENGE.fullmatch(challenge)):
            raise ValueError("nobody was asked this")
        return challenge

    return _refusing(read)


async def attested(site: Site, challenge: str, said: Attested) -> Made:
    """A new passkey, whose holder was recognised by the device. PasskeyRefused."""

    def check() -> Made:
        from webauthn import base64url_to_bytes, verify_registration_response
        from webauthn.helpers import bytes_to_base64url

        response = {"clientDataJSON": said.client_data, "attestationObject": said.attestation}
        found = verify_registration_response(
            credential=_credential(said.id, response),
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=True,
        )
        return Made(bytes_to_base64url(found.credential_id), found.credential_public_key, found.sign_count)

    return await asyncio.to_thread(_refusing, check)


async def asserted(site: Site, challenge: str, said: Asserted, made: Made) -> int:
    """The new count of a passkey that has signed this challenge, its holder recognised. PasskeyRefused."""

    def check() -> int:
        from webauthn import base64url_to_bytes, verify_authentication_response

        response = {
            "clientDataJSON": said.client_data,
            "authenticatorData": said.authenticator_data,
            "signature": said.signature,
        }
        return verify_authentication_response(
            credential=_credential(said.id, response),
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=made.public_key,
            credential_current_sign_count=made.sign_count,
            require_user_verification=True,
        ).new_sign_count

    return await asyncio.to_thread(_refusing, check)


def _credential(id_: str, response: dict[str, Any]) -> dict[str, Any]:
    return {"id": id_, "rawId": id_, "type": "public-key", "response": response}


def _refusing(work: Callable[[], T]) -> T:
    """Bytes that strangers make up break parsers in ways of their own: whatever is wrong is refused alike."""
    try:
        return work()
    except Exception as error:
        raise PasskeyRefused(NO_FIT) from error
