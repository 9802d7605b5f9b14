"""Every setting of every part: read once from `DUOLOGUE_*`, frozen, refused when it cannot work.

The fields lie in `wire.contracts.setting_groups`, a file for each subject. README.md has a table of them,
made from their docs by `wire.contracts.settings_table`; a test holds the two together.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zlib import crc32

from wire.contracts import setting_values as read
from wire.contracts.errors import SettingsError
from wire.contracts.setting_groups.chat import Chat
from wire.contracts.setting_groups.language import Language
from wire.contracts.setting_groups.observed import Observed
from wire.contracts.setting_groups.outbound import Outbound
from wire.contracts.setting_groups.places import Places
from wire.contracts.setting_groups.streams import Streams
from wire.contracts.setting_groups.web import Web

PREFIX = "DUOLOGUE_"

MAX_SOCKET_PATH = 100
"""Operating systems allow 104 to 108 bytes."""


@dataclass(frozen=True, kw_only=True)
class Settings(Observed, Language, Outbound, Web, Chat, Streams, Places):
    """All settings, parsed. Build with `Settings.load()`; tests pass fields directly.

    Dataclasses take the fields of the last base first: the README's table begins with `Places`.
    """

    @property
    def secure(self) -> bool:
        """Whether browsers reach the chat by https."""
        return self.secure_cookies or bool(self.tls_cert)

    @property
    def provider_name(self) -> str:
        """What people call the identity provider; empty: there is none."""
        return self.oidc_name or urlsplit(self.oidc_issuer).hostname or ""

    @property
    def chat_url(self) -> str:
        """Where people on this machine open the chat."""
        return shown(self.host, self.port, "https" if self.tls_cert else "http")

    @property
    def broker_socket(self) -> Path:
        """Where our own Valkey listens: under home, or in a temporary folder if that path is too long."""
        path = self.home / "broker" / "valkey.sock"
        if len(str(path)) <= MAX_SOCKET_PATH:
            return path
        folder = f"duologue-{os.geteuid()}-{crc32(str(path).encode()):08x}"
        return Path(tempfile.gettempdir()) / folder / "valkey.sock"

    @property
    def broker_url(self) -> str:
        """URL of the broker, ours or the one that was set."""
        return self.redis_url or f"unix://{self.broker_socket}"

    @property
    def store_url(self) -> str:
        """SQLAlchemy URL of the store."""
        return self.database_url or f"sqlite+aiosqlite:///{self.home / 'duologue.db'}"

    @property
    def lake_path(self) -> Path:
        """Folder of the event log."""
        return read.path(self.lake) if self.lake else self.home / "lake"

    @property
    def files_path(self) -> Path:
        """Folder of files that people send, where they are in no bucket."""
        return read.path(self.files) if self.files else self.home / "files"

    @property
    def models_path(self) -> Path:
        """Folder of pulled models and of what is computed from them."""
        return read.path(self.models) if self.models else self.home / "models"

    @classmethod
    def load(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """Read the environment.

        Raises:
            SettingsError: a value cannot be used, or a `DUOLOGUE_*` name is not a setting.
        """
        environ = os.environ if environ is None else environ
        known = {PREFIX + f.name.upper(): f for f in fields(cls)}
        values: dict[str, Any] = {}
        for name, text in environ.items():
            if not name.startswith(PREFIX):
                continue
            if name not in known:
                raise SettingsError(f"{name} is not a setting. Known: {', '.join(sorted(known))}")
            try:
                values[known[name].name] = known[name].metadata["parse"](text)
            except ValueError as error:
                shown = f"{name}={text!r}" if known[name].repr else name  # a password may be in it
                raise SettingsError(f"{shown} cannot be used: {error}") from error
        found = cls(**values)
        if bool(found.tls_cert) != bool(found.tls_key):
            raise SettingsError("DUOLOGUE_TLS_CERT and DUOLOGUE_TLS_KEY go together: one of them is missing.")
        if found.oidc_issuer and not found.oidc_client:
            raise SettingsError("DUOLOGUE_OIDC_ISSUER needs DUOLOGUE_OIDC_CLIENT: our name there.")
        return found


def shown(host: str, port: int, scheme: str = "http") -> str:
    """Where people open it. An address that means "every one" is shown as this machine."""
    name = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"{scheme}://{name}:{port}"
