"""A device with passkeys (WebAuthn): what a browser and its authenticator answer. ES256, no attestation."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

PRESENT, RECOGNISED, MADE = 0x01, 0x04, 0x40
"""Flags: somebody is there, and was recognised; a new key comes along."""


def text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


class Device:
    """One passkey, made by `make`; `count` is how often it was used, `flags` what it says of its holder."""

    def __init__(self, origin: str = "http://localhost") -> None:
        self.origin, self.count, self.flags = origin, 0, PRESENT | RECOGNISED
        self.id = secrets.token_bytes(16)
        self.key = ec.generate_private_key(ec.SECP256R1())

    def make(self, asked: dict[str, Any]) -> dict[str, str]:
        """The answer to `PasskeyAsked`, without a name."""
        point = self.key.public_key().public_numbers()
        x, y = (one.to_bytes(32, "big") for one in (point.x, point.y))
        key = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: x, -3: y})
        made = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + key
        data = self._data(asked["site"], self.flags | MADE) + made
        attestation = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        client = self._client("webauthn.create", asked["challenge"])
        return {"id": text(self.id), "client_data": text(client), "attestation": text(attestation)}

    def sign(self, asked: dict[str, Any]) -> dict[str, str]:
        """The answer to what is asked of somebody who signs in."""
        self.count += 1
        client = self._client("webauthn.get", asked["challenge"])
        data = self._data(asked["site"], self.flags)
        signed = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        answer = {"id": self.id, "client_data": client, "authenticator_data": data, "signature": signed}
        return {name: text(one) for name, one in answer.items()}

    def _client(self, kind: str, challenge: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _data(self, site: str, flags: int) -> bytes:
        return hashlib.sha256(site.encode()).digest() + bytes([flags]) + self.count.to_bytes(4, "big")
