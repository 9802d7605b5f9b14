"""Secrets that have to be read again, sealed (AES-GCM): a copy of the database alone opens none of them.

The key is `DUOLOGUE_SEAL_KEY`, or lies in a file of the home that the first secret makes. Opening makes none:
where the file was lost, it can be put back. Hosts that share a database share the key too.
"""

from __future__ import annotations

import logging
import os
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from service.errors import Unavailable
from wire.contracts.settings import Settings

log = logging.getLogger(__name__)

FILE = "seal.key"
"""In the home, where the settings have no key."""

_KEY_BYTES, _NONCE_BYTES = 32, 12


class Seal:
    """Seals and opens. Keys are read each time: one that is put back holds at once."""

    def __init__(self, settings: Settings) -> None:
        self._given, self._file = settings.seal_key, settings.home / FILE

    def close(self, secret: str, about: str) -> str:
        """A secret as it is stored. It opens for the same `about` alone: rows cannot be swapped."""
        if not self._given:
            _make(self._file)
        cipher, nonce = AESGCM(next(self._keys())), secrets.token_bytes(_NONCE_BYTES)
        sealed = cipher.encrypt(nonce, secret.encode(), about.encode())
        return urlsafe_b64encode(nonce + sealed).decode()

    def open(self, sealed: str, about: str) -> str:
        """What was sealed.

        Raises:
            Unavailable: it was sealed with another key, or is not what was stored, or the key is gone.
        """
        try:
            raw = urlsafe_b64decode(sealed)
            for key in self._keys():
                with suppress(InvalidTag):
                    opened = AESGCM(key).decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], about.encode())
                    return opened.decode()
        except (ValueError, OSError):
            pass
        log.error("a secret of the store does not open: DUOLOGUE_SEAL_KEY, or %s, is another", FILE)
        raise Unavailable("This cannot be checked here just now.")

    def _keys(self) -> Iterator[bytes]:
        """The one that seals; then that of the file, with which was sealed before the settings had one."""
        if self._given:
            yield sha256(self._given.encode()).digest()
        yield _read(self._file)


def _make(file: Path) -> None:
    """A key, where there is none; of two processes that make it at once one wins."""
    if file.exists():
        return
    fresh = file.with_name(f"{FILE}.{os.getpid()}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(urlsafe_b64encode(secrets.token_bytes(_KEY_BYTES)))
        out.flush()
        os.fsync(out.fileno())
    try:
        os.link(fresh, file)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()


def _read(file: Path) -> bytes:
    """The key of a file. OSError: it cannot be read. Unavailable: it is none."""
    try:
        raw = urlsafe_b64decode(file.read_bytes())
    except ValueError:
        raw = b""
    if len(raw) != _KEY_BYTES:
        raise Unavailable(f"{FILE} in the home is no key.")
    return raw
