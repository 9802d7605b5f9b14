"""One push to one place: encrypted for its browser (RFC 8291), signed with our key (RFC 8292)."""

from __future__ import annotations

import asyncio
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
from service.outbound.public import NotPublic, public_addresses
from wire.contracts.errors import SettingsError
from wire.contracts.settings import Settings

log = logging.getLogger(__name__)

WITHIN = 10.0
"""Seconds that a push service gets in all, however it spreads its answer."""
READ = 16 * 1024
"""Bytes of an answer that are read, so that the connection can be used again; of a longer one no more."""
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
        self._private = settings.push_private
        self._http = client if self._private else httpx_ssrf_protection(client)

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
            async with asyncio.timeout(WITHIN):
                await self._must_be_public(origin.hostname or "", origin.port or 443)
                status = await self._post(to, body, headers)
        except (SSRFProtectionError, NotPublic):
            log.warning("a push service at an address that is not public is not spoken to")
            return "gone"
        except (httpx.HTTPError, OSError, TimeoutError) as error:
            log.info("a push service does not answer: %s", type(error).__name__)
            return "later"
        except (httpx.InvalidURL, ValueError) as error:
            log.info("an endpoint is no address: %s", type(error).__name__)
            return "gone"
        if 200 <= status < 300:
            return "taken"
        log.info("a push service answered %s", status)
        return "gone" if status in _GONE else "later"

    async def _must_be_public(self, host: str, port: int) -> None:
        """Looked up before anything is connected: whether something listens inside is told to nobody.

        The client looks again at what it connects to, lest the name leads elsewhere by then.
        """
        if self._private:
            return
        await public_addresses(host, port)

    async def _post(self, to: Subscription, body: bytes, headers: dict[str, str]) -> int:
        """The status. Of what else is answered no more than `READ` is taken, as it comes."""
        sealed, size = encrypted(to, body), 0
        async with self._http.stream("POST", to.endpoint, content=sealed, headers=headers) as answer:
            async for part in answer.aiter_raw():
                size += len(part)
                if size > READ:
                    break
            return answer.status_code

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
