"""One push to one place: encrypted for its browser (RFC 8291), signed with our key (RFC 8292)."""

from __future__ import annotations

import base64
import logging
import os
from typing import Literal
from urllib.parse import urlsplit

import http_ece
import httpx
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from httpx_secure import SSRFProtectionError, httpx_ssrf_protection
from py_vapid import Vapid02, VapidException

from service.notifications.subscriptions import Subscription
from wire.contracts.errors import SettingsError
from wire.contracts.settings import Settings

log = logging.getLogger(__name__)

WITHIN = 10.0
"""Seconds that a push service gets."""
KEPT = 86400
"""Seconds that it keeps a push for a browser that is away."""
Outcome = Literal["taken", "later", "gone"]
_GONE = (400, 401, 403, 404, 410, 413)


class PushSender:
    """Speaks to push services, at public addresses alone unless the operator allows others.

    Raises SettingsError where the key cannot be used.
    """

    def __init__(self, settings: Settings) -> None:
        try:
            self._vapid = Vapid02.from_string(settings.vapid_key)
        except (VapidException, ValueError) as error:
            raise SettingsError("DUOLOGUE_VAPID_KEY is no key: `duologue push` makes one") from error
        self._contact = settings.vapid_contact
        client = httpx.AsyncClient(timeout=WITHIN, follow_redirects=False, trust_env=False)
        self._http = client if settings.push_private else httpx_ssrf_protection(client)

    @property
    def public_key(self) -> str:
        """What a browser is given to subscribe with, base64url."""
        point = serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        return encoded(self._vapid.public_key.public_bytes(*point))

    async def send(self, to: Subscription, body: bytes) -> Outcome:
        """Push once. "gone": never again there."""
        origin = urlsplit(to.endpoint)
        claims = {"aud": f"{origin.scheme}://{origin.netloc}", "sub": self._contact}
        headers = self._vapid.sign(claims) | {"TTL": str(KEPT), "Urgency": "high"}
        headers |= {"Content-Encoding": "aes128gcm", "Content-Type": "application/octet-stream"}
        try:
            answer = await self._http.post(to.endpoint, content=encrypted(to, body), headers=headers)
        except SSRFProtectionError:
            log.warning("a push service at an address that is not public is not spoken to")
            return "gone"
        except httpx.HTTPError as error:
            log.info("a push service does not answer: %s", type(error).__name__)
            return "later"
        if answer.is_success:
            return "taken"
        log.info("a push service answered %s", answer.status_code)
        return "gone" if answer.status_code in _GONE else "later"

    async def close(self) -> None:
        """Let go of connections."""
        await self._http.aclose()


def encrypted(to: Subscription, body: bytes) -> bytes:
    """For the browser of a subscription alone; with a key of this message's own."""
    once = ec.generate_private_key(ec.SECP256R1())
    sealed: bytes = http_ece.encrypt(
        body,
        salt=os.urandom(16),
        private_key=once,
        dh=_decoded(to.p256dh),
        auth_secret=_decoded(to.auth),
        version="aes128gcm",
    )
    return sealed


def encoded(raw: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def new_key() -> str:
    """A private key for `DUOLOGUE_VAPID_KEY`."""
    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return encoded(number.to_bytes(32, "big"))
