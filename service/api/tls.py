"""The certificate that the chat shows: looked at before the start, and taken anew when it is renewed."""

from __future__ import annotations

import logging
import ssl
from datetime import datetime
from pathlib import Path

from cryptography.x509 import load_pem_x509_certificates

from wire.contracts.errors import SettingsError
from wire.contracts.settings import Settings

log = logging.getLogger(__name__)

EVERY = 30.0
"""Seconds between two looks at the files."""


class Certificate:
    """A chain and its key, two PEM files."""

    def __init__(self, chain: Path, key: Path) -> None:
        """Of files that can be used.

        Raises:
            SettingsError: they cannot: one cannot be read, the key wants a password, or is another one's.
        """
        self._chain, self._key = chain, key
        self._seen = self._stamps()
        if problem := self._problem():
            raise SettingsError(f"DUOLOGUE_TLS_CERT and DUOLOGUE_TLS_KEY cannot be used: {problem}.")
        self._told = ""

    def context(self) -> ssl.SSLContext:
        """What a server speaks TLS with: from 1.2 on, by Python's own choice of ciphers."""
        made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        made.load_cert_chain(self._chain, self._key, password=_no_password)
        return made

    def renew(self, context: ssl.SSLContext) -> bool:
        """Give `context` what the files hold, if they have changed; who is connected stays so.

        What cannot be used changes nothing, is told once in the log, and is tried again at the next look: of
        two files one is always written first.
        """
        stamps = self._stamps()
        if stamps == self._seen:
            return False
        problem = self._problem()
        if problem:  # a context that has taken a chain without its key would be of no use any more
            if problem != self._told:
                log.error("the renewed certificate cannot be used, the old one stays: %s", problem)
            self._told = problem
            return False
        context.load_cert_chain(self._chain, self._key, password=_no_password)
        self._seen, self._told = stamps, ""
        log.info("the certificate was renewed")
        return True

    @property
    def ends(self) -> datetime:
        """Until when the first of the chain, which is the server's own, holds."""
        return load_pem_x509_certificates(self._chain.read_bytes())[0].not_valid_after_utc

    def _stamps(self) -> list[tuple[int, int, int]]:
        """What changes when a file does. Renewals replace a file, or what a link names."""
        found = []
        for path in (self._chain, self._key):
            try:
                stat = path.stat()
            except OSError:
                found.append((0, 0, 0))
            else:
                found.append((stat.st_mtime_ns, stat.st_size, stat.st_ino))
        return found

    def _problem(self) -> str:
        """Why the files cannot be used; empty where they can."""
        try:
            self.context()
        except ssl.SSLError as error:
            return f"{error.reason or error}".replace("_", " ").lower()
        except (OSError, ValueError) as error:
            return str(error)
        return ""


def certificate(settings: Settings) -> Certificate | None:
    """That of the settings, if they name one.

    Raises:
        SettingsError: it cannot be used.
    """
    if not settings.tls_cert:
        return None
    return Certificate(Path(settings.tls_cert).expanduser(), Path(settings.tls_key).expanduser())


def _no_password() -> str:
    raise ValueError("the key wants a password, and there is nobody to ask")
